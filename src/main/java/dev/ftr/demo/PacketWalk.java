package dev.ftr.demo;

import dev.ftr.demo.PacketFate.Connection;
import dev.ftr.demo.PacketFate.Left;
import dev.ftr.demo.RouteLookup.Question;
import dev.ftr.model.FirewallTable;
import dev.ftr.model.InterfaceName;
import dev.ftr.model.IpAddress;
import dev.ftr.model.Nexthop;
import dev.ftr.model.Route;
import dev.ftr.model.RouteAction;
import dev.ftr.model.RouteAction.Unicast;
import dev.ftr.model.Sysctl;
import dev.ftr.model.Weight;
import java.util.LinkedHashSet;
import java.util.Optional;
import java.util.Set;

/**
 * The ways of packets through the kernel as it was at one moment: chains, rules, tables, source NAT. Where the kernel
 * chooses by hash, every possible choice is a result.
 */
public final class PacketWalk {
    private final SimulatedState state;
    private final RouteLookup lookup;

    PacketWalk(SimulatedState state) {
        this.state = state;
        this.lookup = new RouteLookup(state);
    }

    /** A packet that comes in by a device and is for somebody else. */
    public Set<PacketFate> forward(InterfaceName in, IpAddress source, IpAddress destination, Connection connection) {
        ChainWalk chains = new ChainWalk(state, Optional.of(in), 0, connection);
        chains.through(FirewallTable.MANGLE, "PREROUTING");
        chains.through(FirewallTable.NAT, "PREROUTING");
        if (state.links().isLocal(destination)) return Set.of(new PacketFate.Delivered(seen(chains.connection())));
        if (!state.isOn(Sysctl.IP_FORWARD)) return Set.of(new PacketFate.NotForwarded());
        Question question = new Question(Optional.of(source), destination, chains.mark(), Optional.empty());
        Optional<Route> route = lookup.route(question);
        return route.<Set<PacketFate>>map(r -> take(r, question, Optional.of(in), chains))
                .orElse(Set.of(new PacketFate.NoRoute()));
    }

    /**
     * A packet of the router itself.
     *
     * @param source what the program's socket is bound to; empty: the route says it
     * @param mark that the program has set on it
     * @param device that the program's socket is bound to
     */
    public Set<PacketFate> send(
            Optional<IpAddress> source,
            IpAddress destination,
            int mark,
            Optional<InterfaceName> device,
            Connection connection) {
        if (state.links().isLocal(destination)) return Set.of(new PacketFate.Delivered(seen(connection)));
        Question first = new Question(source, destination, mark, device);
        Optional<Route> route = lookup.route(first);
        if (device.isPresent()
                && !route.map(Route::action).filter(Unicast.class::isInstance).isPresent())
            return neighbourOf(device.get(), first, connection);
        if (route.isEmpty()) return Set.of(new PacketFate.NoRoute());
        if (!(route.get().action() instanceof Unicast unicast)) return Set.of(new PacketFate.Unreachable());
        Set<PacketFate> fates = new LinkedHashSet<>();
        for (Nexthop nexthop : lookup.usable(unicast, first))
            fates.addAll(sendOver(nexthop, unicast, first, connection));
        return fates;
    }

    private Set<PacketFate> sendOver(Nexthop nexthop, Unicast route, Question first, Connection connection) {
        Optional<IpAddress> source = first.source().or(route::source).or(() -> firstAddress(nexthop.device()));
        if (source.isEmpty()) return Set.of(new PacketFate.NoRoute());
        ChainWalk chains = new ChainWalk(state, Optional.empty(), first.mark(), connection);
        chains.routed(nexthop.device(), nexthop.gateway());
        chains.through(FirewallTable.MANGLE, "OUTPUT");
        chains.through(FirewallTable.NAT, "OUTPUT");
        if (chains.mark() == first.mark()) return Set.of(leave(nexthop, source.get(), chains));
        // ip_route_me_harder in net/ipv4/netfilter.c: a changed mark is routed once more, with the source it has.
        Question again = new Question(source, first.destination(), chains.mark(), first.device());
        return lookup.route(again)
                .<Set<PacketFate>>map(r -> take(r, again, Optional.empty(), chains))
                .orElse(Set.of(new PacketFate.NoRoute()));
    }

    /** Without a route, what is bound to a device seeks its destination there (ip_route_output_key_hash_rcu). */
    private Set<PacketFate> neighbourOf(InterfaceName device, Question question, Connection connection) {
        Optional<IpAddress> source = question.source().or(() -> firstAddress(device));
        if (!state.links().alive(device) || source.isEmpty()) return Set.of(new PacketFate.NoRoute());
        ChainWalk chains = new ChainWalk(state, Optional.empty(), question.mark(), connection);
        Nexthop nexthop = new Nexthop(Optional.empty(), device, Weight.ONE);
        chains.routed(device, Optional.empty());
        chains.through(FirewallTable.MANGLE, "OUTPUT");
        chains.through(FirewallTable.NAT, "OUTPUT");
        return Set.of(leave(nexthop, source.get(), chains));
    }

    private Set<PacketFate> take(Route route, Question question, Optional<InterfaceName> in, ChainWalk chains) {
        return switch (route.action()) {
            case RouteAction.Unreachable() -> Set.of(new PacketFate.Unreachable());
            case RouteAction.Foreign foreign -> Set.of(new PacketFate.NoRoute());
            case Unicast unicast -> {
                Set<PacketFate> fates = new LinkedHashSet<>();
                for (Nexthop nexthop : lookup.usable(unicast, question))
                    fates.add(leave(
                            nexthop,
                            question.source().orElseThrow(),
                            new ChainWalk(state, in, chains.mark(), chains.connection())));
                yield fates;
            }
        };
    }

    private PacketFate leave(Nexthop nexthop, IpAddress source, ChainWalk chains) {
        chains.routed(nexthop.device(), nexthop.gateway());
        if (chains.forwarded()) chains.through(FirewallTable.MANGLE, "FORWARD");
        chains.through(FirewallTable.MANGLE, "POSTROUTING");
        chains.through(FirewallTable.NAT, "POSTROUTING");
        Connection connection = chains.connection();
        return new Left(nexthop.device(), nexthop.gateway(), connection.source().orElse(source), seen(connection));
    }

    private Optional<IpAddress> firstAddress(InterfaceName device) {
        return state.links().find(device).stream()
                .flatMap(l -> l.addresses().stream())
                .map(a -> a.local())
                .findFirst();
    }

    private static Connection seen(Connection connection) {
        return new Connection(true, connection.mark(), connection.source());
    }
}
