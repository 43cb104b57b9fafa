package dev.ftr.explain;

import dev.ftr.config.RouterConfig;
import dev.ftr.explain.Routing.Answer;
import dev.ftr.model.FirewallTable;
import dev.ftr.model.InterfaceName;
import dev.ftr.model.IpAddress;
import dev.ftr.model.Link;
import dev.ftr.model.Link.LinkAddress;
import dev.ftr.model.Nexthop;
import dev.ftr.model.Sysctl;
import dev.ftr.model.UplinkId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** All ways of the first packet of a connection through one world. Where the kernel chooses by hash, ways part. */
final class FlowWalk {
    private final RouterConfig config;
    private final World world;
    private final ReplyWalk replies;
    private final List<Journey> journeys = new ArrayList<>();

    private FlowWalk(RouterConfig config, World world) {
        this.config = config;
        this.world = world;
        this.replies = new ReplyWalk(config, world);
    }

    static List<Journey> of(Flow flow, RouterConfig config, World world) {
        FlowWalk walk = new FlowWalk(config, world);
        if (flow.comesIn()) walk.comeIn(Packet.of(flow));
        else walk.begin(Packet.of(flow));
        return walk.journeys;
    }

    private void comeIn(Packet packet) {
        Trail trail = new Trail();
        ChainPass chains = new ChainPass(world, trail, packet);
        if (!chains.through(FirewallTable.MANGLE, "PREROUTING") || !chains.through(FirewallTable.NAT, "PREROUTING")) {
            end(1, trail, new Fate.Refused());
            return;
        }
        Packet entered = chains.packet();
        if (!mayComeFromThere(entered, trail)) end(1, trail, new Fate.Refused());
        else if (world.isOurs(entered.destination())) arrive(1, trail, entered);
        else if (!world.isOn(Sysctl.IP_FORWARD)) end(1, trail, new Fate.NotForwarded());
        else route(1, trail, entered);
    }

    private boolean mayComeFromThere(Packet packet, Trail trail) {
        InterfaceName device = packet.in().orElseThrow();
        IpAddress sender = packet.source().orElseThrow();
        if (!world.isOurs(sender)) {
            if (new Routing(world, Question.back(packet, sender), new Trail()).answer() instanceof Answer.Over)
                return true;
            if (!world.state().sysctls().containsKey(Sysctl.rpFilter(device))) {
                trail.add(new Doubt.MayLackWayBack(device, sender));
                return true;
            }
            if (!world.isOn(Sysctl.rpFilter(device))) return true;
        }
        trail.add(new Step.NoWayBack(device, sender));
        return false;
    }

    private void arrive(double share, Trail trail, Packet packet) {
        ChainPass chains = new ChainPass(world, trail, packet);
        boolean accepted =
                chains.through(FirewallTable.MANGLE, "INPUT") && chains.through(FirewallTable.FILTER, "INPUT");
        end(
                share,
                trail,
                accepted
                        ? new Fate.Arrives(
                                packet.destination(), packet.port(), replies.to(chains.packet(), Optional.empty()))
                        : new Fate.Refused());
    }

    /** Of the router itself: routed first, then marked, and if that changed the mark, routed again with the source it has. */
    private void begin(Packet packet) {
        Trail first = new Trail();
        if (world.isOurs(packet.destination())) {
            arrive(1, first, packet);
            return;
        }
        Answer answer = new Routing(world, Question.about(packet), first).answer();
        if (!(answer instanceof Answer.Over(var route, var usable))) {
            end(1, first, without(answer));
            return;
        }
        for (Nexthop nexthop : usable) {
            Trail trail = first.fork();
            Optional<IpAddress> source = packet.source().or(route::source).or(() -> addressOf(nexthop, packet));
            ChainPass chains = new ChainPass(world, trail, packet.from(source).over(nexthop));
            double share = share(nexthop, usable);
            boolean passed = chains.through(FirewallTable.MANGLE, "OUTPUT")
                    && chains.through(FirewallTable.NAT, "OUTPUT")
                    && chains.through(FirewallTable.FILTER, "OUTPUT");
            Packet marked = chains.packet();
            // ip_route_me_harder in net/ipv4/netfilter.c
            boolean again = marked.mark() != packet.mark() || marked.redirected();
            if (!passed) end(share, trail, new Fate.Refused());
            else if (again && world.isOurs(marked.destination())) arrive(share, trail, marked);
            else if (again) reroute(share, trail, marked);
            else leave(share, trail, marked);
        }
    }

