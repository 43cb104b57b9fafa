package dev.ftr.probe;

import dev.ftr.model.Family;

/** What differs between ICMP (RFC 792) and ICMPv6 (RFC 4443), and between their sockets on Linux (raw(7), ipv6(7)). */
enum IcmpVersion {
    /** Its types are kept out by SOL_RAW's ICMP_FILTER of 32 bits. */
    V4(Family.IPV4, 2, 1, 255, 8, 0, 1 << 3 | 1 << 11 | 1 << 12, 4, 4, 16, 20, 9, 12),
    /** Its types are kept out by ICMP6_FILTER, of 256 bits. */
    V6(Family.IPV6, 10, 58, 58, 128, 129, 1 << 1 | 1 << 2 | 1 << 3 | 1 << 4, 16, 8, 28, 40, 6, 8);

    /** Codes of destination unreachable: RFC 792, RFC 1122 section 3.2.2.1, RFC 1812 section 5.2.7.1. */
    private static final String[] UNREACHABLE_V4 = {
        "network unreachable",
        "host unreachable",
        "protocol unreachable",
        "port unreachable",
        "fragmentation needed",
        "source route failed",
        "network unknown",
        "host unknown",
        "source host isolated",
        "network prohibited",
        "host prohibited",
        "network unreachable for this type of service",
        "host unreachable for this type of service",
        "communication prohibited",
        "host precedence violation",
        "precedence cutoff",
    };

    /** RFC 4443, section 3.1. */
    private static final String[] UNREACHABLE_V6 = {
        "no route to destination",
        "communication prohibited",
        "beyond scope of source address",
        "address unreachable",
        "port unreachable",
        "source address failed policy",
        "reject route to destination",
    };

    private final Family family;
    private final int addressFamily;
    private final int protocol;
    private final int filterLevel;
    private final int request;
    private final int reply;
    private final int errors;
    private final int addressBytes;
    private final int addressOffset;
    private final int socketAddressBytes;
    private final int ipHeader;
    private final int ipProtocolOffset;
    private final int ipSourceOffset;

    IcmpVersion(
            Family family,
            int addressFamily,
            int protocol,
            int filterLevel,
            int request,
            int reply,
            int errors,
            int addressBytes,
            int addressOffset,
            int socketAddressBytes,
            int ipHeader,
            int ipProtocolOffset,
            int ipSourceOffset) {
        this.family = family;
        this.addressFamily = addressFamily;
        this.protocol = protocol;
        this.filterLevel = filterLevel;
        this.request = request;
        this.reply = reply;
        this.errors = errors;
        this.addressBytes = addressBytes;
        this.addressOffset = addressOffset;
        this.socketAddressBytes = socketAddressBytes;
        this.ipHeader = ipHeader;
        this.ipProtocolOffset = ipProtocolOffset;
        this.ipSourceOffset = ipSourceOffset;
    }

    static IcmpVersion of(Family family) {
        return switch (family) {
            case IPV4 -> V4;
            case IPV6 -> V6;
        };
    }

    Family family() {
        return family;
    }

    /** AF_INET or AF_INET6. */
    int addressFamily() {
        return addressFamily;
    }

    /** Number in the IP header, and of the socket. */
    int protocol() {
        return protocol;
    }

    int requestType() {
        return request;
    }

    int replyType() {
        return reply;
    }

    boolean isError(int type) {
        return type < Integer.SIZE && (errors & 1 << type) != 0;
    }

    /** Of all types that its sockets can keep out. */
    int highestType() {
        return this == V4 ? 31 : 255;
    }

    int addressBytes() {
        return addressBytes;
    }

    /** Where the address is in a socket address, bytes. */
    int addressOffset() {
        return addressOffset;
    }

    /** {@code sizeof(struct sockaddr_in)} or {@code sockaddr_in6}. */
    int socketAddressBytes() {
        return socketAddressBytes;
    }

    /** Length of an IP header without options, bytes. */
    int ipHeader() {
        return ipHeader;
    }

    int ipProtocolOffset() {
        return ipProtocolOffset;
    }

    /** The destination follows the source. */
    int ipSourceOffset() {
        return ipSourceOffset;
    }

    /** Level of the socket option 1 that keeps types of messages out: a set bit for each of them. */
    int filterLevel() {
        return filterLevel;
    }

    /** Whether what is read begins with the IP header. */
    boolean deliversIpHeader() {
        return this == V4;
    }

    /** What an error says, in the field's words. */
    String words(int type, int code) {
        return switch (this) {
            case V4 -> wordsV4(type, code);
            case V6 -> wordsV6(type, code);
        };
    }

    private static String wordsV4(int type, int code) {
        return switch (type) {
            case 3 -> code < UNREACHABLE_V4.length ? UNREACHABLE_V4[code] : "unreachable, code " + code;
            case 11 -> code == 0 ? "time to live exceeded" : "fragment reassembly time exceeded";
            default -> "parameter problem";
        };
    }

    private static String wordsV6(int type, int code) {
        return switch (type) {
            case 1 -> code < UNREACHABLE_V6.length ? UNREACHABLE_V6[code] : "unreachable, code " + code;
            case 2 -> "packet too big";
            case 3 -> code == 0 ? "hop limit exceeded" : "fragment reassembly time exceeded";
            default -> "parameter problem";
        };
    }
}
