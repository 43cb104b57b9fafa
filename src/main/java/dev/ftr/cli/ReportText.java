package dev.ftr.cli;

import dev.ftr.history.Availability;
import dev.ftr.history.LineQuality;
import dev.ftr.history.Outage;
import dev.ftr.history.Report;
import dev.ftr.history.Report.Row;
import dev.ftr.history.Span;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.stream.Stream;

/**
 * A report for people.
 *
 * @param together whether it is about the internet as a whole as well
 */
record ReportText(Sheet sheet, String host, boolean together) {
    private static final String NONE = "-";
    private static final int MOST_OUTAGES = 50;
    private static final Duration ROUNDING = Duration.ofMinutes(1);

    /** Of an uplink. */
    private record Failure(String uplink, Outage outage) {}

    List<String> of(Report report) {
        List<String> lines = new ArrayList<>();
        Span span = report.span();
        lines.add(sheet.say(
                "report.title", host, sheet.minute(span.from()), sheet.minute(span.to()), sheet.length(span.length())));
        lines.addAll(coverage(report));
        if (report.uplinks().isEmpty()) return lines;
        lines.add("");
        lines.addAll(availability(report));
        if (report.uplinks().stream().anyMatch(r -> r.quality().isPresent())) {
            lines.add("");
            lines.addAll(quality(report));
        }
        lines.add("");
        lines.addAll(outages(report));
        lines.addAll(notes(report));
        return lines;
    }

    /** What the numbers below are worth. */
    private List<String> coverage(Report report) {
        if (report.uplinks().isEmpty()) return List.of(sheet.say("report.nothing"));
        boolean late = report.firstEvent()
                .filter(first -> first.isAfter(report.span().from().plus(ROUNDING)))
                .isPresent();
        return late
                ? List.of(sheet.say(
                        "report.events.from", sheet.minute(report.firstEvent().orElseThrow())))
                : List.of();
    }

    private List<String> availability(Report report) {
        Table table = new Table();
        table.row(titles("uplink", "available", "outages", "down", "longest", "mean", "watched"));
        for (Row row : report.uplinks()) table.row(cells(row.uplink(), row.availability()));
        if (together) table.row(cells(sheet.say("report.internet"), report.together()));
        return table.lines();
    }

    private List<String> cells(String name, Availability fared) {
        return List.of(
                name,
                fared.percent().isEmpty()
                        ? NONE
                        : sheet.available(fared.percent().getAsDouble()),
                Integer.toString(fared.outages().size()),
                fared.outages().isEmpty() ? NONE : sheet.length(fared.down()),
                length(fared.longest()),
                length(fared.meanLength()),
                sheet.say("percent", sheet.number("%.1f", Math.floor(fared.observedPercent() * 10) / 10)));
    }

    private String length(Optional<Duration> time) {
        return time.map(sheet::length).orElse(NONE);
    }

    private List<String> quality(Report report) {
        Table table = new Table();
        table.row(titles("uplink", "rtt", "rtt.max", "jitter", "loss", "loss.max"));
        for (Row row : report.uplinks())
            row.quality()
                    .ifPresent(q -> table.row(List.of(
                            row.uplink(),
                            value("millis", q.rttMean()),
                            value("millis", q.rttMax()),
                            value("millis", q.jitterMean()),
                            value("percent", q.lossMean()),
                            value("percent", q.lossMax()))));
        return table.lines();
    }

    private List<String> titles(String... keys) {
        return Stream.of(keys).map(key -> sheet.say("column." + key)).toList();
    }

    private String value(String unit, OptionalDouble value) {
        return value.isEmpty() ? NONE : sheet.say(unit, sheet.number("%.1f", value.getAsDouble()));
    }

    private List<String> outages(Report report) {
        Comparator<Failure> byTime = Comparator.comparing(f -> f.outage().span().from());
        List<Failure> failures = report.uplinks().stream()
                .flatMap(row -> row.availability().outages().stream().map(o -> new Failure(row.uplink(), o)))
                .sorted(byTime.thenComparing(Failure::uplink))
                .toList();
        if (failures.isEmpty()) return List.of(sheet.say("report.no.outage"));
        List<String> lines = new ArrayList<>(List.of(sheet.say("report.outages")));
        int hidden = Math.max(0, failures.size() - MOST_OUTAGES);
        if (hidden > 0) lines.add(sheet.say("report.outages.hidden", Integer.toString(hidden)));
        for (Failure failure : failures.subList(hidden, failures.size())) lines.addAll(line(failure));
        return lines;
    }

    private List<String> line(Failure failure) {
        Outage outage = failure.outage();
        String length = sheet.length(outage.length());
        String head = "%s  %11s  ".formatted(sheet.second(outage.span().from()), length);
        List<String> words = new ArrayList<>(List.of(failure.uplink() + ":"));
        outage.place().ifPresent(place -> words.add(sheet.say("place." + place) + ","));
        words.add(outage.reason().isEmpty() ? sheet.say("report.reason.unknown") : reason(outage));
        String text = String.join(" ", words) + String.join("", remarks(outage));
        List<String> lines = new ArrayList<>();
        for (String part : sheet.folded(text, head.length()))
            lines.add((lines.isEmpty() ? head : " ".repeat(head.length())) + part);
        return lines;
    }

    private String reason(Outage outage) {
        return sheet.sentences().translate(outage.reason());
    }

    private List<String> remarks(Outage outage) {
        List<String> remarks = new ArrayList<>();
        if (!outage.beginSeen()) remarks.add(sheet.say("outage.began.before"));
        remarks.add(
                switch (outage.end()) {
                    case SEEN ->
                        outage.unwatched().isZero()
                                ? ""
                                : sheet.say("outage.unwatched", sheet.length(outage.unwatched()));
                    case MISSED -> sheet.say("outage.end.missed");
                    case LASTS -> sheet.say("outage.lasts");
                    case UNKNOWN -> sheet.say("outage.end.unknown");
                });
        return remarks;
    }

    private List<String> notes(Report report) {
        List<String> notes = new ArrayList<>();
        if (together) notes.add(sheet.say("report.internet.means"));
        boolean gaps = report.uplinks().stream().anyMatch(r -> r.availability().observedPercent() < 99.95);
        if (gaps) notes.add(sheet.say("report.watched.means"));
        for (Row row : report.uplinks())
            if (row.availability().observed().isZero())
                row.quality()
                        .map(LineQuality::upPercent)
                        .filter(OptionalDouble::isPresent)
                        .ifPresent(up -> notes.add(
                                sheet.say("report.by.samples", row.uplink(), sheet.available(up.getAsDouble()))));
        if (notes.isEmpty()) return notes;
        List<String> lines = new ArrayList<>(List.of(""));
        int width = Math.min(sheet.width(), 80);
        for (String note : notes) lines.addAll(sheet.withWidth(width).folded(note, 0));
        return lines;
    }
}
