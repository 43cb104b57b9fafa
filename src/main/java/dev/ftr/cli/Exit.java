package dev.ftr.cli;

/** Exit codes, as DESIGN names them. */
final class Exit {
    static final int OK = 0;
    static final int FAILED = 1;
    static final int CHANGES = 2;
    static final int NOT_RUNNING = 3;

    /** EX_USAGE of sysexits(3). */
    static final int USAGE = 64;

    private Exit() {}
}
