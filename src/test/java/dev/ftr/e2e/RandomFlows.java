package dev.ftr.e2e;

import dev.ftr.explain.Flow;
import dev.ftr.model.InterfaceName;
import dev.ftr.model.IpAddress;
import dev.ftr.model.IpProtocol;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Random;
import java.util.Set;

/** Random connections in a lab: of machines inside, of the router itself, and of callers outside. */
final class RandomFlows {
    private static final int FIRST_PORT = 20_000;
    private static final int PORTS = 40_000;
    private static final int STRIDE = 7919;

    private final boolean oneSwitch;
    private int made;

    RandomFlows(boolean oneSwitch) {
        this.oneSwitch = oneSwitch;
    }

    /** Who begins it, and what. */
    record Begun(String node, Flow flow) {}

    /** One that packets can be sent for. */
    Begun real(Random random) {
        String inside = pick(random, RandomRouters.INSIDE);
        String outside = pick(random, RandomRouters.OUTSIDE);
        int uplink = 1 + random.nextInt(3);
        String ours = uplink < 3 && random.nextInt(4) == 0 ? "198.18.%d.3".formatted(uplink) : Lab.source(uplink);
        return switch (random.nextInt(12)) {
            case 0, 1 -> begun(random, "router", Optional.empty(), outside, Optional.empty());
            case 2 -> begun(random, "router", Optional.of(ours), outside, Optional.empty());
            case 3, 4 -> begun(random, "internet", Optional.of(outside), ours, in(uplink));
            case 5 -> begun(random, "lan", Optional.of(inside), RandomRouters.BEHIND, lan());
            case 6 -> begun(random, "lan", Optional.of(inside), ours, lan());
            default -> begun(random, "lan", Optional.of(inside), outside, lan());
        };
    }

    /** One that can be asked for only: nobody in the lab has its sender or its destination. */
    Flow supposed(Random random) {
        int uplink = 1 + random.nextInt(3);
        String outside = pick(random, RandomRouters.OUTSIDE);
        String inside = pick(random, RandomRouters.INSIDE);
        Begun supposed =
                switch (random.nextInt(4)) {
                    case 0 -> begun(random, "", Optional.of(inside), "198.18.%d.77".formatted(uplink), lan());
                    case 1 -> begun(random, "", Optional.of(outside), inside, in(uplink));
                    case 2 -> begun(random, "", Optional.of(RandomRouters.BEHIND), outside, lan());
                    default ->
                        begun(random, "", Optional.of("198.18.%d.99".formatted(uplink)), Lab.source(uplink), in(1));
                };
        return supposed.flow();
    }

    private Begun begun(Random random, String node, Optional<String> from, String to, Optional<InterfaceName> in) {
        IpProtocol protocol = IpProtocol.parse(pick(random, List.of("tcp", "tcp", "udp", "udp", "icmp")));
        if (made == PORTS) throw new IllegalStateException("every port has been used");
        int id = FIRST_PORT + (int) ((long) made++ * STRIDE % PORTS);
        OptionalInt port = OptionalInt.of(pick(random, RandomRouters.PORTS));
        return new Begun(
                node,
                new Flow(
                        from.map(IpAddress::parse),
                        IpAddress.parse(to),
                        protocol,
                        OptionalInt.of(id),
                        protocol.hasPorts() ? port : OptionalInt.empty(),
                        in,
                        0,
                        Set.of()));
    }

    private Optional<InterfaceName> in(int uplink) {
        return Optional.of(new InterfaceName(oneSwitch ? "eth1" : "eth" + uplink));
    }

    private static Optional<InterfaceName> lan() {
        return Optional.of(new InterfaceName("eth0"));
    }

    private static <T> T pick(Random random, List<T> values) {
        return values.get(random.nextInt(values.size()));
    }
}
