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

    /** A packet that comes in by a device and is for somebody else: of a connection to a web server. */
    public Set<PacketFate> forward(InterfaceName in, IpAddress source, IpAddress destination, Connection connection) {
        return forward(in, Headers.web(Optional.of(source), destination), connection);
    }

    /** A packet that comes in by a device and is for somebody else. */
    public Set<PacketFate> forward(InterfaceName in, Headers packet, Connection connection) {
        ChainWalk chains = new ChainWalk(state, Optional.of(in), packet, 0, connection);
        chains.through(FirewallTable.MANGLE, "PREROUTING");
        chains.through(FirewallTable.NAT, "PREROUTING");
        chains.redirect();
        IpAddress destination = chains.headers().destination();
        if (state.links().isLocal(destination))
            return Set.of(new PacketFate.Delivered(chains.connection().seen()));
        if (!state.isOn(Sysctl.IP_FORWARD)) return Set.of(new PacketFate.NotForwarded());
        Question question = new Question(packet.source(), destination, chains.mark(), Optional.empty());
        Optional<Route> route = lookup.route(question);
        return route.<Set<PacketFate>>map(r -> take(r, question, chains)).orElse(Set.of(new PacketFate.NoRoute()));
    }

    /**
     * A packet of the router itself, of a connection to a web server.
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
        return send(Headers.web(source, destination), mark, device, connection);
    }

    /** A packet of the router itself; its source is what the program's socket is bound to, if it is. */
    public Set<PacketFate> send(Headers packet, int mark, Optional<InterfaceName> device, Connection connection) {
        if (state.links().isLocal(packet.destination())) return Set.of(new PacketFate.Delivered(connection.seen()));
        Question first = new Question(packet.source(), packet.destination(), mark, device);
        Optional<Route> route = lookup.route(first);
        if (device.isPresent()
                && !route.map(Route::action).filter(Unicast.class::isInstance).isPresent())
            return neighbourOf(device.get(), packet, mark, connection);
        if (route.isEmpty()) return Set.of(new PacketFate.NoRoute());
        if (!(route.get().action() instanceof Unicast unicast)) return Set.of(new PacketFate.Unreachable());
        Set<PacketFate> fates = new LinkedHashSet<>();
        for (Nexthop nexthop : lookup.usable(unicast, first))
            fates.addAll(sendOver(nexthop, unicast, packet, first, connection));
        return fates;
    }

    private Set<PacketFate> sendOver(
            Nexthop nexthop, Unicast route, Headers packet, Question first, Connection connection) {
        Optional<IpAddress> source = first.source().or(route::source).or(() -> firstAddress(nexthop.device()));
        if (source.isEmpty()) return Set.of(new PacketFate.NoRoute());
        ChainWalk chains =
                new ChainWalk(state, Optional.empty(), packet.withSource(source.get()), first.mark(), connection);
        chains.routed(nexthop);
        chains.through(FirewallTable.MANGLE, "OUTPUT");
        chains.through(FirewallTable.NAT, "OUTPUT");
        if (chains.mark() == first.mark()) return Set.of(leave(nexthop, chains));
        // ip_route_me_harder in net/ipv4/netfilter.c: a changed mark is routed once more, with the source it has.
        Question again = new Question(source, first.destination(), chains.mark(), first.device());
        return lookup.route(again)
                .<Set<PacketFate>>map(r -> take(r, again, chains))
                .orElse(Set.of(new PacketFate.NoRoute()));
    }

    /** Without a route, what is bound to a device seeks its destination there (ip_route_output_key_hash_rcu). */
    private Set<PacketFate> neighbourOf(InterfaceName device, Headers packet, int mark, Connection connection) {
        Optional<IpAddress> source = packet.source().or(() -> firstAddress(device));
        if (!state.links().alive(device) || source.isEmpty()) return Set.of(new PacketFate.NoRoute());
        ChainWalk chains = new ChainWalk(state, Optional.empty(), packet.withSource(source.get()), mark, connection);
        Nexthop nexthop = new Nexthop(Optional.empty(), device, Weight.ONE);
        chains.routed(nexthop);
        chains.through(FirewallTable.MANGLE, "OUTPUT");
        chains.through(FirewallTable.NAT, "OUTPUT");
        return Set.of(leave(nexthop, chains));
    }

    private Set<PacketFate> take(Route route, Question question, ChainWalk chains) {
        return switch (route.action()) {
            case RouteAction.Unreachable() -> Set.of(new PacketFate.Unreachable());
            case RouteAction.Foreign foreign -> Set.of(new PacketFate.NoRoute());
            case Unicast unicast -> {
                Set<PacketFate> fates = new LinkedHashSet<>();
                for (Nexthop nexthop : lookup.usable(unicast, question)) fates.add(leave(nexthop, chains.copy()));
                yield fates;
            }
        };
    }

    private PacketFate leave(Nexthop nexthop, ChainWalk chains) {
        chains.routed(nexthop);
        if (chains.forwarded()) {
            chains.through(FirewallTable.MANGLE, "FORWARD");
            if (!chains.through(FirewallTable.FILTER, "FORWARD")) return new PacketFate.Refused();
        }
        chains.through(FirewallTable.MANGLE, "POSTROUTING");
        chains.through(FirewallTable.NAT, "POSTROUTING");
        Connection connection = chains.connection();
        IpAddress source =
                connection.source().or(() -> chains.headers().source()).orElseThrow();
        return new Left(nexthop.device(), nexthop.gateway(), source, connection.seen());
    }

    private Optional<IpAddress> firstAddress(InterfaceName device) {
        return state.links().find(device).stream()
                .flatMap(l -> l.addresses().stream())
                .map(a -> a.local())
                .findFirst();
    }
}
