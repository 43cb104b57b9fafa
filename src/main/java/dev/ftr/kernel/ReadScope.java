package dev.ftr.kernel;

import dev.ftr.model.FirewallTable;
import dev.ftr.model.FwMark;
import dev.ftr.model.InterfaceName;
import dev.ftr.model.IpAddress;
import dev.ftr.model.Links.Neighbour;
import dev.ftr.model.Sysctl;
import dev.ftr.model.TableId;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * What to read: never more than can be ours, so that a router with a million foreign routes costs nothing extra.
 *
 * @param tables tables to read whole; besides them, routes of ours are read in every table that a rule of ours looks up
 * @param everywhere look for routes of ours in all other tables as well. The kernel walks every route for this, some 100 ms
 *     for a million, beside the other questions
 * @param protocol our protocol number, 1 to 255
 * @param gateways asked: does the kernel reach this gateway directly over this device?
 * @param leases interfaces of which is asked what a DHCP client has learnt. The kernel walks every route for this too
 * @param stations gateways whose Ethernet address is asked for, each with the mark that our rule about it sets
 * @param somewhere an address on the internet, asked: which route of which table would it take now?
 * @param firewall tables of iptables to read. A failover changes nothing there and need not wait for it
 * @param leftovers tables of iptables in which there is nothing of ours but what another config left; not to be able to read
 *     them is no problem
 * @param sets names of ipsets, asked: which of them are missing?
 */
public record ReadScope(
        SortedSet<TableId> tables,
        boolean everywhere,
        int protocol,
        List<Sysctl> sysctls,
        Set<Neighbour> gateways,
        SortedSet<InterfaceName> leases,
        Map<Neighbour, FwMark> stations,
        Optional<IpAddress> somewhere,
        Set<FirewallTable> firewall,
        Set<FirewallTable> leftovers,
        Set<String> sets) {
    public ReadScope {
        sets = Set.copyOf(sets);
        firewall = Set.copyOf(firewall);
        leftovers = Set.copyOf(leftovers);
        tables = Collections.unmodifiableSortedSet(new TreeSet<>(tables));
        sysctls = List.copyOf(sysctls);
        gateways = Set.copyOf(gateways);
        leases = Collections.unmodifiableSortedSet(new TreeSet<>(leases));
        stations = Map.copyOf(stations);
    }

    /** Whether it is the look at all that is ours and nothing else, which is made again and again. */
    boolean isGlance() {
        return everywhere && tables.isEmpty();
    }

    /** Without a look at stations, leases and sets. */
    public ReadScope(
            SortedSet<TableId> tables,
            boolean everywhere,
            int protocol,
            List<Sysctl> sysctls,
            Set<Neighbour> gateways,
            Optional<IpAddress> somewhere,
            Set<FirewallTable> firewall,
            Set<FirewallTable> leftovers) {
        this(
                tables,
                everywhere,
                protocol,
                sysctls,
                gateways,
                new TreeSet<>(),
                Map.of(),
                somewhere,
                firewall,
                leftovers,
                Set.of());
    }
}
