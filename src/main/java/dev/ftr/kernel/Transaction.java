package dev.ftr.kernel;

import dev.ftr.model.ChainId;
import dev.ftr.model.Family;
import dev.ftr.model.FirewallTable;
import dev.ftr.plan.Change;
import dev.ftr.plan.Change.FirewallChange;
import dev.ftr.plan.Phase;
import dev.ftr.plan.Plan;
import dev.ftr.plan.Plan.Step;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * Steps that the kernel takes together, whole or not at all: the edits of one iptables table, which are one restore; or a
 * single sysctl, route or rule.
 */
public record Transaction(List<Step> steps) {
    public Transaction {
        if (steps.isEmpty()) throw new IllegalArgumentException("a transaction needs a step");
        steps = List.copyOf(steps);
    }

    /** All steps of the plan in its order, except that those of one iptables table come together. */
    public static List<Transaction> of(Plan plan) {
        Map<Object, List<Step>> groups = new LinkedHashMap<>();
        for (Step step : plan.steps())
            groups.computeIfAbsent(
                            step.change() instanceof FirewallChange edit
                                    ? new Restore(edit.phase(), edit.chain())
                                    : new Object(),
                            k -> new ArrayList<>())
                    .add(step);
        return groups.values().stream().map(Transaction::new).toList();
    }

    /**
     * Whether this may be done after what was refused before it. While something new could not be made, nothing that is in
     * force is taken away: it may be what carries the traffic until the next try. A route is replaced in one step and by
     * nothing but itself, so it waits for nothing; nor does anything wait for a sysctl.
     */
    public boolean mayFollow(Collection<Refusal> refused) {
        return !takesAway() || refused.stream().noneMatch(Transaction::isNew);
    }

    private static boolean isNew(Refusal refusal) {
        return switch (refusal.change().phase()) {
            case GIVEN_UP, ROUTES, RULES, CHAINS, TAKEN_OVER -> true;
            case SYSCTLS, OLD_CHOICE, STALE_CONNECTIONS, OLD_CHAINS, OLD_RULES, OLD_ROUTES, CONNECTIONS -> false;
        };
    }

    public Phase phase() {
        return steps.getFirst().phase();
    }

    List<Change> changes() {
        return steps.stream().map(Step::change).toList();
    }

    private boolean takesAway() {
        return steps.stream()
                .anyMatch(s -> s.phase().compareTo(Phase.OLD_CHOICE) >= 0
                        && s.phase() != Phase.TAKEN_OVER
                        && s.change().action() != Change.Action.CREATE);
    }

    private record Restore(Phase phase, Family family, FirewallTable table) {
        Restore(Phase phase, ChainId chain) {
            this(phase, chain.family(), chain.table());
        }
    }
}
