package dev.ftr.cli;

import dev.ftr.health.Promise;
import dev.ftr.text.Sentences;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.stream.Stream;
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

    static void write(FtrCommand ftr, List<Row> rows) {
        Sentences say = ftr.sentences();
        List<List<String>> table = new ArrayList<>();
        table.add(Stream.concat(
                        Stream.of("uplink", "usually", "at worst", "service"),
                        Stream.concat(Promise.LOSSES.stream().map(p -> p + " % loss"), Stream.of("a day")))
                .map(say::translate)
                .toList());
        for (Row r : rows)
            table.add(List.of(
                    r.uplink,
                    "<= " + seconds(r.usualMs),
                    "<= " + seconds(r.worstMs),
                    "<= " + seconds(r.recoveryMs),
                    rate(r.falseDowns.get(0)),
                    rate(r.falseDowns.get(1)),
                    rate(r.falseDowns.get(2)),
                    String.format(Locale.ROOT, "%.1f MB", r.bytesADay / 1e6)));
        Columns columns = new Columns(table, -1, 11, 10, 11, 9, 8, 9, 13);
        String head = columns.over(0, 0, "")
                + " " + columns.over(1, 2, say.translate("failure noticed in"))
                + " " + columns.over(3, 3, say.translate("back in"))
                + " " + columns.over(4, 6, say.translate("false alarms a year at"))
                + " " + columns.over(7, 7, say.translate("probes"));
        ftr.out().println(head);
        columns.lines().forEach(ftr.out()::println);
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
