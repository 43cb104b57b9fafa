package dev.ftr.cli;

import dev.ftr.cli.PromiseTable.Row;
import dev.ftr.daemon.StatusFile;
import dev.ftr.text.Sentences;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
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

    private static final int[] LEAST = {-15, -9, -8, -16, -16, 6, 8, -1};

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
        Sentences sentences = ftr.sentences();
        List<List<String>> rows = new ArrayList<>();
        rows.add(Stream.of("uplink", "state", "routing", "ip", "gateway", "loss", "rtt", " since")
                .map(sentences::translate)
                .toList());
        for (JsonNode uplink : status.path("uplinks"))
            rows.add(List.of(
                    uplink.path("name").asString(),
                    sentences.translate(uplink.path("state").asString()),
                    sentences.translate(uplink.path("routing").asBoolean() ? "yes" : "-"),
                    orDash(uplink.path("ip")),
                    orDash(uplink.path("gateway")),
                    String.format(
                            Locale.ROOT, "%.0f %%", uplink.path("loss_percent").asDouble()),
                    uplink.path("rtt_ms").isNull() ? "-" : uplink.path("rtt_ms").asString() + " ms",
                    " " + since(uplink.path("since").asString())));
        new Columns(rows, LEAST).lines().forEach(ftr.out()::println);
        ftr.say(status.path("converged").asBoolean() ? "converged" : "NOT converged");
        for (JsonNode uplink : status.path("uplinks"))
            if (!uplink.path("state").asString("").equals("up")) ftr.say(explanation(uplink));
        for (JsonNode problem : status.path("problems")) ftr.say("problem: " + problem.asString());
        for (JsonNode warning : status.path("warnings")) ftr.say("warning: " + warning.asString());
        ftr.out().println();
        PromiseTable.write(
                ftr,
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
