package dev.ftr.history;

import java.time.Instant;
import java.util.Optional;

/** What tells beside the events that an uplink was watched: a steady uplink makes no events for months. */
@FunctionalInterface
public interface Sightings {
    Sightings NONE = (uplink, span) -> Optional.empty();

    /** The last moment of the span at which the uplink is known to have been watched; empty: nothing tells of any. */
    Optional<Instant> last(String uplink, Span span);
}
