package dev.ftr.scenario;

import dev.ftr.config.Choice;
import dev.ftr.config.Choice.Otherwise;
import dev.ftr.config.Policy;
import dev.ftr.config.PortForward;
import dev.ftr.config.RouterConfig;
import dev.ftr.config.RouterConfig.Numbering;
import dev.ftr.config.SourceRewrite;
import dev.ftr.config.Traffic;
import dev.ftr.config.Uplink;
import dev.ftr.model.Cidr;
import dev.ftr.model.Family;
import dev.ftr.model.IpProtocol;
import dev.ftr.model.PortRange;
import dev.ftr.model.UplinkId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ArbitrarySupplier;
import net.jqwik.api.Combinators;
import net.jqwik.api.Tuple;

/**
 * Scenarios of routers that also say where traffic goes, and change some of it. Tables and marks keep their numbers; the
 * uplinks, priorities and healths change as in {@link Scenarios}.
 */
public final class Traffics implements ArbitrarySupplier<Scenario> {
    /** More ports than one match of the kernel holds. */
    private static final List<PortRange> MANY_PORTS = IntStream.rangeClosed(21, 45)
            .mapToObj(p -> PortRange.single(2 * p + 1))
            .toList();

    @Override
    public Arbitrary<Scenario> get() {
        return Combinators.combine(new Scenarios().get(), drafts(), drafts(), edits(), extras(), extras())
                .as((scenario, before, more, edits, extra, other) -> {
                    RouterConfig first = with(scenario.before(), before, extra, Optional.empty());
                    List<Draft> after = edited(before, more, edits);
                    return new Scenario(
                            first,
                            with(
                                    scenario.after(),
                                    after,
                                    edits.getFirst() % 2 == 0 ? extra : other,
                                    Optional.of(first.numbering())),
                            scenario.healthBefore(),
                            scenario.healthAfter(),
                            scenario.conditions(),
                            List.of());
                });
    }

    /** The scenario's uplinks, and where traffic goes. */
    private static RouterConfig with(
            RouterConfig config, List<Draft> policies, Extra extra, Optional<Numbering> fixed) {
        Numbering own = config.numbering();
        Numbering numbering = new Numbering(
                fixed.map(Numbering::baseTable)
                        .orElse(own.baseTable() > 60 && own.baseTable() < 256 ? 300 : own.baseTable()),
                own.basePriority(),
                fixed.map(Numbering::baseFwmark).orElse(own.fwmarkMask() == 0x7f ? 1 : own.baseFwmark()),
                fixed.map(Numbering::fwmarkMask).orElse(own.fwmarkMask() == 0x7f ? 0xff : own.fwmarkMask()),
                own.routeProtocol());
        List<Uplink> uplinks =
                config.uplinks().stream().map(u -> renumbered(u, numbering)).toList();
        List<Policy> steered = new ArrayList<>();
        for (Draft draft : policies) steered.add(draft.policy("p" + steered.size(), uplinks));
        return new RouterConfig(
                uplinks,
                config.downlinks(),
                extra.traffic(steered, uplinks),
                config.recordProbes(),
                config.log(),
                config.email(),
                numbering);
    }

    private static Uplink renumbered(Uplink uplink, Numbering numbering) {
        return Configs.uplink(
                numbering,
                uplink.id().value(),
                Integer.parseInt(uplink.device().value().substring(3)),
                uplink.addressing() instanceof Uplink.Addressing.PointToPoint,
                uplink.priorityGroup(),
                uplink.weight().value());
    }

    private static List<Draft> edited(List<Draft> before, List<Draft> more, List<Integer> edits) {
        List<Draft> after = new ArrayList<>();
        for (int i = 0; i < before.size(); i++) {
            Draft same = before.get(i);
            Draft other = more.isEmpty() ? same : more.get(i % more.size());
            switch (edits.get(i)) {
                case 0 -> {}
                case 1 -> after.add(new Draft(same.selector(), other.uplinks(), other.balance(), other.reject()));
                case 2 -> after.add(new Draft(other.selector(), same.uplinks(), same.balance(), same.reject()));
                case 3 -> after.addFirst(same);
                case 4 -> after.addAll(more);
                default -> after.add(same);
            }
        }
        return after;
    }

