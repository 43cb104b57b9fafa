package dev.ftr.cli;

import dev.ftr.cli.PromiseTable.Row;
import dev.ftr.daemon.EventTail;
import dev.ftr.daemon.StatusFile;
import dev.ftr.json.Json;
import dev.ftr.text.Texts;
import java.io.IOException;
import java.io.PrintWriter;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;
import tools.jackson.databind.JsonNode;

@Command(name = "status", description = "What the running daemon sees. Exit code 3 when none is running.")
final class StatusCommand implements Callable<Integer> {
    private static final int LAST_EVENTS = 5;
    private static final Duration DEFAULT_INTERVAL = Duration.ofSeconds(1);
    private static final Duration SHORTEST_INTERVAL = Duration.ofMillis(100);
    private static final Duration LONGEST_INTERVAL = Duration.ofHours(1);

    @Spec
    private CommandSpec spec;

    @ParentCommand
    private FtrCommand ftr;

    @Option(names = "--output", paramLabel = "text|json", description = "text or json (default: text)")
    private Output output = Output.TEXT;

    @Option(
            names = "--promises",
            description = "also how fast each uplink's tests notice a failure, and what they cost, as validate says it")
    private boolean promises;

    @Option(
            names = "--watch",
            description = "draw it anew again and again, with the course of loss and RTT; q ends. Needs a terminal")
    private boolean watch;

    @Option(
            names = "--interval",
            paramLabel = "DURATION",
            converter = DurationConverter.class,
            description = "with --watch: how often (100ms to 1h; default: 1s)")
    private @Nullable Duration interval;

    /** As it is without options. */
    static StatusCommand plain(FtrCommand ftr) {
        StatusCommand command = new StatusCommand();
        command.ftr = ftr;
        return command;
    }

    @Override
    public Integer call() {
        if (watch) return watch();
        if (interval != null) throw misuse("--interval goes with --watch");
        // Side by side, as each takes as long as the rest.
        Thread.ofPlatform().daemon().name("json").start(Json::prepare);
        Optional<Page> page = output == Output.TEXT ? Optional.of(ftr.page()) : Optional.empty();
        StatusFile file = new StatusFile(ftr.runDir());
        Instant now = Instant.now();
        Optional<JsonNode> status = file.readFresh(now);
        if (status.isEmpty()) {
            ftr.err().println(texts().say("status.none", ftr.runDir().toString()));
            return Exit.NOT_RUNNING;
        }
        warnIfLate(file);
        page.ifPresentOrElse(on -> text(status.get(), on, now), () -> ftr.out().println(Json.pretty(status.get())));
        return Exit.OK;
    }

    private Texts texts() {
        return Texts.of("terminal", ftr.sentences().language());
    }

    private int watch() {
        if (output == Output.JSON || promises) throw misuse("--watch goes neither with --output json nor --promises");
        Duration often = interval == null ? DEFAULT_INTERVAL : interval;
        if (often.compareTo(SHORTEST_INTERVAL) < 0 || often.compareTo(LONGEST_INTERVAL) > 0)
            throw misuse("--interval may be from 100ms to 1h");
        if (!ftr.console().terminal())
            throw new CommandFailed("status --watch needs a terminal; without one, ask ftr status again and again");
        StatusWatch running = new StatusWatch(ftr.runDir(), ftr.stateDir(), often);
        Page page = ftr.page();
        try (StopOnSignal signals = new StopOnSignal(running::stop);
                Screen screen = Screen.open()) {
            return running.show(screen, page) ? Exit.OK : Exit.NOT_RUNNING;
        } catch (IOException e) {
            throw new CommandFailed("the terminal cannot be drawn on: " + e.getMessage());
        }
    }

    private ParameterException misuse(String what) {
        return new ParameterException(spec.commandLine(), what);
    }

    /** The daemon writes at least every 5 s. */
    private void warnIfLate(StatusFile file) {
        file.age(Instant.now())
                .filter(age -> age.compareTo(StatusFile.PERIOD.plusSeconds(2)) > 0)
                .ifPresent(age -> ftr.err().println(texts().say("status.stale", Long.toString(age.toSeconds()))));
    }

    private void text(JsonNode status, Page page, Instant now) {
        StatusView view = StatusView.of(status, EventTail.of(ftr.stateDir()), now);
        StatusNotes notes = new StatusNotes(view, page);
        StatusTable.lines(view, page).forEach(ftr.out()::println);
        List<String> events = notes.events(LAST_EVENTS, true);
        paragraph(notes.wrong());
        paragraph(notes.state());
        paragraph(events);
        if (promises) {
            ftr.out().println();
            PromiseTable.write(ftr, promises(status));
        }
    }

    private void paragraph(List<String> lines) {
        if (lines.isEmpty()) return;
        PrintWriter out = ftr.out();
        out.println();
        lines.forEach(out::println);
    }

    private static List<Row> promises(JsonNode status) {
        return status.path("uplinks")
                .valueStream()
                .map(u -> Row.of(u.path("name").asString(""), u.path("promise")))
                .toList();
    }
}
