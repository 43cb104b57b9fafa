package dev.ftr.daemon;

/** The daemon cannot run; the message says why and what to do. */
public final class DaemonException extends Exception {
    private static final long serialVersionUID = 1L;

    public DaemonException(String message) {
        super(message);
    }
}
