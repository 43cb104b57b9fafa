package dev.ftr.kernel;

import dev.ftr.kernel.CommandRunner.Result;
import dev.ftr.model.ChainId;
import dev.ftr.model.Family;
import dev.ftr.model.FirewallTable;
import dev.ftr.plan.Change;
import dev.ftr.plan.Change.FirewallChange;
import dev.ftr.plan.Phase;
import dev.ftr.plan.Plan;
import dev.ftr.plan.Plan.Step;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Makes the changes of a plan: one {@code ip -batch} for a phase of routes or rules, one restore for each table. */
final class PlanExecution {
    private static final Set<String> ALREADY_GONE = Set.of(
            "No such process",
            "No such file or directory",
            "FIB table does not exist.",
            "ipv4: FIB table does not exist.");

    private final CommandRunner runner;
    private final Iptables iptables;

    PlanExecution(CommandRunner runner, Iptables iptables) {
        this.runner = runner;
        this.iptables = iptables;
    }

    List<Refusal> run(Plan plan) {
        List<Refusal> refusals = new ArrayList<>();
        for (Phase phase : Phase.values()) {
            List<Change> changes = plan.steps().stream()
                    .map(Step::change)
                    .filter(c -> c.phase() == phase)
                    .toList();
            if (changes.isEmpty()) continue;
            refusals.addAll(
                    switch (phase) {
                        case SYSCTLS -> sysctls(changes);
                        case ROUTES, RULES, OLD_RULES, OLD_ROUTES -> ip(changes);
                        case CHAINS, OLD_CHAINS -> chains(changes);
                    });
        }
        return refusals;
    }

    private static List<Refusal> sysctls(List<Change> changes) {
        List<Refusal> refusals = new ArrayList<>();
        for (Change change : changes) {
            if (!(change instanceof Change.SetSysctl(var sysctl, var before, String after))) continue;
            try {
                SysctlFiles.write(sysctl, after);
            } catch (KernelException e) {
                refusals.add(new Refusal(change, String.valueOf(e.getMessage())));
            }
        }
        return refusals;
    }

    private List<Refusal> ip(List<Change> changes) {
        List<Refusal> refusals = new ArrayList<>();
        for (Family family : Family.values()) {
            List<Change> own = changes.stream()
                    .filter(c -> ChangeText.of(c).family() == family)
                    .toList();
            if (!own.isEmpty()) refusals.addAll(ip(own, family));
        }
        return refusals;
    }

    private List<Refusal> ip(List<Change> changes, Family family) {
        IpBatch batch = new IpBatch();
        // Without the leading "ip -4": the family is an option of the whole batch.
        for (Change change : changes)
            batch.add(ChangeText.of(change)
                    .command()
                    .subList(2, ChangeText.of(change).command().size()));
        try {
            Result result = runner.run(List.of("ip", family.ipOption(), "-force", "-batch", "-"), batch.text());
            Map<Integer, String> failures = IpBatch.failures(result.err());
            if (result.failed() && failures.isEmpty()) return allRefused(changes, "ip -batch: " + result.words());
            List<Refusal> refusals = new ArrayList<>();
            failures.forEach((index, words) -> {
                Change change = changes.get(index);
                if (change.action() == Change.Action.DELETE && ALREADY_GONE.contains(words)) return;
                refusals.add(new Refusal(
                        change,
                        "%s: %s (ip -batch, line %d)"
                                .formatted(ChangeText.of(change).name(), words, index + 1)));
            });
            return refusals;
        } catch (KernelException e) {
            return allRefused(changes, String.valueOf(e.getMessage()));
        }
    }

    private List<Refusal> chains(List<Change> changes) {
        Map<TableKey, List<FirewallChange>> byTable = new LinkedHashMap<>();
        for (Change change : changes)
            if (change instanceof FirewallChange edit)
                byTable.computeIfAbsent(TableKey.of(edit.chain()), t -> new ArrayList<>())
                        .add(edit);
        List<Refusal> refusals = new ArrayList<>();
        byTable.forEach((key, own) -> {
            try {
                Result result = iptables.restore(key.family(), IptablesEdits.restore(own));
                if (result.failed())
                    refusals.addAll(allRefused(
                            own,
                            "%s, table %s: %s"
                                    .formatted(iptables.tool(key.family(), "-restore"), key.table(), result.words())));
            } catch (KernelException e) {
                refusals.addAll(allRefused(own, String.valueOf(e.getMessage())));
            }
        });
        return refusals;
    }

    private record TableKey(Family family, FirewallTable table) {
        static TableKey of(ChainId chain) {
            return new TableKey(chain.family(), chain.table());
        }
    }

    private static List<Refusal> allRefused(List<? extends Change> changes, String why) {
        return changes.stream()
                .<Refusal>map(c ->
                        new Refusal(c, "%s: %s".formatted(ChangeText.of(c).name(), why)))
                .toList();
    }
}
