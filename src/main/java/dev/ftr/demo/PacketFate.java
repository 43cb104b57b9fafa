package dev.ftr.demo;

import dev.ftr.model.InterfaceName;
import dev.ftr.model.IpAddress;
import java.util.Optional;

/** What became of a packet. */
public sealed interface PacketFate {
    /**
     * It left the router.
     *
     * @param gateway empty: the destination was sought on the device's own network
     * @param source as seen outside
     * @param connection what the kernel remembers for the next packets
     */
    record Left(InterfaceName device, Optional<IpAddress> gateway, IpAddress source, Connection connection)
            implements PacketFate {}

    /** It reached the router itself. */
    record Delivered(Connection connection) implements PacketFate {}

    /** A route refused it, and its sender was told. */
    record Unreachable() implements PacketFate {}

    /** There was no route. */
    record NoRoute() implements PacketFate {}

    /** The router does not forward. */
    record NotForwarded() implements PacketFate {}

    /**
     * A connection as conntrack sees it.
     *
     * @param established whether it had a packet before; until then it is NEW
     * @param mark all 32 bits
     * @param source what sources of packets that leave are rewritten to; empty: not rewritten
     */
    record Connection(boolean established, int mark, Optional<IpAddress> source) {
        /** No packet of it has been seen yet. */
        public static final Connection NEW = new Connection(false, 0, Optional.empty());

        Connection withMark(int bits) {
            return new Connection(established, bits, source);
        }
    }
}
