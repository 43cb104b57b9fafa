package dev.ftr.daemon;

import dev.ftr.plan.Change;
import dev.ftr.plan.Plan;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * The changes that somebody has agreed to. One that is made in two goes, or is tried again, is the same as long as it leads to
 * the same: what was there before may differ then.
 */
final class Agreement {
    private final Set<Object> ends;

    Agreement(Plan agreed) {
        this.ends = agreed.steps().stream()
                .map(Plan.Step::change)
                .map(Agreement::end)
                .collect(Collectors.toUnmodifiableSet());
    }

    /** What of a plan was agreed to. */
    Plan within(Plan plan) {
        List<Plan.Step> steps = plan.steps().stream()
                .filter(s -> ends.contains(end(s.change())))
                .toList();
        return new Plan(steps, plan.warnings());
    }

    private static Object end(Change change) {
        return switch (change) {
            case Change.PutRoute put -> put.after();
            case Change.SetSysctl set -> List.of(set.sysctl(), set.after());
            case Change.DeleteRoute delete -> delete;
            case Change.ForgetConnections forget -> forget;
            case Change.AddRule add -> add;
            case Change.DeleteRule delete -> delete;
            case Change.CreateChain create -> create;
            case Change.DeleteChain delete -> delete.chain();
            case Change.AddJump add -> add;
            case Change.DeleteJump delete -> delete;
            // Positions shift when a part is made.
            case Change.RewriteChain rewrite -> List.of(rewrite.chain(), "rules");
            case Change.ChainEdit edit -> List.of(edit.chain(), "rules");
        };
    }
}
