package dev.ftr.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.ftr.config.RouterConfig;
import dev.ftr.daemon.ReadScopes;
import dev.ftr.kernel.CommandRunner;
import dev.ftr.kernel.CommandRunner.Result;
import dev.ftr.kernel.Iptables;
import dev.ftr.kernel.LinuxKernel;
import dev.ftr.kernel.SnapshotReader;
import dev.ftr.model.Snapshot;
import dev.ftr.plan.Plan;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** The kernel of a lab's router, without a start of the program for each look at it. */
record LabRouter(Lab lab) {
    private static final CommandRunner RUNNER = new CommandRunner(Duration.ofSeconds(10));
    private static final Iptables IPTABLES = new Iptables(RUNNER, "-nft");

    Snapshot snapshot(RouterConfig config) {
        return lab.onRouter(() -> new SnapshotReader(new LinuxKernel(RUNNER, IPTABLES), RUNNER, IPTABLES)
                .read(ReadScopes.of(config, true, true), List.of()));
    }

    void apply(Plan plan) {
        assertEquals(List.of(), lab.onRouter(() -> new LinuxKernel(RUNNER, IPTABLES).apply(plan)));
    }

    /** One answer for each command of {@code ip}; empty: refused. */
    List<String> ask(List<String> commands) {
        Result result = lab.onRouter(
                () -> RUNNER.run(List.of("ip", "-force", "-batch", "-"), String.join("\n", commands) + "\n"));
        Set<Integer> failed = result.err()
                .lines()
                .filter(l -> l.startsWith("Command failed"))
                .map(l -> Integer.parseInt(l.replaceFirst(".*:(\\d+)$", "$1")))
                .collect(Collectors.toSet());
        List<String> lines =
                result.out().lines().filter(l -> !l.startsWith(" ")).toList();
        List<String> answers = new ArrayList<>();
        int next = 0;
        for (int i = 1; i <= commands.size(); i++) answers.add(failed.contains(i) ? "" : lines.get(next++));
        assertEquals(lines.size(), next, result::toString);
        return answers;
    }
}
