package dev.ftr.cli;

import dev.ftr.cli.PromiseTable.Row;
import dev.ftr.daemon.StatusFile;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;
import tools.jackson.databind.JsonNode;

@Command(name = "status", description = "What the running daemon sees. Exit code 3 when none is running.")
final class StatusCommand implements Callable<Integer> {
    /** How the status is written. */
    enum Output {
        TEXT,
        JSON
    }

    private static final String ROW = "%-15s %-9s %-8s %-16s %-16s %6s %8s  %s%n";

    @ParentCommand
    private FtrCommand ftr;

    @Option(names = "--output", paramLabel = "text|json", description = "text or json (default: text)")
    private Output output = Output.TEXT;

    @Override
    public Integer call() {
        StatusFile file = new StatusFile(ftr.runDir());
        Optional<JsonNode> status = file.readFresh(Instant.now());
        if (status.isEmpty()) {
            ftr.err().println("ftr monitor is not running (no fresh status.json in %s)".formatted(ftr.runDir()));
            return Exit.NOT_RUNNING;
        }
        warnIfLate(file);
        switch (output) {
            case JSON -> ftr.out().println(status.get().toPrettyString());
            case TEXT -> text(status.get());
        }
        return Exit.OK;
    }

    /** The daemon writes at least every 5 s. */
    private void warnIfLate(StatusFile file) {
        file.age(Instant.now())
                .filter(age -> age.compareTo(StatusFile.PERIOD.plusSeconds(2)) > 0)
                .ifPresent(age -> ftr.err()
                        .println("warning: this is %d s old; ftr monitor may be stuck or stopped"
                                .formatted(age.toSeconds())));
    }

    private void text(JsonNode status) {
        ftr.out().printf(Locale.ROOT, ROW, "uplink", "state", "routing", "ip", "gateway", "loss", "rtt", "since");
        for (JsonNode uplink : status.path("uplinks"))
            ftr.out()
                    .printf(
                            Locale.ROOT,
                            ROW,
                            uplink.path("name").asString(),
                            uplink.path("state").asString(),
                            uplink.path("routing").asBoolean() ? "yes" : "-",
                            orDash(uplink.path("ip")),
                            orDash(uplink.path("gateway")),
                            "%.0f %%".formatted(uplink.path("loss_percent").asDouble()),
                            uplink.path("rtt_ms").isNull()
                                    ? "-"
                                    : uplink.path("rtt_ms").asString() + " ms",
                            since(uplink.path("since").asString()));
        ftr.out().println(status.path("converged").asBoolean() ? "converged" : "NOT converged");
        for (JsonNode uplink : status.path("uplinks"))
            if (!uplink.path("state").asString("").equals("up")) ftr.out().println(explanation(uplink));
        for (JsonNode problem : status.path("problems")) ftr.out().println("problem: " + problem.asString());
        for (JsonNode warning : status.path("warnings")) ftr.out().println("warning: " + warning.asString());
        ftr.out().println();
        PromiseTable.write(
                ftr.out(),
                status.path("uplinks")
                        .valueStream()
                        .map(u -> Row.of(u.path("name").asString(""), u.path("promise")))
                        .toList());
    }

    private static String explanation(JsonNode uplink) {
        String place = uplink.path("place").isString()
                ? " (place of the fault: " + uplink.path("place").asString() + ")"
                : "";
        String held = uplink.path("held_until").isString()
                ? "; answers again, but is held until "
                        + since(uplink.path("held_until").asString()) + " because it failed so often"
                : "";
        return "%s is %s: %s%s%s"
                .formatted(
                        uplink.path("name").asString(""),
                        uplink.path("state").asString(""),
                        uplink.path("reason").asString(""),
                        place,
                        held);
    }

    private static String since(String instant) {
        return Instant.parse(instant).truncatedTo(ChronoUnit.SECONDS).toString();
    }

    private static String orDash(JsonNode value) {
        return value.isNull() ? "-" : value.asString();
    }
}
