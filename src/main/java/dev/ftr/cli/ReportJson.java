package dev.ftr.cli;

import dev.ftr.history.Availability;
import dev.ftr.history.LineQuality;
import dev.ftr.history.Outage;
import dev.ftr.history.Report;
import dev.ftr.json.Json;
import dev.ftr.model.FaultPlace;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalDouble;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** A report for programs: all times in ms, all shares in percent. */
final class ReportJson {
    private static final int FORMAT_VERSION = 1;

    private ReportJson() {}

    static String of(Report report, boolean together) {
        ObjectNode node = Json.object();
        node.put("format_version", FORMAT_VERSION);
        node.put("from", report.span().from().toString());
        node.put("to", report.span().to().toString());
        node.put("events_from", report.firstEvent().map(Instant::toString).orElse(null));
        ArrayNode uplinks = node.putArray("uplinks");
        for (Report.Row row : report.uplinks()) {
            ObjectNode uplink = uplinks.addObject().put("name", row.uplink());
            put(uplink, row.availability());
            if (row.quality().isPresent())
                put(uplink.putObject("samples"), row.quality().get());
            else uplink.putNull("samples");
        }
        if (together) put(node.putObject("internet"), report.together());
        else node.putNull("internet");
        return Json.pretty(node);
    }

    private static void put(ObjectNode node, Availability fared) {
        node.put("availability_percent", rounded(fared.percent(), 1e4));
        node.put("observed_percent", rounded(OptionalDouble.of(fared.observedPercent()), 1e4));
        node.put("up_ms", fared.up().toMillis());
        node.put("down_ms", fared.down().toMillis());
        node.put("unknown_ms", fared.unknown().toMillis());
        node.put("longest_ms", millis(fared.longest()));
        node.put("mean_ms", millis(fared.meanLength()));
        node.put("between_failures_ms", millis(fared.betweenFailures()));
        ArrayNode outages = node.putArray("outages");
        for (Outage outage : fared.outages()) put(outages.addObject(), outage);
    }

    private static void put(ObjectNode node, Outage outage) {
        node.put("from", outage.span().from().toString());
        node.put("to", outage.span().to().toString());
        node.put("length_ms", outage.length().toMillis());
        node.put("unwatched_ms", outage.unwatched().toMillis());
        node.put("begin_seen", outage.beginSeen());
        node.put("end", outage.end().name().toLowerCase(Locale.ROOT));
        node.put("reason", outage.reason().isEmpty() ? null : outage.reason());
        node.put("place", outage.place().map(FaultPlace::toString).orElse(null));
    }

    private static void put(ObjectNode node, LineQuality quality) {
        node.put("resolution_ms", quality.resolution().toMillis());
        node.put("rtt_mean_ms", rounded(quality.rttMean(), 100));
        node.put("rtt_max_ms", rounded(quality.rttMax(), 100));
        node.put("jitter_mean_ms", rounded(quality.jitterMean(), 100));
        node.put("loss_mean_percent", rounded(quality.lossMean(), 100));
        node.put("loss_max_percent", rounded(quality.lossMax(), 100));
        node.put("up_percent", rounded(quality.upPercent(), 1e4));
    }

    private static @Nullable Double rounded(OptionalDouble value, double parts) {
        return value.isPresent() ? (Double) (Math.round(value.getAsDouble() * parts) / parts) : null;
    }

    private static @Nullable Long millis(Optional<Duration> time) {
        return time.map(Duration::toMillis).orElse(null);
    }
}
