package dev.ftr.model;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * How one uplink is tested, and what makes it up, degraded or down.
 *
 * @param targets what is asked, 1 to 64, without doubles
 * @param required how many targets must answer, 1 to the number of targets
 * @param attempts packets to a target in a verification round until it answers, at least 1
 * @param interval from one heartbeat to the next, at least 100 ms
 * @param timeout the longest wait for an answer to a heartbeat, and for a verification round as a whole
 * @param budget bytes of probes in a day that must not be exceeded; the interval stretches to fit
 */
public record ProbePolicy(
        List<Target> targets,
        int required,
        int attempts,
        Duration interval,
        Duration timeout,
        Quality quality,
        Hysteresis hysteresis,
        Optional<Damping> damping,
        OptionalLong budget) {
    public static final Duration DEFAULT_TIMEOUT = Duration.ofSeconds(1);

    public ProbePolicy {
        targets = List.copyOf(targets);
        if (required < 1 || required > targets.size())
            throw new IllegalArgumentException("%d answers required of %d targets".formatted(required, targets.size()));
        if (attempts < 1) throw new IllegalArgumentException("%d attempts".formatted(attempts));
        if (!interval.isPositive() || !timeout.isPositive())
            throw new IllegalArgumentException("interval %s, timeout %s".formatted(interval, timeout));
    }

    /** The usual answers to everything that the original tool had no key for. */
    public static ProbePolicy of(List<Target> targets, int required, int attempts, Duration interval) {
        return new ProbePolicy(
                targets,
                required,
                attempts,
                interval,
                DEFAULT_TIMEOUT,
                Quality.DEFAULT,
                Hysteresis.DEFAULT,
                Optional.of(Damping.DEFAULT),
                OptionalLong.empty());
    }

    public ProbePolicy withInterval(Duration other) {
        return new ProbePolicy(targets, required, attempts, other, timeout, quality, hysteresis, damping, budget);
    }

    public ProbePolicy withHysteresis(Hysteresis other) {
        return new ProbePolicy(targets, required, attempts, interval, timeout, quality, other, damping, budget);
    }

    /**
     * When an uplink that answers is too bad nevertheless. It is good again below two thirds of a limit.
     *
     * @param window over which loss and round-trip time are taken
     * @param maxLoss share of packets, above 0 to 1; at 1 loss never degrades
     * @param maxRtt mean round-trip time; empty: does not matter
     */
    public record Quality(Duration window, double maxLoss, Optional<Duration> maxRtt, WhenDegraded whenDegraded) {
        public static final Quality DEFAULT =
                new Quality(Duration.ofSeconds(60), 0.3, Optional.empty(), WhenDegraded.AVOID);
    }

    /** What becomes of an uplink that answers, but badly. */
    public enum WhenDegraded {
        /** It carries new connections only if no good uplink of any group is left. */
        AVOID,
        /** It is used like a good one. */
        IGNORE,
        /** It counts as down. */
        DOWN
    }

    /**
     * How sure one must be of a change.
     *
     * @param downAfter failed verifications in a row that make it down, at least 1
     * @param upAfter good rounds in a row that bring it back, at least 1
     * @param upHold time from the first of them that it must have been good for
     */
    public record Hysteresis(int downAfter, int upAfter, Duration upHold) {
        public static final Hysteresis DEFAULT = new Hysteresis(1, 3, Duration.ofSeconds(5));
    }

    /**
     * Flap damping as in RFC 2439: each time the uplink goes down it earns {@link #PENALTY} points, which decay. Above
     * {@code suppress} it is held down until they are fewer than {@code reuse}.
     *
     * @param halfLife time in which half of the points are forgotten
     * @param longest time for which it is held at most, counted from its last failure
     */
    public record Damping(Duration halfLife, double suppress, double reuse, Duration longest) {
        public static final double PENALTY = 1000;
        public static final Damping DEFAULT = new Damping(Duration.ofMinutes(2), 2500, 1000, Duration.ofMinutes(10));

        public Damping {
            if (!halfLife.isPositive() || reuse <= 0 || suppress <= reuse || !longest.isPositive())
                throw new IllegalArgumentException(
                        "damping %s, %s, %s, %s".formatted(halfLife, suppress, reuse, longest));
        }
    }
}
