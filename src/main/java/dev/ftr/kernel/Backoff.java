package dev.ftr.kernel;

import java.time.Duration;
import java.util.random.RandomGenerator;

/**
 * How long to wait before another attempt: twice as long after each failure, at random within the upper half, so that what
 * failed together does not try again together. Used by one thread.
 */
final class Backoff {
    private final Pace pace;
    private final RandomGenerator random;
    private Duration longest;

    /**
     * The limits of waiting.
     *
     * @param first the longest wait after the first failure
     * @param cap the longest wait of all
     * @param settled what has lived so long begins again with the first wait
     * @param missing the wait for a tool that is not installed
     */
    record Pace(Duration first, Duration cap, Duration settled, Duration missing) {
        static final Pace USUAL =
                new Pace(Duration.ofMillis(200), Duration.ofSeconds(60), Duration.ofMinutes(1), Duration.ofMinutes(1));
    }

    Backoff(Pace pace, RandomGenerator random) {
        this.pace = pace;
        this.random = random;
        this.longest = pace.first();
    }

    /** The wait after what has lived so long. */
    Duration after(Duration lived) {
        if (lived.compareTo(pace.settled()) > 0) longest = pace.first();
        Duration wait = longest.dividedBy(2).plusNanos(random.nextLong(longest.toNanos() / 2));
        Duration twice = longest.multipliedBy(2);
        longest = twice.compareTo(pace.cap()) < 0 ? twice : pace.cap();
        return wait;
    }

    Duration missing() {
        return pace.missing();
    }
}
