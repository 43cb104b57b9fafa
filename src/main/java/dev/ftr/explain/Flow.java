package dev.ftr.explain;

import dev.ftr.model.InterfaceName;
import dev.ftr.model.IpAddress;
import dev.ftr.model.IpProtocol;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

/**
 * A connection that is yet to be made.
 *
 * @param from empty: of the router itself, which chooses its address by the route
 * @param sourcePort 1 to 65535; empty: not known, or the protocol has none
 * @param port at the destination, likewise
 * @param in the interface that it comes in by; empty: of the router itself
 * @param mark that the first packet has already, all 32 bits
 * @param sets the ipsets that the destination is in
 */
public record Flow(
        Optional<IpAddress> from,
        IpAddress to,
        IpProtocol protocol,
        OptionalInt sourcePort,
        OptionalInt port,
        Optional<InterfaceName> in,
        int mark,
        Set<String> sets) {
    public Flow {
        sets = Set.copyOf(sets);
        if (in.isPresent() && from.isEmpty())
            throw new IllegalArgumentException("a packet that comes in has a source address");
    }

    /** Whether the router passes it on, or is meant by it; if not, it makes the connection itself. */
    public boolean comesIn() {
        return in.isPresent();
    }
}
