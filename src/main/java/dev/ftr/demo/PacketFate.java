package dev.ftr.demo;

import dev.ftr.model.InterfaceName;
import dev.ftr.model.IpAddress;
import java.util.Optional;
import java.util.OptionalInt;

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

    /** The firewall refused it. */
    record Refused() implements PacketFate {}

    /** The router does not forward. */
    record NotForwarded() implements PacketFate {}

    /**
     * A connection as conntrack sees it.
     *
     * @param established whether it had a packet before; until then it is NEW
     * @param mark all 32 bits
     * @param source what sources of packets that leave are rewritten to; empty: not rewritten
     * @param destination what the destination is rewritten to; empty: not rewritten
     */
    record Connection(boolean established, int mark, Optional<IpAddress> source, Optional<Endpoint> destination) {
        /** No packet of it has been seen yet. */
        public static final Connection NEW = new Connection(false, 0, Optional.empty(), Optional.empty());

        /** One whose destination is not rewritten. */
        public Connection(boolean established, int mark, Optional<IpAddress> source) {
            this(established, mark, source, Optional.empty());
        }

        Connection withMark(int bits) {
            return new Connection(established, bits, source, destination);
        }

        Connection withSource(Optional<IpAddress> address) {
            return new Connection(established, mark, address, destination);
        }

        Connection withDestination(Endpoint endpoint) {
            return new Connection(established, mark, source, Optional.of(endpoint));
        }

        Connection seen() {
            return new Connection(true, mark, source, destination);
        }
    }

    /** An address and, for protocols with ports, a port. */
    record Endpoint(IpAddress address, OptionalInt port) {}
}
