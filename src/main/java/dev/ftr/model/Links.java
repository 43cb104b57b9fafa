package dev.ftr.model;

import java.util.Collections;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * All network interfaces as they are now.
 *
 * @param routedNeighbours pairs of gateway and device that the kernel reaches directly through a route of its own (a host
 *     route, say) although no address of the device has them in its network
 * @param stations the Ethernet addresses of gateways, as far as they were asked for and are known
 * @param leases what DHCP clients have learnt, of the interfaces that were asked about
 */
public record Links(
        SortedMap<InterfaceName, Link> byName,
        Set<Neighbour> routedNeighbours,
        Map<Neighbour, MacAddress> stations,
        SortedMap<InterfaceName, Lease> leases) {
    public static final Links NONE = new Links(new TreeMap<>(), Set.of());

    public Links {
        byName = Collections.unmodifiableSortedMap(new TreeMap<>(byName));
        routedNeighbours = Set.copyOf(routedNeighbours);
        stations = Map.copyOf(stations);
        leases = Collections.unmodifiableSortedMap(new TreeMap<>(leases));
    }

    public Links(
            SortedMap<InterfaceName, Link> byName,
            Set<Neighbour> routedNeighbours,
            Map<Neighbour, MacAddress> stations) {
        this(byName, routedNeighbours, stations, new TreeMap<>());
    }

    public Links(SortedMap<InterfaceName, Link> byName, Set<Neighbour> routedNeighbours) {
        this(byName, routedNeighbours, Map.of());
    }

    public static Links of(Map<InterfaceName, Link> byName) {
        return new Links(new TreeMap<>(byName), Set.of());
    }

    public Optional<Link> find(InterfaceName name) {
        return Optional.ofNullable(byName.get(name));
    }

    public Optional<Lease> lease(InterfaceName name) {
        return Optional.ofNullable(leases.get(name));
    }

    /** Whether the kernel reaches this gateway directly over this device. */
    public boolean reaches(IpAddress gateway, InterfaceName device) {
        return find(device).filter(link -> link.isOnNetwork(gateway)).isPresent()
                || routedNeighbours.contains(new Neighbour(gateway, device));
    }

    /** Whether the router itself has this address, on any interface. */
    public boolean hasAddress(IpAddress address) {
        return byName.values().stream()
                .anyMatch(l -> l.addresses().stream().anyMatch(a -> a.local().equals(address)));
    }

    /** A gateway as seen from a device. */
    public record Neighbour(IpAddress gateway, InterfaceName device) {}
}
