package dev.ftr.model;

import java.util.OptionalInt;

/** Something far away whose answer shows that an uplink works. Its text names it in messages. */
public sealed interface Target {
    /** Bytes on the wire, both ways and with IP headers, of one exchange that succeeds at the first try. */
    int exchangeBytes();

    /** Answers ICMP echo requests. */
    record Echo(IpAddress address) implements Target {
        /** 20 bytes of IPv4 (RFC 791), 8 of ICMP (RFC 792) and 8 of payload. */
        public static final int PACKET_BYTES = 36;

        @Override
        public int exchangeBytes() {
            return 2 * PACKET_BYTES;
        }

        @Override
        public String toString() {
            return address.toString();
        }
    }

    /**
     * Accepts TCP connections.
     *
     * @param host an address or a name
     * @param port 1 to 65535
     */
    record Tcp(String host, int port) implements Target {
        /** SYN, SYN and ACK with options (60 bytes each), ACK and RST (40 each). */
        @Override
        public int exchangeBytes() {
            return 200;
        }

        @Override
        public String toString() {
            return "tcp " + (host.contains(":") ? "[" + host + "]" : host) + ":" + port;
        }
    }

    /**
     * Answers an HTTP request.
     *
     * @param url {@code http://} or {@code https://}
     * @param status the one that is expected, 100 to 599; empty: 200 to 399
     */
    record Http(String url, OptionalInt status) implements Target {
        /** A short request and a short answer; TLS adds some 5 kB of handshake with a usual chain of certificates. */
        @Override
        public int exchangeBytes() {
            return url.startsWith("https:") ? 6000 : 1000;
        }

        @Override
        public String toString() {
            return url;
        }
    }

    /**
     * A name server that resolves a name.
     *
     * @param type of the record asked for, such as {@code A}
     */
    record Dns(IpAddress server, String name, String type) implements Target {
        /** 28 bytes of IPv4 and UDP each way, 12 of DNS header, 16 for each record, and the name twice. */
        @Override
        public int exchangeBytes() {
            return 2 * (28 + 12 + name.length() + 6) + 16;
        }

        @Override
        public String toString() {
            return "dns %s %s at %s".formatted(name, type, server);
        }
    }

    /** The uplink's gateway, as the neighbour it is: answers ARP (RFC 826). */
    record Neighbour() implements Target {
        /** An Ethernet frame of the least length each way. */
        @Override
        public int exchangeBytes() {
            return 2 * 60;
        }

        @Override
        public String toString() {
            return "arp of the gateway";
        }
    }
}
