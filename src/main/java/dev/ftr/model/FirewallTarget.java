package dev.ftr.model;

/** What an iptables rule does; the vocabulary that we write. */
public sealed interface FirewallTarget {
    /** Sets the masked bits of the connection's mark. */
    record SetConnectionMark(FwMark mark) implements FirewallTarget {}

    /** Copies the masked bits of the connection's mark to the packet. */
    record RestoreMark(int mask) implements FirewallTarget {}

    /** Rewrites the source to a fixed address. */
    record SourceNat(IpAddress address) implements FirewallTarget {}

    /** Rewrites the source to the address that the outgoing device has at the moment. */
    record Masquerade() implements FirewallTarget {}
}
