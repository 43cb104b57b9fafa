package dev.ftr.health;

import java.time.Duration;

/**
 * The longest time that packets have spent in queues of an uplink, or that it was silent without having failed, slowly
 * forgotten. A line whose buffers fill up under load takes half a second or more from one moment to the next, a radio line
 * may blink as long, and RFC 6298 has forgotten the last time after a few quick answers; without this memory each burst of
 * load and each blink would look like a failure.
 */
final class Queueing {
    private static final double HALF_LIFE = Duration.ofMinutes(10).toNanos();
    private static final double MARGIN = 1.5;

    private double peak;
    private long at;

    void add(double nanos, long now) {
        double remembered = remembered(now);
        if (nanos < remembered) return;
        peak = nanos;
        at = now;
    }

    /** Time in queues that must be expected now, nanoseconds. */
    double expected(long now) {
        return MARGIN * remembered(now);
    }

    private double remembered(long now) {
        return peak == 0 ? 0 : peak * Math.pow(2, -(now - at) / HALF_LIFE);
    }
}
