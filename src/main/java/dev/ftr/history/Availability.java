package dev.ftr.history;

import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;

/**
 * How an uplink fared in a span.
 *
 * @param up how long it is known to have worked
 * @param down how long it is known not to have worked
 * @param outages all that reach into the span, whole, from old to new
 */
public record Availability(Span span, Duration up, Duration down, List<Outage> outages) {
    public Availability {
        outages = List.copyOf(outages);
    }

    /** Of how much of the span it is known whether it worked. */
    public Duration observed() {
        return up.plus(down);
    }

    /** Of how much of the span it is not. */
    public Duration unknown() {
        return span.length().minus(observed());
    }

    /** How much of the observed time it worked, in percent; empty: nothing was observed. */
    public OptionalDouble percent() {
        return observed().isZero() ? OptionalDouble.empty() : OptionalDouble.of(100 * share(up, observed()));
    }

    /** How much of the span was observed, in percent. */
    public double observedPercent() {
        return span.length().isZero() ? 0 : 100 * share(observed(), span.length());
    }

    public Optional<Duration> longest() {
        return outages.stream().map(Outage::length).max(Duration::compareTo);
    }

    /** The usual time to repair (MTTR): of the outages whose end was seen. */
    public Optional<Duration> meanLength() {
        List<Duration> lengths = outages.stream()
                .filter(o -> o.end() == Outage.End.SEEN)
                .map(Outage::length)
                .toList();
        return lengths.isEmpty()
                ? Optional.empty()
                : Optional.of(
                        lengths.stream().reduce(Duration.ZERO, Duration::plus).dividedBy(lengths.size()));
    }

    /** Mean time between failures (MTBF): the time it worked, by the number of outages. */
    public Optional<Duration> betweenFailures() {
        return outages.isEmpty() ? Optional.empty() : Optional.of(up.dividedBy(outages.size()));
    }

    private static double share(Duration part, Duration whole) {
        return (double) part.toMillis() / Math.max(1, whole.toMillis());
    }
}
