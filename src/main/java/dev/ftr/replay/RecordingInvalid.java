package dev.ftr.replay;

/** A recording cannot be used; the message is {@code FILE:LINE: what is wrong and what would be right}. */
public final class RecordingInvalid extends Exception {
    private static final long serialVersionUID = 1L;

    RecordingInvalid(String message) {
        super(message);
    }
}
