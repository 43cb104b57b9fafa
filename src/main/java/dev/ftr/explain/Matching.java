package dev.ftr.explain;

import dev.ftr.model.Match;
import dev.ftr.model.Nexthop;
import dev.ftr.model.PortRange;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/** Whether a condition of our vocabulary holds for the first packet of a connection, or for the answer to it. */
final class Matching {
    private Matching() {}

    static Truth holds(List<Match> matches, Packet packet) {
        return Truth.all(matches.stream().map(m -> holds(m, packet)).toList());
    }

    private static Truth holds(Match match, Packet packet) {
        return switch (match) {
            case Match.Source(var block) ->
                packet.source().map(a -> Truth.of(block.contains(a))).orElse(Truth.MAYBE);
            case Match.Destination(var block) -> Truth.of(block.contains(packet.destination()));
            case Match.InInterface(var device) -> Truth.of(packet.in().equals(Optional.of(device)));
            case Match.OutInterface(var device) ->
                Truth.of(packet.out().map(Nexthop::device).equals(Optional.of(device)));
            case Match.Protocol(var protocol) -> Truth.of(packet.protocol() == protocol);
            case Match.Ports(var side, var ranges) -> ports(packet, side, ranges);
            case Match.TcpOpening() -> Truth.YES;
            case Match.Realm(int realm) ->
                Truth.of(packet.out().filter(n -> n.realm() == realm).isPresent());
            case Match.Station station -> Truth.MAYBE;
            case Match.InSet(String name, Match.Side side) ->
                side == Match.Side.DESTINATION && packet.sets().contains(name) ? Truth.YES : Truth.MAYBE;
            case Match.LocalSource(boolean negated) ->
                Truth.of(packet.in().isEmpty()).negatedIf(negated);
            case Match.PacketMark(var mark, boolean negated) ->
                Truth.of(mark.matches(packet.mark())).negatedIf(negated);
            case Match.ConnectionState(var states) -> Truth.of(states.stream().anyMatch(state -> isIn(state, packet)));
            case Match.ConnectionMark(var mark, boolean negated) ->
                Truth.of(mark.matches(packet.connectionMark())).negatedIf(negated);
            case Match.Recent(Match.RecentUse.Remember use, String list) -> Truth.YES;
            case Match.Recent recent -> Truth.MAYBE;
        };
    }

    private static boolean isIn(Match.State state, Packet packet) {
        return switch (state) {
            case NEW -> !packet.reply();
            case SNAT -> packet.rewritten().isPresent();
            case DNAT -> packet.redirected();
            case ESTABLISHED -> packet.reply();
            case RELATED, INVALID, UNTRACKED -> false;
        };
    }

    private static Truth ports(Packet packet, Match.Side side, List<PortRange> ranges) {
        if (!packet.protocol().hasPorts()) return Truth.NO;
        OptionalInt port = side == Match.Side.SOURCE ? packet.sourcePort() : packet.port();
        if (port.isEmpty()) return Truth.MAYBE;
        return Truth.of(ranges.stream().anyMatch(r -> r.contains(port.getAsInt())));
    }
}
