package dev.ftr.cli;

import dev.ftr.cli.PromiseTable.Row;
import dev.ftr.config.LoadResult.Loaded;
import dev.ftr.config.RouterConfig;
import dev.ftr.config.Uplink;
import dev.ftr.daemon.MachineCheck;
import dev.ftr.health.Promise;
import dev.ftr.kernel.MachineReader;
import java.time.Duration;
import java.util.List;
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
                    + "also warns of what else runs there and is in the way; of the firewall only as root."
        })
final class ValidateCommand implements Callable<Integer> {
    @ParentCommand
    private FtrCommand ftr;

    @Option(
            names = "--max-detection",
            paramLabel = "DURATION",
            converter = DurationConverter.class,
            description = "fail if an uplink takes longer at worst to notice a silent failure (500ms, 3s, 2m)")
    private @Nullable Duration maxDetection;

    @Override
    public Integer call() {
        Loaded loaded = ftr.load();
        RouterConfig config = loaded.config();
        ftr.say("%s: valid, %d %s"
                .formatted(
                        ftr.config(), config.uplinks().size(), config.uplinks().size() == 1 ? "uplink" : "uplinks"));
        ftr.out().println();
        PromiseTable.write(
                ftr,
                config.uplinks().stream()
                        .map(u -> Row.of(u.name(), new Promise(u.tests())))
                        .toList());
        lint(config);
        return maxDetection == null ? Exit.OK : slow(config, maxDetection);
    }

    private void lint(RouterConfig config) {
        MachineReader reader = MachineReader.of(ftr.iptables());
        if (!MachineCheck.isRouter(config, reader.links())) return;
        Stream.concat(MachineCheck.warningsWithoutPlan(config, reader).stream(), reader.otherBackend().stream())
                .forEach(warning -> ftr.err().println("warning: " + warning));
    }

    private int slow(RouterConfig config, Duration most) {
        List<Uplink> slow = config.uplinks().stream()
                .filter(u -> new Promise(u.tests()).worstDetection().compareTo(most) > 0)
                .toList();
        for (Uplink uplink : slow) {
            Promise promise = new Promise(uplink.tests());
            ftr.err()
                    .println(
                            ("%s: uplink %s takes up to %s to notice a silent failure, more than %s; shorten its interval"
                                            + " (now %s) or timeout (now %s)")
                                    .formatted(
                                            ftr.config(),
                                            uplink.name(),
                                            PromiseTable.seconds(promise.worstDetection()),
                                            PromiseTable.seconds(most),
                                            PromiseTable.seconds(promise.interval()),
                                            PromiseTable.seconds(uplink.tests().timeout())));
        }
        return slow.isEmpty() ? Exit.OK : Exit.FAILED;
    }
}
