package dev.ftr.kernel;

import dev.ftr.kernel.CommandRunner.Result;
import dev.ftr.model.ChainId;
import dev.ftr.model.Family;
import dev.ftr.model.FwMark;
import dev.ftr.plan.Change;
import dev.ftr.plan.Change.FirewallChange;
import dev.ftr.plan.Phase;
import dev.ftr.plan.Plan;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.function.Function;
import java.util.stream.Stream;

/** Makes the changes of a plan: one {@code ip -batch} for a phase of routes or rules, one restore for each table. */
final class PlanExecution {
    private static final Set<String> ALREADY_GONE = Set.of(
            "No such process",
            "No such file or directory",
            "FIB table does not exist.",
            "ipv4: FIB table does not exist.");

    private static final String ALREADY_THERE = ": File exists (ip -batch";

    /** Phases in their order; one {@code ip} makes new routes and new rules, which wait for nothing. */
    private static final List<Set<Phase>> STAGES = List.of(
            EnumSet.of(Phase.SYSCTLS),
            EnumSet.of(Phase.GIVEN_UP, Phase.ROUTES, Phase.RULES),
            EnumSet.of(Phase.OLD_CHOICE),
            EnumSet.of(Phase.CHAINS),
            EnumSet.of(Phase.STALE_CONNECTIONS),
            EnumSet.of(Phase.TAKEN_OVER),
            EnumSet.of(Phase.OLD_CHAINS),
            EnumSet.of(Phase.OLD_RULES),
            EnumSet.of(Phase.OLD_ROUTES),
            EnumSet.of(Phase.CONNECTIONS));

    /** A tool that took longer and failed is taken to hang. */
    private static final Duration HANGING = Duration.ofSeconds(2);

    private final CommandRunner runner;
    private final Iptables iptables;
    private final Conntrack conntrack;

    PlanExecution(CommandRunner runner, Iptables iptables) {
        this.runner = runner;
        this.iptables = iptables;
        this.conntrack = new Conntrack(runner);
    }

    List<Refusal> run(Plan plan) {
        List<Refusal> refusals = new ArrayList<>();
        for (Set<Phase> stage : STAGES) {
            List<Transaction> allowed = Transaction.of(plan).stream()
                    .filter(t -> stage.contains(t.phase()) && t.mayFollow(refusals))
                    .toList();
            List<Change> changes =
                    allowed.stream().flatMap(t -> t.changes().stream()).toList();
            if (changes.isEmpty()) continue;
            refusals.addAll(
                    switch (allowed.getFirst().phase()) {
                        case SYSCTLS -> sysctls(changes);
                        case GIVEN_UP, ROUTES, RULES, OLD_CHOICE, TAKEN_OVER, OLD_RULES, OLD_ROUTES -> ip(changes);
                        case CHAINS, OLD_CHAINS -> untilOneHangs(allowed, this::restore);
                        case STALE_CONNECTIONS, CONNECTIONS -> untilOneHangs(allowed, this::forget);
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
            SortedMap<Integer, String> failures = IpBatch.failures(result.err());
            boolean cutShort = IpBatch.wasCutShort(result);
            if (result.failed() && failures.isEmpty() && !(cutShort && changes.size() > 1))
                return allRefused(changes, "ip -batch: " + result.words());
            List<Refusal> refusals = new ArrayList<>();
            failures.forEach((index, words) -> {
                Change change = changes.get(index);
                if (change.action() == Change.Action.DELETE && ALREADY_GONE.contains(words)) return;
                refusals.add(new Refusal(
                        change,
                        "%s: %s (ip -batch, line %d)"
                                .formatted(ChangeText.of(change).name(), words, index + 1)));
            });
            if (cutShort)
                for (Change change : changes.subList(failures.isEmpty() ? 0 : failures.lastKey() + 1, changes.size()))
                    refusals.addAll(again(change, family));
            return refusals;
        } catch (KernelException e) {
            return allRefused(changes, String.valueOf(e.getMessage()));
        }
    }

    /** Makes a change that may have been made already, alone. */
    private List<Refusal> again(Change change, Family family) {
        // The kernel knows a rule by the whole of it: one that exists is this one. A route is replaced.
        return ip(List.of(change), family).stream()
                .filter(r -> !(change instanceof Change.AddRule && r.message().contains(ALREADY_THERE)))
                .toList();
    }

    private List<Refusal> restore(Transaction transaction) {
        List<FirewallChange> edits = transaction.changes().stream()
                .flatMap(c -> c instanceof FirewallChange edit ? Stream.of(edit) : Stream.empty())
                .toList();
        ChainId chain = edits.getFirst().chain();
        try {
            Result result = iptables.restore(chain.family(), IptablesEdits.restore(edits));
            if (!result.failed()) return List.of();
            String tool = iptables.tool(chain.family(), "-restore");
            return allRefused(edits, "%s, table %s: %s".formatted(tool, chain.table(), result.words()));
        } catch (KernelException e) {
            return allRefused(edits, String.valueOf(e.getMessage()));
        }
    }

    private List<Refusal> forget(Transaction transaction) {
        Change change = transaction.changes().getFirst();
        if (!(change instanceof Change.ForgetConnections(FwMark mark))) return List.of();
        try {
            conntrack.forget(mark);
            return List.of();
        } catch (KernelException e) {
            // The same words as of the notice, so that it is told once.
            String why = Conntrack.isInstalled()
                    ? "%s: %s".formatted(ChangeText.of(change).name(), e.getMessage())
                    : Conntrack.MISSING;
            return List.of(new Refusal(change, why));
        }
    }

    /** A tool that has hung once would hang again, and meanwhile nobody hears of the uplinks. */
    private static List<Refusal> untilOneHangs(
            List<Transaction> transactions, Function<Transaction, List<Refusal>> attempt) {
        List<Refusal> refusals = new ArrayList<>();
        for (Transaction transaction : transactions) {
            long begin = System.nanoTime();
            List<Refusal> refused = attempt.apply(transaction);
            refusals.addAll(refused);
            if (refused.isEmpty() || System.nanoTime() - begin < HANGING.toNanos()) continue;
            for (Transaction left : transactions.subList(transactions.indexOf(transaction) + 1, transactions.size()))
                refusals.addAll(allRefused(left.changes(), "not tried, after what came before it hung"));
            break;
        }
        return refusals;
    }

    private static List<Refusal> allRefused(List<? extends Change> changes, String why) {
        return changes.stream()
                .<Refusal>map(c ->
                        new Refusal(c, "%s: %s".formatted(ChangeText.of(c).name(), why)))
                .toList();
    }
}
