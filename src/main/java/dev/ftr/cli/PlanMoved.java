package dev.ftr.cli;

/** A plan is not what is to be done any more; nothing has been changed. */
final class PlanMoved extends CommandFailed {
    private static final long serialVersionUID = 1L;

    PlanMoved(String message) {
        super(message);
    }
}
