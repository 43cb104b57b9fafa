package dev.ftr.model;

import java.util.List;

/** A rule in one of our chains. */
public sealed interface ChainRule {
    /**
     * A rule in our vocabulary; all matches must hold. That an address is any address is no condition, and iptables-save does
     * not list it.
     */
    record Known(List<Match> matches, FirewallTarget target) implements ChainRule {
        public Known {
            matches = matches.stream().filter(match -> !isEverything(match)).toList();
        }

        private static boolean isEverything(Match match) {
            return switch (match) {
                case Match.Source(Cidr block) -> block.length() == 0;
                case Match.Destination(Cidr block) -> block.length() == 0;
                default -> false;
            };
        }
    }

    /**
     * A rule that somebody else put into our chain, or that we could not read: drift.
     *
     * @param text the rule as iptables-save printed it, without {@code -A CHAIN}
     */
    record Unreadable(String text) implements ChainRule {}
}
