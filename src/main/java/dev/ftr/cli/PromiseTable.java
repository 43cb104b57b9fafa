package dev.ftr.cli;

import dev.ftr.health.Promise;
import java.io.PrintWriter;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import tools.jackson.databind.JsonNode;

/** What the tests of each uplink promise and cost, as a table. */
final class PromiseTable {
    private static final double RARE = 0.001;
    private static final double OFTEN = 1000;

    private PromiseTable() {}

    /**
     * One uplink.
     *
     * @param usualMs longest time to notice a silent failure on a quick and steady line
     * @param worstMs the same on any line
     * @param recoveryMs longest time to take it back
     * @param falseDowns expected in a year, for each of {@link Promise#LOSSES}
     */
    record Row(
            String uplink,
            double usualMs,
            double worstMs,
            double recoveryMs,
            List<Double> falseDowns,
            double bytesADay) {
        static Row of(String uplink, Promise promise) {
            return new Row(
                    uplink,
                    promise.usualDetection().toMillis(),
                    promise.worstDetection().toMillis(),
                    promise.worstRecovery().toMillis(),
                    Promise.LOSSES.stream()
                            .map(percent -> promise.falseDownsPerYear(percent / 100.0))
                            .toList(),
                    promise.bytesPerDay());
        }

        /** As {@code status.json} has it. */
        static Row of(String uplink, JsonNode promise) {
            return new Row(
                    uplink,
                    promise.path("usual_detection_ms").asDouble(0),
                    promise.path("detection_ms").asDouble(0),
                    promise.path("recovery_ms").asDouble(0),
                    Promise.LOSSES.stream()
                            .map(percent -> promise.path("false_downs_per_year")
                                    .path(percent + "%")
                                    .asDouble(0))
                            .toList(),
                    promise.path("probe_bytes_per_day").asDouble(0));
        }
    }

    static void write(PrintWriter out, List<Row> rows) {
        int width = rows.stream().mapToInt(r -> r.uplink.length()).reduce("uplink".length(), Math::max);
        String row = "%-" + width + "s  %10s %10s  %10s  %8s %8s %9s  %12s%n";
        String head = "%-" + width + "s  %21s  %10s  %27s  %12s%n";
        out.printf(Locale.ROOT, head, "", "failure noticed in", "back in", "false alarms a year at", "probes");
        List<String> losses = Promise.LOSSES.stream().map(p -> p + " % loss").toList();
        out.printf(
                Locale.ROOT,
                row,
                "uplink",
                "usually",
                "at worst",
                "service",
                losses.get(0),
                losses.get(1),
                losses.get(2),
                "a day");
        for (Row r : rows) {
            List<String> falseDowns =
                    r.falseDowns.stream().map(PromiseTable::rate).toList();
            out.printf(
                    Locale.ROOT,
                    row,
                    r.uplink,
                    "<= " + seconds(r.usualMs),
                    "<= " + seconds(r.worstMs),
                    "<= " + seconds(r.recoveryMs),
                    falseDowns.get(0),
                    falseDowns.get(1),
                    falseDowns.get(2),
                    String.format(Locale.ROOT, "%.1f MB", r.bytesADay / 1e6));
        }
    }

    private static String seconds(double millis) {
        return String.format(Locale.ROOT, "%.1f s", millis / 1000);
    }

    static String seconds(Duration time) {
        boolean exact = time.toMillis() % 100 != 0;
        return exact ? String.format(Locale.ROOT, "%.3f s", time.toNanos() / 1e9) : seconds(time.toNanos() / 1e6);
    }

    private static String rate(double aYear) {
        if (aYear < RARE) return "< " + RARE;
        return String.format(Locale.ROOT, aYear < 1 ? "%.3f" : aYear < OFTEN ? "%.1f" : "%.0f", aYear);
    }
}