    private void reroute(double share, Trail trail, Packet packet) {
        trail.steps().removeIf(s -> s instanceof Step.Ruled || s instanceof Step.Routed);
        route(share, trail, packet);
    }

    private void route(double share, Trail trail, Packet packet) {
        // Without what was decided before, that the walk through the rules may begin anew.
        Trail looked = new Trail();
        Answer answer = new Routing(world, Question.about(packet), looked).answer();
        looked.steps().forEach(trail::add);
        looked.doubts().forEach(trail::add);
        if (!(answer instanceof Answer.Over(var route, var usable))) {
            end(share, trail, without(answer));
            return;
        }
        for (Nexthop nexthop : usable) leave(share * share(nexthop, usable), trail.fork(), packet.over(nexthop));
    }

    private void leave(double share, Trail trail, Packet packet) {
        ChainPass chains = new ChainPass(world, trail, packet);
        boolean passed = packet.in().isEmpty()
                || (chains.through(FirewallTable.MANGLE, "FORWARD") && chains.through(FirewallTable.FILTER, "FORWARD"));
        if (!passed
                || !chains.through(FirewallTable.MANGLE, "POSTROUTING")
                || !chains.through(FirewallTable.NAT, "POSTROUTING")) {
            end(share, trail, new Fate.Refused());
            return;
        }
        Packet left = chains.packet();
        Nexthop way = left.out().orElseThrow();
        Optional<UplinkId> uplink = replies.uplinkOf(way);
        // Who is called from inside answers by the way that the connection has, without asking.
        Optional<Reply> reply = uplink.isPresent() ? Optional.empty() : replies.to(left, Optional.of(way.device()));
        end(
                share,
                trail,
                new Fate.Leaves(
                        uplink,
                        way.device(),
                        way.gateway(),
                        left.rewritten().or(left::source),
                        left.destination(),
                        left.port(),
                        reply));
    }

    private static Fate without(Answer answer) {
        return switch (answer) {
            case Answer.Refused() -> new Fate.Refused();
            case Answer.Nothing() -> new Fate.NoRoute();
            case Answer.OutOfSight() -> new Fate.OutOfSight();
            case Answer.Over over -> throw new IllegalArgumentException("there is a way: " + over);
        };
    }

    private static double share(Nexthop nexthop, List<Nexthop> among) {
        double all = among.stream().mapToInt(n -> n.weight().value()).sum();
        return nexthop.weight().value() / all;
    }

    private void end(double share, Trail trail, Fate fate) {
        Journey journey = new Journey(share, trail.steps(), PolicyName.of(config, trail.steps()), trail.doubts(), fate);
        for (int i = 0; i < journeys.size(); i++) {
            Journey other = journeys.get(i);
            if (other.equals(journey.withShare(other.share()))) {
                journeys.set(i, other.withShare(other.share() + share));
                return;
            }
        }
        journeys.add(journey);
    }

    /** As inet_select_addr in net/ipv4/devinet.c chooses it: on the network of the next station, else the first. */
    private Optional<IpAddress> addressOf(Nexthop nexthop, Packet packet) {
        InterfaceName device = nexthop.device();
        IpAddress next = nexthop.gateway().orElse(packet.destination());
        List<LinkAddress> addresses =
                world.links().find(device).map(Link::addresses).orElse(List.of());
        return addresses.stream()
                .filter(a -> a.reaches(next))
                .findFirst()
                .or(() -> addresses.stream().findFirst())
                .map(LinkAddress::local);
    }
}
