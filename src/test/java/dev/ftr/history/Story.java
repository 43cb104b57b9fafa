package dev.ftr.history;

import dev.ftr.model.FaultPlace;
import dev.ftr.model.UplinkState;
import dev.ftr.notify.Event;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Events at seconds after a beginning, as a daemon would have written them. */
final class Story {
    static final Instant BEGIN = Instant.parse("2026-03-01T10:00:00Z");

    private final List<Event> events = new ArrayList<>();

    static Instant at(long seconds) {
        return BEGIN.plusSeconds(seconds);
    }

    static Span span(long from, long to) {
        return new Span(at(from), at(to));
    }

    static Duration seconds(long seconds) {
        return Duration.ofSeconds(seconds);
    }

    Story started(long at) {
        events.add(new Event.Lifecycle(at(at), true, "ftr monitor begins"));
        return this;
    }

    Story stopped(long at) {
        events.add(new Event.Lifecycle(at(at), false, "ftr monitor ends"));
        return this;
    }

    Story config(long at) {
        events.add(new Event.ConfigTaken(at(at), "/etc/ftr.conf", "0".repeat(64), ""));
        return this;
    }

    Story changed(long at, String uplink, UplinkState before, UplinkState after) {
        events.add(change(at(at), uplink, before, after));
        return this;
    }

    static Event.UplinkChanged change(Instant at, String uplink, UplinkState before, UplinkState after) {
        boolean down = after == UplinkState.DOWN;
        return new Event.UplinkChanged(
                at,
                uplink,
                "Line " + uplink,
                before,
                after,
                down ? "0 of 3 targets answered, 2 required" : "3 of 3 targets answered",
                down ? Optional.of(FaultPlace.PROVIDER) : Optional.empty());
    }

    List<Event> events() {
        return events;
    }

    Map<String, Timeline> told(long now) {
        return told(now, Sightings.NONE);
    }

    /** What the events and the sightings tell of a daemon that runs. */
    Map<String, Timeline> told(long now, Sightings sightings) {
        Outages outages = new Outages(sightings);
        events.forEach(event -> outages.add(event, at(now)));
        return outages.until(at(now), (uplink, span) -> Optional.of(span.to()));
    }

    Timeline told(long now, String uplink) {
        return Optional.ofNullable(told(now).get(uplink)).orElseThrow();
    }
}
