package dev.ftr.cli;

import dev.ftr.config.LoadResult.Loaded;
import dev.ftr.config.RouterConfig;
import dev.ftr.config.Uplink;
import dev.ftr.health.ProbeBudget;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.ParentCommand;

@Command(
        name = "validate",
        description = "Checks the config file, and says how fast it detects a failure and what probing costs.")
final class ValidateCommand implements Callable<Integer> {
    @ParentCommand
    private FtrCommand ftr;

    @Override
    public Integer call() {
        Loaded loaded = ftr.load();
        RouterConfig config = loaded.config();
        RouterConfig.ProbeSettings tests = config.tests();
        ProbeBudget budget = new ProbeBudget(tests.targets().size(), tests.retries(), tests.interval());
        ftr.out()
                .println("%s: valid, %d %s"
                        .formatted(
                                ftr.config(),
                                config.uplinks().size(),
                                config.uplinks().size() == 1 ? "uplink" : "uplinks"));
        ftr.out().println();
        int width = config.uplinks().stream().mapToInt(u -> u.name().length()).reduce("uplink".length(), Math::max);
        String row = "%-" + width + "s  %12s  %12s  %16s%n";
        ftr.out().printf(Locale.ROOT, row, "uplink", "detects a", "takes it", "probe traffic");
        ftr.out().printf(Locale.ROOT, row, "", "failure in", "back in", "while it is up");
        for (Uplink uplink : config.uplinks())
            ftr.out()
                    .printf(
                            Locale.ROOT,
                            row,
                            uplink.name(),
                            "<= %.1f s".formatted(budget.worstDetection().toMillis() / 1000.0),
                            "<= %.1f s".formatted(budget.worstRecovery().toMillis() / 1000.0),
                            "%.1f MB/day".formatted(budget.bytesPerDay() / 1e6));
        if (config.email().send())
            ftr.err().println("warning: email.send is on, but this version only records events; it sends no mail");
        return Exit.OK;
    }
}
