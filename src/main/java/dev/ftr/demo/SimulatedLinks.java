package dev.ftr.demo;

import dev.ftr.model.InterfaceName;
import dev.ftr.model.IpAddress;
import dev.ftr.model.Link;
import dev.ftr.model.Link.LinkAddress;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** The interfaces. */
final class SimulatedLinks {
    private final SortedMap<InterfaceName, Link> links;

    SimulatedLinks() {
        this(new TreeMap<>());
    }

    private SimulatedLinks(SortedMap<InterfaceName, Link> links) {
        this.links = links;
    }

    SimulatedLinks copy() {
        return new SimulatedLinks(new TreeMap<>(links));
    }

    SortedMap<InterfaceName, Link> byName() {
        return links;
    }

    Optional<Link> find(InterfaceName name) {
        return Optional.ofNullable(links.get(name));
    }

    /** The link, which must be there: a scenario that names another one is wrong. */
    Link get(InterfaceName name) {
        return find(name).orElseThrow(() -> new IllegalArgumentException("Cannot find device \"%s\"".formatted(name)));
    }

    void put(Link link) {
        links.put(link.name(), link);
    }

    void remove(InterfaceName name) {
        links.remove(get(name).name());
    }

    void setAdmin(InterfaceName name, boolean up) {
        Link link = get(name);
        put(new Link(name, up, link.carrier(), link.addresses()));
    }

    void setCarrier(InterfaceName name, boolean carrier) {
        Link link = get(name);
        put(new Link(name, link.adminUp(), carrier, link.addresses()));
    }

    void addAddress(InterfaceName name, LinkAddress address) {
        Link link = get(name);
        List<LinkAddress> addresses = new ArrayList<>(link.addresses());
        addresses.add(address);
        put(new Link(name, link.adminUp(), link.carrier(), addresses));
    }

    LinkAddress removeAddress(InterfaceName name, IpAddress local) {
        Link link = get(name);
        LinkAddress address = link.addresses().stream()
                .filter(a -> a.local().equals(local))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("%s has no address %s".formatted(name, local)));
        List<LinkAddress> addresses = new ArrayList<>(link.addresses());
        addresses.remove(address);
        put(new Link(name, link.adminUp(), link.carrier(), addresses));
        return address;
    }

    /**
     * Whether routes over this device are alive. Switched off, or without its last address, their nexthops are dead
     * (fib_disable_ip in net/ipv4/fib_frontend.c).
     */
    boolean alive(InterfaceName name) {
        return find(name).filter(l -> l.adminUp() && !l.addresses().isEmpty()).isPresent();
    }

    boolean isLocal(IpAddress address) {
        return links.values().stream()
                .flatMap(l -> l.addresses().stream())
                .anyMatch(a -> a.local().equals(address));
    }
}
