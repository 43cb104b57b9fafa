package dev.ftr.kernel;

/** The kernel cannot be read; the message names the command and its words. */
public final class KernelException extends Exception {
    private static final long serialVersionUID = 1L;

    public KernelException(String message) {
        super(message);
    }
}
