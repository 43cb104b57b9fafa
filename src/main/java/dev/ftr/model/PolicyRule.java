package dev.ftr.model;

import java.util.Comparator;

/**
 * A rule of the routing policy database. The whole of it is its identity: two rules that differ in anything, even only
 * in the protocol, stand side by side in the kernel.
 *
 * @param protocol who made it, 0 to 255, as with {@link Route}
 */
public record PolicyRule(Family family, RulePriority priority, RuleSelector selector, RuleAction action, int protocol)
        implements Comparable<PolicyRule> {
    private static final Comparator<PolicyRule> ORDER = Order.by(
            PolicyRule::family,
            PolicyRule::priority,
            r -> r.selector.toString(),
            r -> r.action.toString(),
            PolicyRule::protocol);

    @Override
    public int compareTo(PolicyRule other) {
        return ORDER.compare(this, other);
    }

    /** As {@code ip rule} lists it, without the protocol. */
    @Override
    public String toString() {
        return "%s: %s %s".formatted(priority, selector, action);
    }
}
