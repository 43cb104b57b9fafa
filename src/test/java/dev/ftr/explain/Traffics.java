package dev.ftr.explain;

import dev.ftr.config.Choice;
import dev.ftr.config.Policy;
import dev.ftr.config.PortForward;
import dev.ftr.config.RouterConfig;
import dev.ftr.config.SourceRewrite;
import dev.ftr.config.Traffic;
import dev.ftr.config.Uplink;
import dev.ftr.desired.Choices;
import dev.ftr.model.Cidr;
import dev.ftr.model.Family;
import dev.ftr.model.InterfaceName;
import dev.ftr.model.IpAddress;
import dev.ftr.model.IpProtocol;
import dev.ftr.model.PortRange;
import dev.ftr.model.UplinkId;
import dev.ftr.scenario.Configs;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Random;
import java.util.Set;
import java.util.stream.IntStream;

/** Random things that an administrator says about traffic, and random flows that have to do with them. */
final class Traffics {
    private static final List<String> INSIDE = List.of("192.168.7.10", "192.168.7.11", "192.168.7.20", "10.9.0.5");
    private static final List<String> OUTSIDE = List.of("203.0.113.9", "203.0.113.200", "198.51.100.7", "192.0.2.66");
    private static final List<Integer> PORTS = List.of(25, 53, 443, 5060, 12000);

    private final Random random;
    private final RouterConfig config;

    Traffics(Random random, RouterConfig config) {
        this.random = random;
        this.config = config;
    }

    /** The same router with policies, forwarded ports and the rest. */
    RouterConfig enriched() {
        return new RouterConfig(
                config.uplinks(),
                config.downlinks(),
                new Traffic(
                        some(hasRoomForChoices() ? 5 : 0, this::policy),
                        some(3, this::forward),
                        some(
                                2,
                                () -> new SourceRewrite(
                                        List.of(block(INSIDE)), uplink().id(), IpAddress.parse("198.18.99.9"))),
                        some(1, () -> block(INSIDE)),
                        some(2, () -> block(OUTSIDE)),
                        random.nextBoolean(),
                        Optional.empty()),
                config.recordProbes(),
                config.log(),
                config.email(),
                config.numbering());
    }

    private boolean hasRoomForChoices() {
        try {
            return config.numbering().choiceMark(Choices.COUNT - 1).value() != 0;
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    private interface One<T> {
        T make();
    }

    private <T> List<T> some(int most, One<T> one) {
        return IntStream.range(0, random.nextInt(most + 1))
                .mapToObj(i -> one.make())
                .toList();
    }

    private Policy policy() {
        List<UplinkId> ids = new ArrayList<>(config.uplinks().stream()
                .filter(u -> random.nextInt(3) > 0)
                .map(Uplink::id)
                .toList());
        if (ids.isEmpty()) ids.add(uplink().id());
        Choice.Otherwise otherwise = random.nextBoolean() ? Choice.Otherwise.ANY : Choice.Otherwise.REJECT;
        boolean own = random.nextInt(3) == 0;
        Policy.Selector selector = new Policy.Selector(
                some(1, () -> block(INSIDE)),
                some(2, () -> block(OUTSIDE)),
                some(2, () -> pick(List.of(IpProtocol.TCP, IpProtocol.UDP))).stream()
                        .distinct()
                        .toList(),
                some(2, this::range),
                List.of(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                own);
        return new Policy(
                "policy" + random.nextInt(1000),
                selector,
                random.nextBoolean() ? new Choice.First(ids, otherwise) : new Choice.Balance(ids, otherwise));
    }

    private PortForward forward() {
        return new PortForward(
                random.nextBoolean() ? Optional.empty() : Optional.of(uplink().id()),
                List.of(pick(List.of(IpProtocol.TCP, IpProtocol.UDP))),
                range(),
                Optional.empty(),
                address(INSIDE.subList(0, 3)),
                random.nextBoolean() ? Optional.empty() : Optional.of(PortRange.single(8443)));
    }

    private PortRange range() {
        int first = pick(PORTS);
        return random.nextBoolean() ? PortRange.single(first) : new PortRange(first, first + 2000);
    }

    /** From inside, from outside, or of the router itself. */
    Flow flow() {
        IpProtocol protocol = pick(List.of(IpProtocol.TCP, IpProtocol.UDP, IpProtocol.ICMP));
        OptionalInt port = protocol.hasPorts() ? OptionalInt.of(pick(PORTS)) : OptionalInt.empty();
        OptionalInt sourcePort = protocol.hasPorts() ? OptionalInt.of(40_000) : OptionalInt.empty();
        Uplink uplink = uplink();
        IpAddress outer =
                Configs.address(Integer.parseInt(uplink.device().value().substring(3)));
        Optional<InterfaceName> in;
        Optional<IpAddress> from;
        IpAddress to = address(OUTSIDE);
        switch (random.nextInt(4)) {
            case 0 -> {
                in = Optional.empty();
                from = random.nextBoolean() ? Optional.empty() : Optional.of(outer);
            }
            case 1 -> {
                in = Optional.of(uplink.device());
                from = Optional.of(address(OUTSIDE));
                to = random.nextInt(4) == 0 ? address(INSIDE) : outer;
            }
            default -> {
                in = Optional.of(Configs.LAN);
                from = Optional.of(address(INSIDE));
                if (random.nextInt(4) == 0) to = outer;
                if (random.nextInt(8) == 0) to = address(INSIDE);
            }
        }
        return new Flow(from, to, protocol, sourcePort, port, in, 0, Set.of());
    }

    private Uplink uplink() {
        return pick(config.uplinks());
    }

    private Cidr block(List<String> addresses) {
        return new Cidr(address(addresses), pick(List.of(24, 28, 32)));
    }

    private IpAddress address(List<String> texts) {
        IpAddress address = IpAddress.parse(pick(texts));
        if (address.family() != Family.IPV4) throw new AssertionError(address);
        return address;
    }

    private <T> T pick(List<T> values) {
        return values.get(random.nextInt(values.size()));
    }
}
