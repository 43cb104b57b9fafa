package dev.ftr.explain;

import dev.ftr.model.InterfaceName;
import dev.ftr.model.IpAddress;
import dev.ftr.model.IpProtocol;
import dev.ftr.model.Nexthop;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/**
 * The first packet of a connection, somewhere on its way.
 *
 * @param source what it has on this side; empty: not chosen yet
 * @param out empty: not routed yet
 * @param connectionMark all 32 bits
 * @param rewritten the source that it leaves with; empty: the one it has
 * @param redirected whether its destination is another than its sender gave it
 * @param reply whether it answers the first packet of its connection, and so belongs to one that is there already
 */
record Packet(
        Optional<InterfaceName> in,
        Optional<Nexthop> out,
        Optional<IpAddress> source,
        IpAddress destination,
        IpProtocol protocol,
        OptionalInt sourcePort,
        OptionalInt port,
        int mark,
        int connectionMark,
        Optional<IpAddress> rewritten,
        boolean redirected,
        Set<String> sets,
        boolean reply) {

    static Packet of(Flow flow) {
        return new Packet(
                flow.in(),
                Optional.empty(),
                flow.from(),
                flow.to(),
                flow.protocol(),
                flow.sourcePort(),
                flow.port(),
                flow.mark(),
                0,
                Optional.empty(),
                false,
                flow.sets(),
                false);
    }

    Packet marked(int bits) {
        return new Packet(
                in,
                out,
                source,
                destination,
                protocol,
                sourcePort,
                port,
                bits,
                connectionMark,
                rewritten,
                redirected,
                sets,
                reply);
    }

    Packet connectionMarked(int bits) {
        return new Packet(
                in,
                out,
                source,
                destination,
                protocol,
                sourcePort,
                port,
                mark,
                bits,
                rewritten,
                redirected,
                sets,
                reply);
    }

    Packet over(Nexthop nexthop) {
        return new Packet(
                in,
                Optional.of(nexthop),
                source,
                destination,
                protocol,
                sourcePort,
                port,
                mark,
                connectionMark,
                rewritten,
                redirected,
                sets,
                reply);
    }

    Packet from(Optional<IpAddress> address) {
        return new Packet(
                in,
                out,
                address,
                destination,
                protocol,
                sourcePort,
                port,
                mark,
                connectionMark,
                rewritten,
                redirected,
                sets,
                reply);
    }

    Packet rewrittenTo(Optional<IpAddress> address) {
        return new Packet(
                in,
                out,
                source,
                destination,
                protocol,
                sourcePort,
                port,
                mark,
                connectionMark,
                address,
                redirected,
                sets,
                reply);
    }

    Packet redirectedTo(IpAddress address, OptionalInt newPort) {
        return new Packet(
                in,
                out,
                source,
                address,
                protocol,
                sourcePort,
                newPort,
                mark,
                connectionMark,
                rewritten,
                true,
                sets,
                reply);
    }

    /**
     * What its receiver answers.
     *
     * @param from the interface that the answer comes in by; empty: the router itself answers
     */
    Packet answered(Optional<InterfaceName> from) {
        return new Packet(
                from,
                Optional.empty(),
                Optional.of(destination),
                source.orElseThrow(),
                protocol,
                port,
                sourcePort,
                0,
                connectionMark,
                Optional.empty(),
                false,
                Set.of(),
                true);
    }
}
