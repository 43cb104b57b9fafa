package dev.ftr.history;

import java.time.Duration;
import java.time.Instant;
import java.util.List;

/**
 * When an uplink worked, and when not. Of the time between its stretches nothing is known.
 *
 * @param awaited since when the uplink was to be watched; not after the first stretch
 * @param stretches in order, without overlaps; neighbours that touch differ
 * @param until when it ends
 */
public record Timeline(Instant awaited, List<Stretch> stretches, Instant until) {
    public Timeline {
        stretches = List.copyOf(stretches);
    }

    /** From old to new. */
    public List<Outage> outages() {
        return Outage.of(stretches, until);
    }

    /** How it fared in a span. */
    public Availability within(Span span) {
        return new Availability(
                span,
                time(span, true),
                time(span, false),
                outages().stream().filter(o -> o.span().touches(span)).toList());
    }

    private Duration time(Span span, boolean up) {
        return stretches.stream()
                .filter(s -> s.up() == up)
                .map(s -> span.shared(s.span()))
                .reduce(Duration.ZERO, Duration::plus);
    }
}
