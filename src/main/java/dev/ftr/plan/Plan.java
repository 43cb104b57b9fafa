package dev.ftr.plan;

import dev.ftr.model.ChainId;
import dev.ftr.model.DesiredState;
import dev.ftr.model.KernelState;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Stream;

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

    /**
     * The same, but with every chain that has edits emptied and filled anew: for a version of iptables that did not get
     * edits by position right.
     */
    public Plan rewritingChains(DesiredState desired, KernelState actual) {
        List<Step> rewritten = new ArrayList<>();
        Set<ChainId> done = new HashSet<>();
        for (Step step : steps) {
            if (!(step.change() instanceof Change.ChainEdit edit)) rewritten.add(step);
            else if (done.add(edit.chain()))
                rewritten.add(new Step(rewrite(edit.chain(), desired, actual), step.reason(), step.phase()));
        }
        return new Plan(rewritten, warnings);
    }

    private static Change rewrite(ChainId chain, DesiredState desired, KernelState actual) {
        return new Change.RewriteChain(
                chain,
                actual.chains().getOrDefault(chain, List.of()),
                desired.kernel().chains().getOrDefault(chain, List.of()));
    }

    /** The steps of this kind of phases only. */
    public Plan only(Predicate<Phase> phases) {
        return new Plan(steps.stream().filter(s -> phases.test(s.phase())).toList(), warnings);
    }

    /** The same with more for the administrator to know. */
    public Plan warning(List<String> more) {
        return new Plan(
                steps,
                Stream.concat(warnings.stream(), more.stream()).distinct().toList());
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
    public record Step(Change change, String reason, Phase phase) {
        /** A step at the usual time of its change. */
        public Step(Change change, String reason) {
            this(change, reason, change.phase());
        }
    }
}
