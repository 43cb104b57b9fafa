package dev.ftr.model;

import java.util.Comparator;
import java.util.Optional;

/**
 * One way out of a route.
 *
 * @param gateway none on a point-to-point device
 * @param realm the kernel's note on packets that take this way, by which chains can tell it from others over the same device;
 *     0 to 65535, 0 for none
 */
public record Nexthop(Optional<IpAddress> gateway, InterfaceName device, Weight weight, int realm)
        implements Comparable<Nexthop> {
    private static final Comparator<Nexthop> ORDER = Order.by(
            Nexthop::device, n -> n.gateway.map(IpAddress::toString).orElse(""), Nexthop::weight, Nexthop::realm);

    public Nexthop {
        if (realm < 0 || realm > 0xffff)
            throw new IllegalArgumentException("realm %d is not within 0..65535".formatted(realm));
    }

    public Nexthop(Optional<IpAddress> gateway, InterfaceName device, Weight weight) {
        this(gateway, device, weight, 0);
    }

    public static Nexthop via(IpAddress gateway, InterfaceName device, Weight weight) {
        return new Nexthop(Optional.of(gateway), device, weight);
    }

    public Nexthop withWeight(Weight other) {
        return new Nexthop(gateway, device, other, realm);
    }

    @Override
    public int compareTo(Nexthop other) {
        return ORDER.compare(this, other);
    }
}
