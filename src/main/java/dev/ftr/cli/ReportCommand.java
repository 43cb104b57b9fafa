package dev.ftr.cli;

import dev.ftr.daemon.FileFailure;
import dev.ftr.daemon.StatusFile;
import dev.ftr.history.EventFile;
import dev.ftr.history.Graph;
import dev.ftr.history.Report;
import dev.ftr.history.Sightings;
import dev.ftr.history.Span;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

@Command(
        name = "report",
        description = {
            "How the uplinks fared: availability, outages, round-trip times and losses.",
            "",
            "Availability is of the time that was watched: while ftr monitor did not run, and until its first verdict, nothing is"
                    + " known. An outage that began while nobody watched is counted from when it was found.",
            ""
        })
final class ReportCommand implements Callable<Integer> {
    private static final Moment USUAL_SINCE = new Moment.Ago(Duration.ofDays(30));

    @Spec
    private CommandSpec spec;

    @ParentCommand
    private FtrCommand ftr;

    @Option(
            names = "--since",
            paramLabel = "WHEN",
            converter = Moment.Converter.class,
            description = "from then on: 30d, 24h ago, or 2026-11-01, 2026-11-01T10:00 in local time (default: 30d)")
    private Moment since = USUAL_SINCE;

    @Option(
            names = "--until",
            paramLabel = "WHEN",
            converter = Moment.Converter.class,
            description = "up to then, written as for --since (default: now)")
    private @Nullable Moment until;

    @Option(names = "--uplink", paramLabel = "NAME", description = "only this uplink")
    private @Nullable String uplink;

    @Option(names = "--output", paramLabel = "text|json", description = "text or json (default: text)")
    private Output output = Output.TEXT;

    @Option(
            names = "--graph",
            paramLabel = "FILE.png",
            description = "draw round-trip times, losses and outages into this file as well")
    private @Nullable Path graph;

    @Override
    public Integer call() {
        Instant now = Instant.now();
        Span span = span(now);
        Report whole = report(span, now);
        Report report = uplink == null ? whole : whole.only(uplink);
        Sheet sheet = Sheet.on(ftr.console(), ftr.sentences());
        String host = host();
        boolean together = whole.uplinks().size() > 1 && uplink == null;
        switch (output) {
            case JSON -> ftr.out().println(ReportJson.of(report, together));
            case TEXT -> new ReportText(sheet, host, together).of(report).forEach(ftr.out()::println);
        }
        ftr.out().flush();
        if (uplink != null && report.uplinks().isEmpty())
            ftr.err().println(sheet.say("report.no.uplink", uplink, names(whole)));
        if (graph != null) draw(graph, ftr.stateDir(), report, sheet, host);
        return Exit.OK;
    }

    private static String names(Report report) {
        String names = String.join(
                ", ", report.uplinks().stream().map(Report.Row::uplink).toList());
        return names.isEmpty() ? "-" : names;
    }

    private Span span(Instant now) {
        ZoneId zone = ZoneId.systemDefault();
        Instant from = since.at(now, zone);
        Instant to = until == null ? now : until.at(now, zone);
        if (to.isAfter(now)) to = now;
        if (!from.isBefore(to))
            throw new ParameterException(spec.commandLine(), "--since is not before --until, or not before now");
        return new Span(from, to);
    }

    private Report report(Span span, Instant now) {
        try {
            return Report.of(ftr.stateDir(), span, now, running(now));
        } catch (IOException e) {
            throw new CommandFailed("%s: %s".formatted(EventFile.in(ftr.stateDir()), FileFailure.cause(e)));
        }
    }

    /** A daemon that runs watches the uplinks in its status until now. */
    private Sightings running(Instant now) {
        Set<String> watched = new StatusFile(ftr.runDir())
                .freshStates(now)
                .map(s -> s.keySet())
                .orElse(Set.of());
        return (name, span) -> watched.contains(name) ? Optional.of(span.to()) : Optional.empty();
    }

    private static void draw(Path file, Path stateDir, Report report, Sheet sheet, String host) {
        GraphText text = new GraphText(sheet, host);
        List<Graph.Panel> panels = report.uplinks().stream()
                .filter(row -> row.quality().isPresent())
                .map(row -> text.panel(row.uplink(), row.availability()))
                .toList();
        if (panels.isEmpty())
            throw new CommandFailed("%s is not drawn: there are no samples of this time in %s"
                    .formatted(file, stateDir.resolve("history")));
        try {
            Graph.write(file, stateDir, panels, text.frame(report.span()));
        } catch (IOException e) {
            throw new CommandFailed("%s cannot be written: %s".formatted(file, FileFailure.cause(e)));
        }
    }

    private static String host() {
        try {
            return Files.readString(Path.of("/proc/sys/kernel/hostname")).strip();
        } catch (IOException e) {
            return "ftr";
        }
    }
}
