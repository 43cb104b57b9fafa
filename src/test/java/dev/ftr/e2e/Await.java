package dev.ftr.e2e;

import java.time.Duration;
import java.util.function.BooleanSupplier;
import java.util.function.Supplier;

/** Waits for a condition instead of for a time. */
final class Await {
    /** What takes a few seconds on a quiet machine, such as the return of an uplink, may take more on a busy one. */
    static final Duration GENEROUS = Duration.ofSeconds(20);

    private static final Duration POLL = Duration.ofMillis(20);

    private Await() {}

    /** Returns once the condition holds; fails, saying what there was instead, when it does not in time. */
    static void until(String what, Duration most, BooleanSupplier condition, Supplier<String> instead) {
        long deadline = System.nanoTime() + most.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() - deadline > 0)
                throw new AssertionError(
                        "within %s: %s expected; there is %s".formatted(most.toString(), what, instead.get()));
            pause(POLL);
        }
    }

    static void until(String what, BooleanSupplier condition, Supplier<String> instead) {
        until(what, GENEROUS, condition, instead);
    }

    /** Lets traffic flow for a while. For what should happen, wait with {@link #until} instead. */
    static void pause(Duration length) {
        try {
            Thread.sleep(length);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }
}
