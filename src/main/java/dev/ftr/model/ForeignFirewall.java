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
 * @param hooks chains of nft itself that packets for the router pass as well
 */
public record ForeignFirewall(boolean nft, SortedMap<String, String> policies, List<Rule> rules, List<Hook> hooks) {
    public ForeignFirewall {
        policies = Collections.unmodifiableSortedMap(new TreeMap<>(policies));
        rules = List.copyOf(rules);
        hooks = List.copyOf(hooks);
    }

    public ForeignFirewall(boolean nft, SortedMap<String, String> policies, List<Rule> rules) {
        this(nft, policies, rules, List.of());
    }

    public ForeignFirewall with(List<Hook> listed) {
        return new ForeignFirewall(nft, policies, rules, listed);
    }

    /**
     * A base chain of nft at hook input.
     *
     * @param table family and name
     * @param drops whether its policy is drop
     * @param rules of all chains of the table, in the words of iptables-save as far as these have any
     */
    public record Hook(String table, String chain, boolean drops, List<Rule> rules) {
        public Hook {
            rules = List.copyOf(rules);
        }
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
