package dev.ftr.model;

import java.util.Comparator;
import java.util.Optional;

/** One way out of a route: a gateway (none on a point-to-point device), the device, and its share. */
public record Nexthop(Optional<IpAddress> gateway, InterfaceName device, Weight weight) implements Comparable<Nexthop> {
    private static final Comparator<Nexthop> ORDER = Comparator.comparing(Nexthop::device)
            .thenComparing(n -> n.gateway.map(IpAddress::toString).orElse(""))
            .thenComparing(Nexthop::weight);

    public static Nexthop via(IpAddress gateway, InterfaceName device, Weight weight) {
        return new Nexthop(Optional.of(gateway), device, weight);
    }

    public Nexthop withWeight(Weight other) {
        return new Nexthop(gateway, device, other);
    }

    @Override
    public int compareTo(Nexthop other) {
        return ORDER.compare(this, other);
    }
}
