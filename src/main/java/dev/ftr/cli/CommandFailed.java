package dev.ftr.cli;

/** A command cannot be carried out; the message is what standard error gets, without a stack trace. */
final class CommandFailed extends RuntimeException {
    private static final long serialVersionUID = 1L;

    CommandFailed(String message) {
        super(message);
    }
}
