package dev.ftr.cli;

import dev.ftr.json.Json;
import dev.ftr.replay.Fared;
import dev.ftr.replay.Recording;
import dev.ftr.replay.Replay.Comparison;
import dev.ftr.text.Sentences;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * A replay for people and for programs.
 *
 * @param config where the other settings are from
 * @param configured the uplinks that have other settings; empty: there is no other config
 */
record ReplayReport(Recording recording, String config, Set<String> configured, List<Comparison> comparisons) {
    private static final int FORMAT_VERSION = 1;

    /** A line each. */
    List<String> text(Sentences sentences) {
        List<String> lines = new ArrayList<>();
        lines.add(sentences.translate(
                "Recorded from %s to %s, %d probes".formatted(recording.first(), recording.last(), recording.lines())));
        if (recording.dropped() > 0)
            lines.add(sentences.translate(
                    "note: %d results are missing, the disk was too slow".formatted(recording.dropped())));
        for (Comparison comparison : comparisons) {
            lines.add("");
            lines.add(sentences.translate("uplink %s: %s recorded, %s"
                    .formatted(comparison.uplink(), time(comparison.judged()), outages(comparison))));
            List<List<String>> rows = rows(comparison).stream()
                    .map(row -> row.stream().map(sentences::translate).toList())
                    .toList();
            new Columns(rows, -20, 14, 14, 14).lines().forEach(lines::add);
        }
        for (String note : notes()) lines.addAll(List.of("", sentences.translate("note: " + note)));
        return lines;
    }

    private List<String> notes() {
        List<String> notes = new ArrayList<>();
        if (configured.isEmpty()) notes.add("there is no config to compare with; name one with --config");
        for (Comparison comparison : comparisons)
            if (!configured.isEmpty() && comparison.other().isEmpty())
                notes.add("uplink %s is not in %s".formatted(comparison.uplink(), config));
        for (String name : configured)
            if (!recording.names().contains(name)) notes.add("uplink %s is not in the recording".formatted(name));
        return notes;
    }

    private static String outages(Comparison comparison) {
        int outages = comparison.outages();
        if (outages == 0) return "no outage";
        String longest = time(comparison.longestOutage());
        return outages == 1
                ? "1 outage, the longest " + longest
                : "%d outages, the longest %s".formatted(outages, longest);
    }

    private static List<List<String>> rows(Comparison comparison) {
        List<List<String>> rows = new ArrayList<>();
        String other = comparison.other().isPresent() ? "with --config" : "";
        rows.add(List.of("", "as recorded", "same, replayed", other));
        rows.add(row("  failovers", comparison, f -> Integer.toString(f.downs())));
        rows.add(row("  false downs", comparison, f -> Integer.toString(f.falseDowns())));
        rows.add(row("  out of service", comparison, f -> time(f.out())));
        rows.add(row("    of the time", comparison, f -> percent(f.out(), comparison.judged())));
        rows.add(row("  longest", comparison, f -> time(f.longest())));
        rows.add(row("  degraded", comparison, f -> time(f.degraded())));
        if (comparison.outages() == 0) return rows;
        rows.add(row(
                "  outages noticed", comparison, f -> "%d of %d".formatted(f.noticed(), f.noticed() + f.missed())));
        rows.add(row(
                "  detection, median",
                comparison,
                f -> f.usualDelay().map(ReplayReport::time).orElse("-")));
        rows.add(row(
                "  detection, longest",
                comparison,
                f -> f.longestDelay().map(ReplayReport::time).orElse("-")));
        return rows;
    }

    private static List<String> row(String what, Comparison comparison, Function<Fared, String> value) {
        return List.of(
                what,
                value.apply(comparison.recorded()),
                value.apply(comparison.again()),
                comparison.other().map(value).orElse(""));
    }

    private static String time(Duration time) {
        double seconds = time.toNanos() / 1e9;
        if (seconds < 600) return String.format(Locale.ROOT, "%.1f s", seconds);
        if (seconds < 36_000) return String.format(Locale.ROOT, "%.1f min", seconds / 60);
        return String.format(Locale.ROOT, "%.1f h", seconds / 3600);
    }

    private static String percent(Duration part, Duration whole) {
        return whole.isZero() ? "-" : String.format(Locale.ROOT, "%.3f %%", share(part, whole));
    }

    private static double share(Duration part, Duration whole) {
        return whole.isZero() ? 0 : 100.0 * part.toNanos() / whole.toNanos();
    }

    String json() {
        ObjectNode node = Json.object();
        node.put("format_version", FORMAT_VERSION);
        node.put("config", configured.isEmpty() ? null : config);
        node.putObject("recording")
                .put("from", recording.first().toString())
                .put("to", recording.last().toString())
                .put("probes", recording.lines())
                .put("dropped", recording.dropped());
        ArrayNode notes = node.putArray("notes");
        notes().forEach(notes::add);
        ArrayNode uplinks = node.putArray("uplinks");
        for (Comparison comparison : comparisons) {
            ObjectNode uplink = uplinks.addObject();
            uplink.put("name", comparison.uplink());
            uplink.put("recorded_ms", comparison.judged().toMillis());
            uplink.put("outages", comparison.outages());
            uplink.put("longest_outage_ms", comparison.longestOutage().toMillis());
            uplink.set("as_recorded", json(comparison.recorded(), comparison.judged()));
            uplink.set("same_replayed", json(comparison.again(), comparison.judged()));
            if (comparison.other().isPresent())
                uplink.set("with_config", json(comparison.other().get(), comparison.judged()));
            else uplink.putNull("with_config");
        }
        return Json.pretty(node);
    }

    private static ObjectNode json(Fared fared, Duration judged) {
        ObjectNode node = Json.object();
        node.put("failovers", fared.downs());
        node.put("false_downs", fared.falseDowns());
        node.put("out_ms", fared.out().toMillis());
        node.put("out_percent", Math.round(1e4 * share(fared.out(), judged)) / 1e4);
        node.put("longest_out_ms", fared.longest().toMillis());
        node.put("degraded_ms", fared.degraded().toMillis());
        node.put("outages_noticed", fared.noticed());
        node.put("outages_missed", fared.missed());
        node.put("detection_median_ms", millis(fared.usualDelay()));
        node.put("detection_longest_ms", millis(fared.longestDelay()));
        return node;
    }

    private static @Nullable Long millis(Optional<Duration> time) {
        return time.map(Duration::toMillis).orElse(null);
    }
}
