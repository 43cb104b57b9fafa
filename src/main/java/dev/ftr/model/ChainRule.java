package dev.ftr.model;

import java.util.List;

/** A rule in one of our chains. */
public sealed interface ChainRule {
    /** A rule in our vocabulary; all matches must hold. */
    record Known(List<Match> matches, FirewallTarget target) implements ChainRule {
        public Known {
            matches = List.copyOf(matches);
        }
    }

    /**
     * A rule that somebody else put into our chain, or that we could not read: drift.
     *
     * @param text the rule as iptables-save printed it, without {@code -A CHAIN}
     */
    record Unreadable(String text) implements ChainRule {}
}
