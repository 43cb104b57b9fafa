package dev.ftr.plan;

import dev.ftr.model.DesiredState;
import dev.ftr.model.KernelState;
import java.util.List;

/**
 * What has to be done, in this order and nothing else, and what the administrator should know.
 *
 * @param warnings about what is not ours and in the way, one line each
 */
public record Plan(List<Step> steps, List<String> warnings) {
    public Plan {
        steps = List.copyOf(steps);
        warnings = List.copyOf(warnings);
    }

    /**
     * The difference.
     *
     * @param protocol the protocol number that says a route or rule is ours
     */
    public static Plan between(DesiredState desired, KernelState actual, int protocol) {
        return new Difference(desired, actual, protocol).plan();
    }

    public boolean isEmpty() {
        return steps.isEmpty();
    }

    public long count(Change.Action action) {
        return steps.stream().filter(s -> s.change().action() == action).count();
    }

    /**
     * A change and why it is made.
     *
     * @param reason in an administrator's words
     */
    public record Step(Change change, String reason) {}
}
