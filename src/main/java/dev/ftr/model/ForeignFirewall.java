package dev.ftr.model;

import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What is not ours in the firewall and may concern us: rules that set marks or other destinations or check the way back, and
 * all of table filter that a packet for the router, or through it, passes.
 *
 * @param nft the tools are those of nft, not the legacy ones
 * @param policies of the built-in chains of table filter, by chain: {@code ACCEPT} or {@code DROP}
 * @param rules in the order of each chain
 */
public record ForeignFirewall(boolean nft, SortedMap<String, String> policies, List<Rule> rules) {
    public ForeignFirewall {
        policies = Collections.unmodifiableSortedMap(new TreeMap<>(policies));
        rules = List.copyOf(rules);
    }

    /**
     * A rule as iptables-save lists it.
     *
     * @param words behind {@code -A CHAIN}, without quotes
     */
    public record Rule(String table, String chain, List<String> words) {
        public Rule {
            words = List.copyOf(words);
        }

        /** What the rule does with a packet; empty: nothing. */
        public String target() {
            return after("-j");
        }

        /** The word behind this one; empty: it is not there. */
        public String after(String option) {
            int at = words.indexOf(option);
            return at < 0 || at + 1 == words.size() ? "" : words.get(at + 1);
        }

        @Override
        public String toString() {
            return "%s %s: %s".formatted(table, chain, String.join(" ", words));
        }
    }
}
