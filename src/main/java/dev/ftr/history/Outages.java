package dev.ftr.history;

import dev.ftr.notify.Event;
import java.time.Instant;
import java.util.Map;
import java.util.TreeMap;

/**
 * Timelines of the uplinks, folded out of the events from old to new.
 *
 * <p>Between the end of a daemon and the next verdict nothing is known. A daemon that vanished without a word was alive at its
 * last event, or when it was sighted last. Clocks may jump: an event before its predecessor, or after the present, counts as at
 * the same moment as its predecessor.
 */
public final class Outages {
    private final Sightings sightings;
    private final Map<String, Line> lines = new TreeMap<>();

    private Instant first = Instant.MAX;

    /** Of the last event; {@link Instant#MIN} before the first one. */
    private Instant last = Instant.MIN;

    /** Since when the uplinks are watched that are not known yet. */
    private Instant awaited = Instant.MIN;

    /** Whether a daemon began or ended in what was read: before that, an uplink without events was in some state all along. */
    private boolean lifeSeen;

    private boolean running = true;

    public Outages(Sightings sightings) {
        this.sightings = sightings;
    }

    /**
     * Takes the next event.
     *
     * @param now when it is read
     */
    public void add(Event event, Instant now) {
        if (last.equals(Instant.MIN)) begin(Span.earlier(event.at(), now));
        Instant at = event.at().isAfter(now) ? last : Span.later(last, event.at());
        switch (event) {
            case Event.Lifecycle life -> lived(life.started(), at);
            case Event.ConfigTaken taken -> {
                awaited = at;
                lines.values().forEach(line -> line.configured(at));
            }
            case Event.UplinkChanged change -> changed(change, at);
            default -> {}
        }
        last = at;
    }

    private void begin(Instant at) {
        first = at;
        last = at;
        awaited = at;
    }

    private void lived(boolean started, Instant at) {
        if (started && running) vanished(at);
        else if (!started) lines.values().forEach(line -> line.unwatched(at));
        running = started;
        lifeSeen = true;
        awaited = at;
    }

    /** The daemon before this one said nothing at its end. */
    private void vanished(Instant at) {
        Span span = new Span(last, at);
        lines.forEach((name, line) -> line.unwatched(sighted(sightings, name, span)));
    }

    private void changed(Event.UplinkChanged change, Instant at) {
        Line line = lines.get(change.uplink());
        if (line == null) {
            line = new Line(awaited);
            if (!lifeSeen) line.wasAllAlong(change.before(), awaited);
            lines.put(change.uplink(), line);
        }
        line.changed(change, at);
    }

    private static Instant sighted(Sightings sightings, String uplink, Span span) {
        return sightings
                .last(uplink, span)
                .map(seen -> Span.later(span.from(), Span.earlier(seen, span.to())))
                .orElse(span.from());
    }

    /**
     * Everything known up to now, by name of the uplink.
     *
     * @param since the last event
     */
    public Map<String, Timeline> until(Instant now, Sightings since) {
        Span sinceLast = new Span(Span.earlier(last, now), now);
        Map<String, Timeline> timelines = new TreeMap<>();
        lines.forEach((name, line) ->
                timelines.put(name, line.until(running ? sighted(since, name, sinceLast) : sinceLast.from(), now)));
        return timelines;
    }

    /** When the first event was, whatever it was about; {@link Instant#MAX}: there was none. */
    public Instant first() {
        return first;
    }

    /** Keeps the memory bounded: forgets what ended before, and what is more than so many stretches of an uplink. */
    void forget(Instant before, int most) {
        lines.values().forEach(line -> line.forget(before, most));
    }
}
