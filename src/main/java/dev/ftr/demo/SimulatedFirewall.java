package dev.ftr.demo;

import dev.ftr.model.ChainId;
import dev.ftr.model.ChainRule;
import dev.ftr.model.Family;
import dev.ftr.model.FirewallTable;
import dev.ftr.model.FirewallTarget;
import dev.ftr.model.Jump;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/** The chains of iptables: built-in ones, ours, other people's. */
final class SimulatedFirewall {
    private final SortedMap<ChainId, List<Entry>> chains;

    SimulatedFirewall() {
        this(new TreeMap<>());
        for (Family family : Family.values())
            for (FirewallTable table : FirewallTable.values())
                for (String name : builtIn(table)) chains.put(new ChainId(family, table, name), new ArrayList<>());
    }

    private SimulatedFirewall(SortedMap<ChainId, List<Entry>> chains) {
        this.chains = chains;
    }

    SimulatedFirewall copy() {
        SortedMap<ChainId, List<Entry>> copies = new TreeMap<>();
        chains.forEach((chain, entries) -> copies.put(chain, new ArrayList<>(entries)));
        return new SimulatedFirewall(copies);
    }

    static List<String> builtIn(FirewallTable table) {
        return switch (table) {
            case MANGLE -> List.of("PREROUTING", "INPUT", "FORWARD", "OUTPUT", "POSTROUTING");
            case FILTER -> List.of("INPUT", "FORWARD", "OUTPUT");
            case NAT -> List.of("PREROUTING", "INPUT", "OUTPUT", "POSTROUTING");
        };
    }

    SortedMap<ChainId, List<Entry>> chains() {
        return chains;
    }

    List<Entry> entries(ChainId chain) {
        return chains.getOrDefault(chain, List.of());
    }

    /** Our chains as they read. */
    SortedMap<ChainId, List<ChainRule>> owned() {
        SortedMap<ChainId, List<ChainRule>> owned = new TreeMap<>();
        chains.forEach((chain, entries) -> {
            if (chain.owned())
                owned.put(chain, entries.stream().map(Entry::asRule).toList());
        });
        return owned;
    }

    /** How often each jump to one of our chains stands in a chain that is not ours. */
    SortedMap<Jump, Integer> jumps() {
        SortedMap<Jump, Integer> jumps = new TreeMap<>();
        chains.forEach((chain, entries) -> {
            for (Entry entry : entries)
                if (!chain.owned() && isJumpToOurs(entry))
                    jumps.merge(new Jump(chain, ((Entry.JumpTo) entry).chain()), 1, Integer::sum);
        });
        return jumps;
    }

    /** What is not ours: other chains, and what others put into the built-in ones; each rule as text, in order. */
    SortedMap<ChainId, List<String>> foreign() {
        SortedMap<ChainId, List<String>> foreign = new TreeMap<>();
        chains.forEach((chain, entries) -> {
            if (!chain.owned())
                foreign.put(
                        chain,
                        entries.stream()
                                .filter(e -> !isJumpToOurs(e))
                                .map(Entry::toString)
                                .toList());
        });
        return foreign;
    }

    /** Whether a rule of any chain of the table jumps to this one. */
    boolean isReferenced(ChainId target) {
        Set<String> targets = new HashSet<>();
        chains.forEach((chain, entries) -> {
            if (chain.family() == target.family() && chain.table() == target.table())
                for (Entry entry : entries) target(entry).ifPresent(targets::add);
        });
        return targets.contains(target.name());
    }

    static Optional<String> target(Entry entry) {
        if (entry instanceof Entry.JumpTo(String name)) return Optional.of(name);
        return entry instanceof Entry.Rule(ChainRule.Known(var matches, FirewallTarget.JumpTo(String name)))
                ? Optional.of(name)
                : Optional.empty();
    }

    private static boolean isJumpToOurs(Entry entry) {
        return entry instanceof Entry.JumpTo(String target) && target.startsWith(ChainId.PREFIX);
    }

    /** A rule of a chain. */
    sealed interface Entry {
        record Rule(ChainRule rule) implements Entry {
            @Override
            public String toString() {
                return rule instanceof ChainRule.Unreadable(String text) ? text : rule.toString();
            }
        }

        /** An unconditional jump to another chain of the same table. */
        record JumpTo(String chain) implements Entry {
            @Override
            public String toString() {
                return "-j " + chain;
            }
        }

        /** As it reads where only rules of ours are expected. */
        default ChainRule asRule() {
            return switch (this) {
                case Rule(ChainRule rule) -> rule;
                case JumpTo jump -> new ChainRule.Unreadable(jump.toString());
            };
        }
    }
}
