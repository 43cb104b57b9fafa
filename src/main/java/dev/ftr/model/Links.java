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
 */
public record Links(
        SortedMap<InterfaceName, Link> byName, Set<Neighbour> routedNeighbours, Map<Neighbour, MacAddress> stations) {
    public static final Links NONE = new Links(new TreeMap<>(), Set.of());

    public Links {
        byName = Collections.unmodifiableSortedMap(new TreeMap<>(byName));
        routedNeighbours = Set.copyOf(routedNeighbours);
        stations = Map.copyOf(stations);
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

    /** Whether the router itself has this address, on any interface. */
    public boolean hasAddress(IpAddress address) {
        return byName.values().stream()
                .anyMatch(l -> l.addresses().stream().anyMatch(a -> a.local().equals(address)));
    }

    /** A gateway as seen from a device. */
    public record Neighbour(IpAddress gateway, InterfaceName device) {}
}
