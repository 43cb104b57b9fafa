package dev.ftr.cli;

import dev.ftr.daemon.FileFailure;
import dev.ftr.history.EventFile;
import dev.ftr.history.Span;
import java.io.IOException;
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
        name = "events",
        description = {
            "What happened: the events of the daemon, the latest last. Without --since and --until, the last 50 of them.",
            ""
        })
final class EventsCommand implements Callable<Integer> {
    /** All that this version writes. */
    static final List<String> TYPES = List.of(
            "started",
            "stopped",
            "uplink",
            "target",
            "address",
            "routing",
            "policy",
            "reconciled",
            "config",
            "config_error",
            "error",
            "warning",
            "confirm",
            "reminder",
            "given_up");

    private static final int USUAL_LIMIT = 50;

    @Spec
    private CommandSpec spec;

    @ParentCommand
    private FtrCommand ftr;

    @Option(
            names = "--since",
            paramLabel = "WHEN",
            converter = Moment.Converter.class,
            description = "from then on: 7d, 24h, 30m ago, or 2026-11-01, 2026-11-01T10:00 in local time")
    private @Nullable Moment since;

    @Option(
            names = "--until",
            paramLabel = "WHEN",
            converter = Moment.Converter.class,
            description = "only what was before; written as for --since")
    private @Nullable Moment until;

    @Option(names = "--uplink", paramLabel = "NAME", description = "only what is about this uplink")
    private @Nullable String uplink;

    @Option(
            names = "--type",
            paramLabel = "TYPE",
            split = ",",
            description = "only events of these types, such as uplink,routing,error")
    private List<String> types = List.of();

    @Option(names = "--limit", paramLabel = "N", description = "only the last N of them")
    private @Nullable Integer limit;

    @Option(names = "--output", paramLabel = "text|json", description = "text or json (default: text)")
    private Output output = Output.TEXT;

    @Override
    public Integer call() {
        EventSelection selection = selection(Instant.now());
        boolean there;
        try {
            there = EventFile.read(ftr.stateDir(), selection::add);
        } catch (IOException e) {
            throw new CommandFailed("%s: %s".formatted(EventFile.in(ftr.stateDir()), FileFailure.cause(e)));
        }
        Sheet sheet = Sheet.on(ftr.console(), ftr.sentences());
        switch (output) {
            case JSON -> json(selection);
            case TEXT -> text(selection, sheet);
        }
        ftr.out().flush();
        if (!there)
            ftr.err()
                    .println(sheet.say(
                            "events.no.file", EventFile.in(ftr.stateDir()).toString()));
        else if (output == Output.TEXT) notes(selection, sheet);
        return Exit.OK;
    }

    private EventSelection selection(Instant now) {
        ZoneId zone = ZoneId.systemDefault();
        Instant from = since == null ? Instant.MIN : since.at(now, zone);
        Instant to = until == null ? Instant.MAX : until.at(now, zone);
        if (!from.isBefore(to)) throw misuse("--since is not before --until");
        if (limit != null && limit < 1) throw misuse("--limit is %d, must be at least 1".formatted(limit));
        for (String type : types)
            if (!TYPES.contains(type))
                throw misuse("--type: there is no '%s'; known: %s".formatted(type, String.join(", ", TYPES)));
        int usual = since == null && until == null ? USUAL_LIMIT : Integer.MAX_VALUE;
        return new EventSelection(
                new Span(from, to), Optional.ofNullable(uplink), Set.copyOf(types), limit == null ? usual : limit);
    }

    private ParameterException misuse(String why) {
        return new ParameterException(spec.commandLine(), why);
    }

    private void text(EventSelection selection, Sheet sheet) {
        EventText text = new EventText(sheet);
        for (EventSelection.Found event : selection.found()) ftr.out().println(text.of(event.at(), event.json()));
    }

    /** An event a line, so that it can be read as it comes, and searched. */
    private void json(EventSelection selection) {
        ftr.out().print("{\"format_version\":1,\"events\":[");
        String comma = "";
        for (EventSelection.Found event : selection.found()) {
            ftr.out().print(comma + System.lineSeparator() + event.json());
            comma = ",";
        }
        ftr.out().println(System.lineSeparator() + "]}");
    }

    private void notes(EventSelection selection, Sheet sheet) {
        if (uplink != null && !selection.uplinks().contains(uplink)) {
            String known = String.join(", ", selection.uplinks());
            ftr.err().println(sheet.say("events.no.uplink", uplink, known.isEmpty() ? "-" : known));
        } else if (selection.found().isEmpty()) ftr.err().println(sheet.say("events.none"));
        if (since == null && selection.older() > 0)
            ftr.err().println(sheet.say("events.older", Long.toString(selection.older())));
    }
}
