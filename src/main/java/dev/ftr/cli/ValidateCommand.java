package dev.ftr.cli;

import dev.ftr.cli.Finding.InConfig;
import dev.ftr.cli.Finding.Level;
import dev.ftr.cli.Finding.OnMachine;
import dev.ftr.cli.PromiseTable.Row;
import dev.ftr.config.ConfigProblem;
import dev.ftr.config.LoadResult.Invalid;
import dev.ftr.config.LoadResult.Loaded;
import dev.ftr.config.RouterConfig;
import dev.ftr.config.Rule;
import dev.ftr.config.Uplink;
import dev.ftr.daemon.MachineCheck;
import dev.ftr.health.Promise;
import dev.ftr.kernel.MachineReader;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.ParentCommand;

@Command(
        name = "validate",
        description = {
            "Checks the config file, and says how fast it detects a failure and what probing costs.",
            "'usually' is for answers that come quickly and steadily, 'at worst' for any line. False alarms are those of "
                    + "random loss alone.",
            "On the router itself, which is where an uplink's interface is, with its address if the config gives one, it "
                    + "also warns of what else runs there and is in the way (of the firewall only as root), and of files "
                    + "and programs that the config names and that are missing.",
            "For a pipeline, run it at the top of the checkout: sarif, github and gitlab name files by their path from there."
        })
final class ValidateCommand implements Callable<Integer> {
    /** How findings are written. */
    enum Output {
        TEXT,
        JSON,
        SARIF,
        GITHUB,
        GITLAB;

        @Override
        public String toString() {
            return name().toLowerCase(Locale.ROOT);
        }
    }

    @ParentCommand
    private FtrCommand ftr;

    @Option(
            names = "--max-detection",
            paramLabel = "DURATION",
            converter = DurationConverter.class,
            description = "fail if an uplink takes longer at worst to notice a silent failure (500ms, 3s, 2m)")
    private @Nullable Duration maxDetection;

    @Option(names = "--strict", description = "fail on warnings, too")
    private boolean strict;

    @Option(
            names = "--output",
            paramLabel = "text|json|sarif|github|gitlab",
            description =
                    "text (the default), json, or for a pipeline: sarif (SARIF 2.1.0, code scanning), github (annotations "
                            + "of GitHub Actions), gitlab (Code Quality report)")
    private Output output = Output.TEXT;

    @Override
    public Integer call() {
        List<Finding> found = new ArrayList<>();
        Optional<RouterConfig> config = Optional.empty();
        switch (ftr.read()) {
            case Invalid(var errors) -> {
                if (output == Output.TEXT) throw new ConfigInvalid(errors);
                errors.forEach(error -> found.add(new InConfig(Level.ERROR, error)));
            }
            case Loaded loaded -> {
                config = Optional.of(loaded.config());
                found.addAll(about(loaded));
            }
        }
        if (output == Output.TEXT) tell(found, config);
        else write(found, config);
        boolean wrong = found.stream().anyMatch(f -> strict || f.level() == Level.ERROR);
        return wrong ? Exit.FAILED : Exit.OK;
    }

    private List<Finding> about(Loaded loaded) {
        List<ConfigProblem> warnings = new ArrayList<>(loaded.warnings());
        List<Finding> onMachine = new ArrayList<>();
        MachineReader reader = MachineReader.of(ftr.iptables());
        if (MachineCheck.isRouter(loaded.config(), reader.links())) {
            warnings.addAll(NamedFiles.missing(loaded));
            Stream.concat(
                            MachineCheck.warningsWithoutPlan(loaded.config(), reader).stream(),
                            reader.otherBackend().stream())
                    .forEach(warning -> onMachine.add(new OnMachine(Level.WARNING, warning)));
        }
        List<Finding> found = new ArrayList<>();
        warnings.stream().sorted().forEach(warning -> found.add(new InConfig(Level.WARNING, warning)));
        found.addAll(onMachine);
        if (maxDetection != null) slow(loaded, maxDetection).forEach(p -> found.add(new InConfig(Level.ERROR, p)));
        return found;
    }

    private static List<ConfigProblem> slow(Loaded loaded, Duration most) {
        List<ConfigProblem> slow = new ArrayList<>();
        List<Uplink> uplinks = loaded.config().uplinks();
        for (int i = 0; i < uplinks.size(); i++) {
            Uplink uplink = uplinks.get(i);
            Promise promise = new Promise(uplink.tests());
            if (promise.worstDetection().compareTo(most) <= 0) continue;
            String message = ("uplink %s takes up to %s to notice a silent failure, more than %s; shorten its interval"
                            + " (now %s) or timeout (now %s)")
                    .formatted(
                            uplink.name(),
                            PromiseTable.seconds(promise.worstDetection()),
                            PromiseTable.seconds(most),
                            PromiseTable.seconds(promise.interval()),
                            PromiseTable.seconds(uplink.tests().timeout()));
            loaded.places()
                    .problem(Rule.MAX_DETECTION, "/uplinks/" + i, message)
                    .ifPresent(slow::add);
        }
        return slow;
    }

    private void tell(List<Finding> found, Optional<RouterConfig> config) {
        config.ifPresent(this::promise);
        for (Finding finding : found)
            ftr.err().println((finding.level() == Level.WARNING ? "warning: " : "") + finding);
        boolean onlyWarnings = found.stream().noneMatch(f -> f.level() == Level.ERROR);
        if (strict && onlyWarnings && !found.isEmpty()) ftr.err().println("ftr: with --strict, warnings are errors");
    }

    private void promise(RouterConfig config) {
        List<Uplink> uplinks = config.uplinks();
        ftr.say("%s: valid, %d %s".formatted(ftr.config(), uplinks.size(), uplinks.size() == 1 ? "uplink" : "uplinks"));
        ftr.out().println();
        PromiseTable.write(
                ftr,
                uplinks.stream()
                        .map(u -> Row.of(u.name(), new Promise(u.tests())))
                        .toList());
    }

    /** Nothing but the document, in English: a program reads it. */
    private void write(List<Finding> found, Optional<RouterConfig> config) {
        Findings findings = new Findings(
                ftr.config().toString(),
                Workspace.current(),
                strict ? found.stream().map(Finding::asError).toList() : found);
        switch (output) {
            case TEXT -> throw new IllegalStateException("text is told in another way");
            case JSON ->
                ftr.out()
                        .println(FindingsJson.text(
                                findings, config.map(RouterConfig::uplinks).orElse(List.of())));
            case SARIF -> ftr.out().println(FindingsSarif.text(findings));
            case GITHUB -> FindingsGithub.lines(findings).forEach(ftr.out()::println);
            case GITLAB -> ftr.out().println(FindingsGitlab.text(findings));
        }
    }
}
