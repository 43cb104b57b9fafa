package dev.ftr.model;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What is, or should be, in the kernel. As desired state it holds our objects only. As actual state it holds all rules,
 * all routes of the tables that were read, and our chains with the jumps to them; what is not ours in it is there to be
 * warned about and is never touched.
 *
 * @param jumps how often each jump to one of our chains stands in its built-in chain
 */
public record KernelState(
        SortedMap<Sysctl, String> sysctls,
        SortedSet<Route> routes,
        SortedSet<PolicyRule> rules,
        SortedMap<ChainId, List<ChainRule>> chains,
        SortedMap<Jump, Integer> jumps) {
    public static final KernelState EMPTY = new KernelState(Map.of(), Set.of(), Set.of(), Map.of(), Map.of());

    public KernelState {
        sysctls = Collections.unmodifiableSortedMap(new TreeMap<>(sysctls));
        routes = Collections.unmodifiableSortedSet(new TreeSet<>(routes));
        rules = Collections.unmodifiableSortedSet(new TreeSet<>(rules));
        chains = Collections.unmodifiableSortedMap(new TreeMap<>(chains));
        jumps = Collections.unmodifiableSortedMap(new TreeMap<>(jumps));
    }

    public KernelState(
            Map<Sysctl, String> sysctls,
            Set<Route> routes,
            Set<PolicyRule> rules,
            Map<ChainId, List<ChainRule>> chains,
            Map<Jump, Integer> jumps) {
        this(
                new TreeMap<>(sysctls),
                new TreeSet<>(routes),
                new TreeSet<>(rules),
                new TreeMap<>(chains),
                new TreeMap<>(jumps));
    }

    /** The part of this that concerns routing and these iptables tables. */
    public KernelState within(Set<FirewallTable> tables) {
        SortedMap<ChainId, List<ChainRule>> some = new TreeMap<>(chains);
        some.keySet().removeIf(chain -> !tables.contains(chain.table()));
        SortedMap<Jump, Integer> theirs = new TreeMap<>(jumps);
        theirs.keySet().removeIf(jump -> !tables.contains(jump.builtIn().table()));
        return new KernelState(sysctls, routes, rules, some, theirs);
    }
}
