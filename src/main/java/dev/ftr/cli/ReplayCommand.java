package dev.ftr.cli;

import dev.ftr.config.Uplink;
import dev.ftr.daemon.FileFailure;
import dev.ftr.replay.Recording;
import dev.ftr.replay.RecordingInvalid;
import dev.ftr.replay.RecordingReader;
import dev.ftr.replay.Replay;
import dev.ftr.replay.Settings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.ParentCommand;
import picocli.CommandLine.Spec;

@Command(
        name = "replay",
        description = {
            "What another config would have decided, by probes that were recorded ('tests.record: true').",
            "",
            "Side by side: what the daemon decided, what its own settings decide in the replay (the closer to the first, the"
                    + " better can the replay be trusted), and what --config decides. Uplinks are matched by name.",
            "",
            "False down: one at a time at which no outage is recorded, but as many targets as required answer probes that were"
                    + " sent in the 10 s after it (or in two turns through the targets, if longer). Outage: no answer for 2 s and"
                    + " at least 3 probes. Detection: from the first probe that an outage swallowed to the verdict; the failure"
                    + " itself may have begun up to an interval earlier.",
            "",
            "A recording with a probe each second cannot tell what a faster config would have seen in between, nor what a longer"
                    + " timeout would still have heard. Time in which no probes were recorded is not judged.",
            ""
        })
final class ReplayCommand implements Callable<Integer> {
    @Spec
    private CommandSpec spec;

    @ParentCommand
    private FtrCommand ftr;

    @Parameters(
            arity = "1..*",
            paramLabel = "FILE",
            description = "recordings, such as /var/lib/ftr/probes.csv; the older part FILE.1 is found by itself")
    private List<Path> files = List.of();

    @Option(names = "--output", paramLabel = "text|json", description = "text or json (default: text)")
    private Output output = Output.TEXT;

    @Override
    public Integer call() {
        Recording recording;
        try {
            recording = recording();
        } catch (RecordingInvalid e) {
            ftr.err().println(e.getMessage());
            return Exit.FAILED;
        }
        Map<String, Settings> settings = settings();
        ReplayReport report = new ReplayReport(
                recording, ftr.config().toString(), settings.keySet(), Replay.compare(recording, settings));
        switch (output) {
            case JSON -> ftr.out().println(report.json());
            case TEXT -> report.text(ftr.sentences()).forEach(ftr.out()::println);
        }
        ftr.out().flush();
        return Exit.OK;
    }

    private Recording recording() throws RecordingInvalid {
        Path current = files.getFirst();
        try {
            for (Path file : files) {
                current = file;
                if (Files.isDirectory(file))
                    throw new CommandFailed("%s: is a folder; name the file in it: %s".formatted(file, "probes.csv"));
                if (!Files.isReadable(file)) Files.newInputStream(file).close();
            }
            return RecordingReader.read(files);
        } catch (IOException e) {
            throw new CommandFailed("%s: %s".formatted(current, FileFailure.cause(e)));
        }
    }

    /** Without any config, the recording still tells what was decided: but one that was asked for must be there. */
    private Map<String, Settings> settings() {
        Map<String, Settings> settings = new TreeMap<>();
        boolean asked = spec.commandLine().getParseResult().hasMatchedOption("--config")
                || spec.commandLine().getParent().getParseResult().hasMatchedOption("--config");
        if (!asked && !Files.exists(ftr.config())) return settings;
        for (Uplink uplink : ftr.load().config().uplinks())
            settings.put(
                    uplink.name(),
                    new Settings(uplink.tests(), uplink.priorityGroup().isPresent()));
        return settings;
    }
}
