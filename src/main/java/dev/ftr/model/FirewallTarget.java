package dev.ftr.model;

import java.util.Optional;
import java.util.OptionalInt;

/** What an iptables rule does; the vocabulary that we write. */
public sealed interface FirewallTarget {
    /** Sets the masked bits of the connection's mark. */
    record SetConnectionMark(FwMark mark) implements FirewallTarget {}

    /** Sets the masked bits of the packet's mark. */
    record SetMark(FwMark mark) implements FirewallTarget {}

    /** Copies the masked bits of the connection's mark to the packet. */
    record RestoreMark(int mask) implements FirewallTarget {}

    /** Rewrites the source to a fixed address. */
    record SourceNat(IpAddress address) implements FirewallTarget {}

    /** Rewrites the source to the address that the outgoing device has at the moment. */
    record Masquerade() implements FirewallTarget {}

    /**
     * Rewrites the destination.
     *
     * @param ports empty: the port stays. A range takes the ports behind {@code first} in order
     */
    record DestinationNat(IpAddress address, Optional<Shifted> ports) implements FirewallTarget {}

    /**
     * New ports for old ones.
     *
     * @param first the old port that becomes the first of the new ones; empty for a single new port
     */
    record Shifted(PortRange to, OptionalInt first) {}

    /** Goes through another chain of ours in the same table, and comes back. */
    record JumpTo(String chain) implements FirewallTarget {}

    /** Leaves the chain; what stands behind the jump to it comes next. */
    record Return() implements FirewallTarget {}

    record Accept() implements FirewallTarget {}

    /** Lets the packet vanish. */
    record Drop() implements FirewallTarget {}

    /** Refuses the packet with "port unreachable". */
    record Reject() implements FirewallTarget {}

    /**
     * Lowers the largest segment that a TCP connection may use.
     *
     * @param bytes empty: what fits the path
     */
    record ClampSegments(OptionalInt bytes) implements FirewallTarget {}

    /** Nothing; the rule is there for what its matches do. */
    record None() implements FirewallTarget {}
}
