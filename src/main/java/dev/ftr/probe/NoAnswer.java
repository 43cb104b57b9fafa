package dev.ftr.probe;

import java.net.SocketTimeoutException;

/** The deadline came first. */
final class NoAnswer extends SocketTimeoutException {
    private static final long serialVersionUID = 1;

    NoAnswer(Deadline deadline) {
        super("no answer " + deadline);
    }

    NoAnswer(String before, Deadline deadline) {
        super(before + ", but no answer " + deadline);
    }
}
