package dev.ftr.model;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;

/** A condition of an iptables rule; the vocabulary that we write. */
public sealed interface Match {
    /** Packets from these addresses. */
    record Source(Cidr block) implements Match {}

    /** Packets to these addresses. */
    record Destination(Cidr block) implements Match {}

    record InInterface(InterfaceName device) implements Match {}

    record OutInterface(InterfaceName device) implements Match {}

    record Protocol(IpProtocol protocol) implements Match {}

    /**
     * Ports of TCP, UDP or SCTP packets (multiport of iptables-extensions(8)).
     *
     * @param ranges in all at most {@link #MAXIMUM} slots, of which a single port takes one and a range two
     */
    record Ports(Side side, List<PortRange> ranges) implements Match {
        /** How many ports the kernel's multiport match holds (XT_MULTI_PORTS). */
        public static final int MAXIMUM = 15;

        public Ports {
            ranges = List.copyOf(ranges);
            if (ranges.isEmpty() || slots(ranges) > MAXIMUM)
                throw new IllegalArgumentException("%d ports in one match".formatted(slots(ranges)));
        }

        /** As many ports at a time as one match holds; without any, a single empty portion. */
        public static List<List<PortRange>> portions(List<PortRange> ranges) {
            List<List<PortRange>> portions = new ArrayList<>();
            List<PortRange> portion = new ArrayList<>();
            for (PortRange range : ranges) {
                if (slots(portion) + range.slots() > MAXIMUM) {
                    portions.add(portion);
                    portion = new ArrayList<>();
                }
                portion.add(range);
            }
            portions.add(portion);
            return portions;
        }

        public static int slots(List<PortRange> ranges) {
            return ranges.stream().mapToInt(PortRange::slots).sum();
        }
    }

    /** A TCP packet that opens a connection: SYN without RST, so SYN and SYN with ACK. */
    record TcpOpening() implements Match {}

    /** The route that the packet takes has this realm, 1 to 65535; only known after routing. */
    record Realm(int realm) implements Match {}

    /** The frame comes from this station of the local network. */
    record Station(MacAddress address) implements Match {}

    /** The packet's source is, or is not, an address of this router (addrtype match of iptables-extensions(8)). */
    record LocalSource(boolean negated) implements Match {}

    /** The address is in an ipset that somebody else made. */
    record InSet(String name, Side side) implements Match {}

    /** The packet's mark is this one, or is not. */
    record PacketMark(FwMark mark, boolean negated) implements Match {}

    /** State of the packet's connection is one of these (conntrack match of iptables-extensions(8)). */
    record ConnectionState(SortedSet<State> anyOf) implements Match {
        public ConnectionState {
            anyOf = Collections.unmodifiableSortedSet(new TreeSet<>(anyOf));
            if (anyOf.isEmpty()) throw new IllegalArgumentException("a match for no state");
        }

        public ConnectionState(State state) {
            this(new TreeSet<>(Set.of(state)));
        }
    }

    /** The connection's mark is this one, or is not. */
    record ConnectionMark(FwMark mark, boolean negated) implements Match {}

    /**
     * A list of addresses that the kernel keeps by itself (recent of iptables-extensions(8)), with the packet's source.
     *
     * @param list its name, below /proc/net/xt_recent
     */
    record Recent(RecentUse use, String list) implements Match {}

    /** What is done with a list of {@link Recent}. */
    sealed interface RecentUse {
        /** Puts the address into the list, or renews it; always matches. */
        record Remember() implements RecentUse {}

        /** Takes the address off the list; matches if it was there. */
        record Forget() implements RecentUse {}

        /**
         * Asks whether the address was put in or renewed in the last seconds.
         *
         * @param seconds at least 1
         */
        record SeenWithin(int seconds) implements RecentUse {}
    }

    /** Which end of a packet is meant. */
    enum Side {
        SOURCE,
        DESTINATION
    }

    /** In the order in which iptables-save lists them. */
    enum State {
        INVALID,
        NEW,
        RELATED,
        ESTABLISHED,
        UNTRACKED,
        /** The connection's source was rewritten. */
        SNAT,
        /** The connection's destination was rewritten. */
        DNAT;

        /**
         * Reads the name that iptables-save prints.
         *
         * @throws IllegalArgumentException when it is unknown
         */
        public static State parse(String text) {
            return valueOf(text.toUpperCase(Locale.ROOT));
        }
    }
}
