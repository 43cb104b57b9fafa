package dev.ftr.notify.outbox;

import java.time.Duration;
import java.util.random.RandomGenerator;

/** How long to wait after a try that failed: 1 s, 2 s, 4 s and so on up to 5 minutes, each a quarter more or less. */
final class Backoff {
    private static final Duration FIRST = Duration.ofSeconds(1);
    private static final Duration LONGEST = Duration.ofMinutes(5);
    private static final double LEAST = 0.75;
    private static final double SPREAD = 0.5;

    private final RandomGenerator random;
    private Duration next = FIRST;

    Backoff(RandomGenerator random) {
        this.random = random;
    }

    Duration failed() {
        Duration wait = Duration.ofNanos(Math.round(next.toNanos() * (LEAST + SPREAD * random.nextDouble())));
        Duration twice = next.multipliedBy(2);
        next = twice.compareTo(LONGEST) < 0 ? twice : LONGEST;
        return wait;
    }

    void reset() {
        next = FIRST;
    }
}
