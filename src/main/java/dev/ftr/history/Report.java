package dev.ftr.history;

import dev.ftr.notify.EventJson;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;

/**
 * How the uplinks fared in a span.
 *
 * @param firstEvent the oldest that is still in the file; empty: there is none
 * @param uplinks that anything is known of in the span, by name
 * @param together as one uplink: up while any is, down while all are
 */
public record Report(Span span, Optional<Instant> firstEvent, List<Row> uplinks, Availability together) {
    public Report {
        uplinks = List.copyOf(uplinks);
    }

    /**
     * One uplink.
     *
     * @param quality empty: there are no samples
     */
    public record Row(String uplink, Availability availability, Optional<LineQuality> quality) {
        private boolean isKnown() {
            return !availability.observed().isZero()
                    || quality.flatMap(q -> q.upPercent().stream().boxed().findFirst())
                            .isPresent();
        }
    }

    /**
     * Out of the events and samples in a state dir.
     *
     * @param running tells of a daemon that runs, beside the samples
     */
    public static Report of(Path stateDir, Span span, Instant now, Sightings running) throws IOException {
        Samples samples = new Samples(stateDir);
        Outages outages = new Outages(samples);
        EventFile.read(stateDir, line -> EventJson.read(line).ifPresent(event -> outages.add(event, now)));
        Map<String, Timeline> timelines = outages.until(
                now, (uplink, since) -> running.last(uplink, since).or(() -> samples.last(uplink, since)));
        TreeSet<String> names = new TreeSet<>(timelines.keySet());
        names.addAll(samples.uplinks());
        List<Row> rows = new ArrayList<>();
        for (String name : names) {
            Timeline line = timelines.getOrDefault(name, new Timeline(now, List.of(), now));
            Row row = new Row(name, line.within(span), samples.quality(name, span));
            if (row.isKnown()) rows.add(row);
        }
        Availability together = Together.of(timelines.values(), now).within(span);
        Instant first = outages.first();
        return new Report(span, first.equals(Instant.MAX) ? Optional.empty() : Optional.of(first), rows, together);
    }

    /** Only one of the uplinks. */
    public Report only(String uplink) {
        return new Report(
                span,
                firstEvent,
                uplinks.stream().filter(r -> r.uplink().equals(uplink)).toList(),
                together);
    }
}