    /** A policy that a config may get; its uplinks by their place in whatever uplinks there are. */
    private record Draft(Policy.Selector selector, List<Integer> uplinks, boolean balance, boolean reject) {
        Policy policy(String name, List<Uplink> all) {
            List<UplinkId> ids = uplinks.stream()
                    .map(i -> all.get(i % all.size()).id())
                    .distinct()
                    .toList();
            Otherwise otherwise = reject ? Otherwise.REJECT : Otherwise.ANY;
            return new Policy(
                    name, selector, balance ? new Choice.Balance(ids, otherwise) : new Choice.First(ids, otherwise));
        }
    }

    private static Arbitrary<List<Draft>> drafts() {
        return Combinators.combine(
                        selectors(),
                        Arbitraries.integers().between(0, 7).list().ofMinSize(1).ofMaxSize(3),
                        Arbitraries.of(true, false),
                        Arbitraries.of(true, true, false))
                .as(Draft::new)
                .list()
                .ofMaxSize(6);
    }

    private static Arbitrary<Policy.Selector> selectors() {
        Arbitrary<List<Cidr>> from = Arbitraries.of(List.of(), blocks("192.168.7.10/32"), blocks("192.168.7.0/24"));
        Arbitrary<List<Cidr>> to =
                Arbitraries.of(List.of(), blocks("203.0.113.0/24"), blocks("203.0.113.9/32", "198.51.100.0/25"));
        Arbitrary<List<IpProtocol>> protocols =
                Arbitraries.of(List.of(), List.of(IpProtocol.TCP), List.of(IpProtocol.ICMP), List.of(IpProtocol.UDP));
        Arbitrary<List<PortRange>> ports =
                Arbitraries.of(List.of(), List.of(PortRange.single(443)), List.of(new PortRange(1, 1000)), MANY_PORTS);
        return Combinators.combine(from, to, protocols, ports, Arbitraries.of(true, false), Arbitraries.of(0, 0, 0, 1))
                .as((sources, destinations, protocol, port, in, own) -> new Policy.Selector(
                        sources,
                        destinations,
                        protocol,
                        protocol.contains(IpProtocol.ICMP) ? List.of() : port,
                        List.of(),
                        in && own == 0 ? Optional.of(Configs.LAN) : Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        own == 1));
    }

    private static Arbitrary<List<Integer>> edits() {
        return Arbitraries.integers().between(0, 9).list().ofSize(6);
    }

    /** What a config says beside policies, each thing or not. */
    private record Extra(
            boolean forwards, boolean rewrites, boolean noNat, boolean bypass, boolean firewall, boolean stay) {
        Traffic traffic(List<Policy> policies, List<Uplink> uplinks) {
            UplinkId first = uplinks.getFirst().id();
            return new Traffic(
                    policies,
                    forwards
                            ? List.of(new PortForward(
                                    Optional.empty(),
                                    List.of(IpProtocol.TCP, IpProtocol.UDP),
                                    new PortRange(8000, 8010),
                                    Optional.empty(),
                                    Configs.CLIENT,
                                    Optional.of(new PortRange(7000, 7010))))
                            : List.of(),
                    rewrites
                            ? List.of(new SourceRewrite(blocks("192.168.7.11/32"), first, Configs.ip("198.18.99.3")))
                            : List.of(),
                    noNat ? blocks("192.168.8.0/24") : List.of(),
                    bypass ? blocks("10.9.0.0/16") : List.of(),
                    firewall,
                    stay ? Optional.of(Duration.ofMinutes(5)) : Optional.empty());
        }
    }

    private static Arbitrary<Extra> extras() {
        Arbitrary<Boolean> some = Arbitraries.frequency(Tuple.of(3, false), Tuple.of(1, true));
        return Combinators.combine(some, some, some, some, some, some).as(Extra::new);
    }

    private static List<Cidr> blocks(String... blocks) {
        return java.util.Arrays.stream(blocks)
                .map(b -> Cidr.parse(b, Family.IPV4))
                .toList();
    }
}
