package dev.ftr.cli;

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
        Optional<JsonNode> status = new StatusFile(ftr.runDir()).readFresh(Instant.now());
        if (status.isEmpty()) {
            ftr.err().println("ftr monitor is not running (no fresh status.json in %s)".formatted(ftr.runDir()));
            return Exit.NOT_RUNNING;
        }
        switch (output) {
            case JSON -> ftr.out().println(status.get().toPrettyString());
            case TEXT -> text(status.get());
        }
        return Exit.OK;
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
        for (JsonNode problem : status.path("problems")) ftr.out().println("problem: " + problem.asString());
        for (JsonNode warning : status.path("warnings")) ftr.out().println("warning: " + warning.asString());
    }

    private static String since(String instant) {
        return Instant.parse(instant).truncatedTo(ChronoUnit.SECONDS).toString();
    }

    private static String orDash(JsonNode value) {
        return value.isNull() ? "-" : value.asString();
    }
}
