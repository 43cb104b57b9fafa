package dev.ftr.probe;

import java.time.Duration;

/**
 * When a conversation must have ended.
 *
 * @param at time of {@link System#nanoTime}
 * @param timeout how long that was from the beginning
 */
record Deadline(long at, Duration timeout) {
    static Deadline after(Duration timeout) {
        return new Deadline(System.nanoTime() + timeout.toNanos(), timeout);
    }

    /** Negative once it has passed. */
    long nanosLeft() {
        return at - System.nanoTime();
    }

    @Override
    public String toString() {
        return "within " + timeout.toMillis() + " ms";
    }
}
