package dev.ftr.plan;

import dev.ftr.model.InterfaceName;
import dev.ftr.model.TableId;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What a config claims on a machine.
 *
 * @param markMask the bits of marks
 * @param tables routing tables, each with what it is for
 * @param multipathTable the one of them that spreads new connections
 * @param uplinks names by interface
 * @param fixed the interfaces whose addresses the config gives
 * @param probes protocols by which answers to probes come: icmp, tcp, udp
 * @param basicFirewall ours lets out what comes from inside
 */
public record Claims(
        int markMask,
        SortedMap<TableId, String> tables,
        TableId multipathTable,
        SortedMap<InterfaceName, String> uplinks,
        Set<InterfaceName> fixed,
        List<InterfaceName> downlinks,
        SortedSet<String> probes,
        boolean basicFirewall) {
    public Claims {
        tables = Collections.unmodifiableSortedMap(new TreeMap<>(tables));
        uplinks = Collections.unmodifiableSortedMap(new TreeMap<>(uplinks));
        fixed = Set.copyOf(fixed);
        downlinks = List.copyOf(downlinks);
        probes = Collections.unmodifiableSortedSet(new TreeSet<>(probes));
    }

    boolean isUplink(InterfaceName device) {
        return uplinks.containsKey(device);
    }
}
