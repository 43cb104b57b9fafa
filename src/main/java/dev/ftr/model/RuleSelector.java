package dev.ftr.model;

/** Which packets a policy rule is about. */
public sealed interface RuleSelector {
    /** Every packet. */
    record All() implements RuleSelector {
        @Override
        public String toString() {
            return "from all";
        }
    }

    /** Packets from these source addresses. */
    record From(Cidr source) implements RuleSelector {
        @Override
        public String toString() {
            return "from " + source;
        }
    }

    /** Packets from these source addresses that have this mark. */
    record FromMarked(Cidr source, FwMark mark) implements RuleSelector {
        @Override
        public String toString() {
            return "from %s fwmark %s".formatted(source, mark);
        }
    }

    /** Packets to these destinations that have this mark. */
    record ToMarked(Cidr destination, FwMark mark) implements RuleSelector {
        @Override
        public String toString() {
            return "from all to %s fwmark %s".formatted(destination, mark);
        }
    }

    /** Packets with this mark. */
    record Marked(FwMark mark) implements RuleSelector {
        @Override
        public String toString() {
            return "fwmark " + mark;
        }
    }

    /**
     * What the router's own DHCP client sends to its server when it renews a lease (RFC 2131, section 4.4.5): its UDP packets
     * to there. Not by ports: dhcpcd sends through a raw socket, and of such a packet the kernel knows none when it looks for
     * a route.
     */
    record Renewal(IpAddress server) implements RuleSelector {
        @Override
        public String toString() {
            return "from all to %s iif lo ipproto udp".formatted(server);
        }
    }

    /** The same where no lease tells which server: by the ports of client and server. */
    record AnyRenewal() implements RuleSelector {
        @Override
        public String toString() {
            return "from all iif lo ipproto udp sport 68 dport 67";
        }
    }

    /**
     * Any selector that we never write ourselves.
     *
     * @param text the selectors as they were listed
     */
    record Foreign(String text) implements RuleSelector {
        @Override
        public String toString() {
            return text;
        }
    }
}
