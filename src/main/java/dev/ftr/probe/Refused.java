package dev.ftr.probe;

import java.io.IOException;

/** The kernel or the target refused a step of a conversation. */
final class Refused extends IOException {
    private static final long serialVersionUID = 1;
    private static final int EPIPE = 32;
    private static final int ECONNRESET = 104;
    private static final int ETIMEDOUT = 110;

    Refused(int errno) {
        super(words(errno));
    }

    /** @param step what was about to be done */
    Refused(String step, int errno) {
        super(step + ": " + words(errno) + (errno == Errno.EPERM ? " (needs CAP_NET_RAW)" : ""));
    }

    private static String words(int errno) {
        return switch (errno) {
            case EPIPE, ECONNRESET -> "connection reset";
            case ETIMEDOUT -> "connection timed out";
            default -> {
                String words = Errno.words(errno);
                yield Character.toLowerCase(words.charAt(0)) + words.substring(1);
            }
        };
    }
}
