package dev.ftr.cli;

/** A command cannot be carried out; the message is what standard error gets, without a stack trace. */
sealed class CommandFailed extends RuntimeException permits PlanMoved {
    private static final long serialVersionUID = 1L;

    CommandFailed(String message) {
        super(message);
    }
}
