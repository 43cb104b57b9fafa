package dev.ftr.explain;

import dev.ftr.config.RouterConfig;
import dev.ftr.config.Uplink;
import dev.ftr.explain.Routing.Answer;
import dev.ftr.model.FirewallTable;
import dev.ftr.model.FwMark;
import dev.ftr.model.InterfaceName;
import dev.ftr.model.Nexthop;
import dev.ftr.model.Route;
import dev.ftr.model.UplinkId;
import java.util.List;
import java.util.Optional;

/**
 * The way of the answer to a packet that came in by an uplink. Its connection has the uplink's mark; but what looks up
 * routes before marks do has the last word.
 */
record ReplyWalk(RouterConfig config, World world) {

    /**
     * How it goes; empty: what is answered came in by no uplink.
     *
     * @param received as its receiver has it
     * @param from the interface that the answer comes in by; empty: the router itself answers
     */
    Optional<Reply> to(Packet received, Optional<InterfaceName> from) {
        boolean fromOutside = received.in()
                .filter(in -> config.uplinks().stream().anyMatch(u -> u.device().equals(in)))
                .isPresent();
        return fromOutside
                ? Optional.of(reply(byMark(received.connectionMark()), received.answered(from)))
                : Optional.empty();
    }

    private Reply reply(Optional<UplinkId> marked, Packet answer) {
        if (answer.in().isPresent()) {
            ChainPass chains = new ChainPass(world, new Trail(), answer);
            chains.through(FirewallTable.MANGLE, "PREROUTING");
            return routed(marked, chains.packet());
        }
        Trail trail = new Trail();
        if (!(new Routing(world, Question.about(answer), trail).answer() instanceof Answer.Over(var route, var usable)))
            return routed(marked, answer);
        ChainPass chains = new ChainPass(world, trail, answer.over(usable.getFirst()));
        boolean passed =
                chains.through(FirewallTable.MANGLE, "OUTPUT") && chains.through(FirewallTable.FILTER, "OUTPUT");
        return passed ? routed(marked, chains.packet()) : refused(marked, trail);
    }

    private Reply routed(Optional<UplinkId> marked, Packet answer) {
        Trail trail = new Trail();
        Answer said = new Routing(world, Question.about(answer), trail).answer();
        Optional<Route> by = trail.steps().stream()
                .filter(Step.Routed.class::isInstance)
                .map(s -> ((Step.Routed) s).route())
                .findFirst();
        if (!(said instanceof Answer.Over(var route, var usable)))
            return new Reply(marked, List.of(), by, Optional.empty());
        Trail passing = new Trail();
        if (usable.stream().noneMatch(n -> passes(answer.over(n), passing))) return refused(marked, passing);
        return new Reply(
                marked,
                usable.stream().flatMap(n -> uplinkOf(n).stream()).distinct().toList(),
                by,
                Optional.empty());
    }

    private boolean passes(Packet answer, Trail trail) {
        ChainPass chains = new ChainPass(world, trail, answer);
        return (answer.in().isEmpty()
                        || (chains.through(FirewallTable.MANGLE, "FORWARD")
                                && chains.through(FirewallTable.FILTER, "FORWARD")))
                && chains.through(FirewallTable.MANGLE, "POSTROUTING");
    }

    private static Reply refused(Optional<UplinkId> marked, Trail trail) {
        return new Reply(
                marked, List.of(), Optional.empty(), Optional.of(trail.steps().getLast()));
    }

    Optional<UplinkId> uplinkOf(Nexthop way) {
        return config.uplinks().stream()
                .filter(u -> u.device().equals(way.device()) && (!u.sharesDevice() || u.realm() == way.realm()))
                .map(Uplink::id)
                .findFirst();
    }

    private Optional<UplinkId> byMark(int connectionMark) {
        return config.uplinks().stream()
                .filter(u -> connectionMark != 0
                        && new FwMark(connectionMark & u.mark().mask(), u.mark().mask()).equals(u.mark()))
                .map(Uplink::id)
                .findFirst();
    }
}
