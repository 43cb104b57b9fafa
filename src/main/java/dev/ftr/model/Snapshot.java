package dev.ftr.model;

import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * All of a kernel that decides where a packet goes: enough to plan and to explain off the router.
 *
 * @param state ours, and every route of the tables that were listed, whoever made it
 * @param tables the tables that were listed
 * @param partial those of them that are too long to be listed whole
 * @param firewall the iptables tables that were read
 * @param others chains that are not ours, by others and built in, with the jumps to ours in their places
 * @param notices what an administrator should know, one line each
 * @param problems why something could not be read, one line each
 */
public record Snapshot(
        KernelState state,
        Links links,
        SortedSet<TableId> tables,
        SortedSet<TableId> partial,
        Set<FirewallTable> firewall,
        SortedMap<ChainId, OtherChain> others,
        List<String> notices,
        List<String> problems) {
    public Snapshot {
        tables = Collections.unmodifiableSortedSet(new TreeSet<>(tables));
        partial = Collections.unmodifiableSortedSet(new TreeSet<>(partial));
        firewall = Set.copyOf(firewall);
        others = Collections.unmodifiableSortedMap(new TreeMap<>(others));
        notices = List.copyOf(notices);
        problems = List.copyOf(problems);
    }

    /**
     * A chain that is not ours.
     *
     * @param policy what a built-in chain does with what reaches its end, {@code ACCEPT} or {@code DROP}
     * @param rules what is not in our vocabulary as text
     */
    public record OtherChain(Optional<String> policy, List<ChainRule> rules) {
        public OtherChain {
            rules = List.copyOf(rules);
        }
    }
}
