package dev.ftr.history;

import java.time.Duration;
import java.time.Instant;

/**
 * A time from one moment to another.
 *
 * @param to not before {@code from}, and not itself in the span
 */
public record Span(Instant from, Instant to) {
    public Span {
        if (to.isBefore(from)) throw new IllegalArgumentException("%s is before %s".formatted(to, from));
    }

    public Duration length() {
        return Duration.between(from, to);
    }

    /** How much of the other one is within this one. */
    Duration shared(Span other) {
        Instant begin = later(from, other.from);
        Instant end = earlier(to, other.to);
        return end.isAfter(begin) ? Duration.between(begin, end) : Duration.ZERO;
    }

    boolean touches(Span other) {
        return from.isBefore(other.to) && other.from.isBefore(to);
    }

    static Instant later(Instant one, Instant other) {
        return one.isAfter(other) ? one : other;
    }

    static Instant earlier(Instant one, Instant other) {
        return one.isBefore(other) ? one : other;
    }
}
