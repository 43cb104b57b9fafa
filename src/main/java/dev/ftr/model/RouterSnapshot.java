package dev.ftr.model;

import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * All of a router that a plan is made from, whatever its config will be.
 *
 * @param taken where and when
 * @param kernel all routes, rules and chains; parameters and leases of all interfaces
 * @param machine what else has a say; its links are those of the kernel that have an address
 * @param health of the uplinks by name, as a daemon that ran then knew it; empty: none ran
 * @param sets names of the ipsets
 * @param somewhere how packets to the internet went
 */
public record RouterSnapshot(
        Taken taken,
        Snapshot kernel,
        Machine machine,
        SortedMap<String, UplinkState> health,
        SetNames sets,
        Optional<Somewhere> somewhere) {
    public RouterSnapshot {
        health = Collections.unmodifiableSortedMap(new TreeMap<>(health));
    }

    /**
     * Where and when a snapshot was taken.
     *
     * @param at as ISO 8601 has it, in UTC, to the second
     * @param host name of the machine
     * @param version of the program; empty: it was not packaged
     */
    public record Taken(String at, String host, String version) {}

    /**
     * The ipsets that there are.
     *
     * @param unknown why they could not be listed
     */
    public record SetNames(SortedSet<String> names, Optional<String> unknown) {
        public SetNames {
            names = Collections.unmodifiableSortedSet(new TreeSet<>(names));
        }
    }

    /**
     * The way to an address on the internet.
     *
     * @param defaultInMain the default route of table main, if it was taken
     */
    public record Somewhere(IpAddress address, Optional<String> defaultInMain) {}

    /** The interfaces that have an address. */
    public static Links withAddress(Links links) {
        SortedMap<InterfaceName, Link> some = new TreeMap<>();
        for (Map.Entry<InterfaceName, Link> entry : links.byName().entrySet())
            if (!entry.getValue().addresses().isEmpty()) some.put(entry.getKey(), entry.getValue());
        return new Links(some, links.routedNeighbours());
    }
}
