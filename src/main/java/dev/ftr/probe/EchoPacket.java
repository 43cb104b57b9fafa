package dev.ftr.probe;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/**
 * Echo request and echo reply (RFC 792) whose payload is a random cookie of 8 bytes. An instance is a view of the reply
 * read last, so that reading allocates nothing.
 */
final class EchoPacket {
    /** Header and cookie, bytes. */
    static final int LENGTH = 16;

    private static final ValueLayout.OfShort SHORT = ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);
    private static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);
    private static final int ECHO_REQUEST = 8;
    private static final int ECHO_REPLY = 0;
    private static final int IPV4_SOURCE = 12;
    private static final int IPV4_HEADER = 20;

    private final byte[] source = new byte[4];
    private int id;
    private int sequence;
    private long cookie;

    /** Writes a request. The kernel leaves the checksum of a raw ICMP socket to the sender (raw(7)). */
    static void writeRequest(MemorySegment packet, int id, int sequence, long cookie) {
        packet.set(SHORT, 0, (short) (ECHO_REQUEST << 8));
        packet.set(SHORT, 2, checksum(ECHO_REQUEST, id, sequence, cookie));
        packet.set(SHORT, 4, (short) id);
        packet.set(SHORT, 6, (short) sequence);
        packet.set(LONG, 8, cookie);
    }

    /** The internet checksum (RFC 1071) of such a packet with code 0. */
    static short checksum(int type, int id, int sequence, long cookie) {
        int sum = (type << 8) + (id & 0xffff) + (sequence & 0xffff);
        for (int shift = 0; shift < Long.SIZE; shift += Short.SIZE) sum += (int) (cookie >>> shift) & 0xffff;
        while (sum > 0xffff) sum = (sum & 0xffff) + (sum >>> 16);
        return (short) ~sum;
    }

    /**
     * Reads an IPv4 datagram, as a raw socket hands it over: with the IP header.
     *
     * @return whether it is an echo reply that is long enough to carry a cookie
     */
    boolean readReply(MemorySegment datagram, int length) {
        if (length < IPV4_HEADER) return false;
        int header = (datagram.get(ValueLayout.JAVA_BYTE, 0) & 0x0f) * 4;
        if (header < IPV4_HEADER || length < header + LENGTH) return false;
        if (datagram.get(SHORT, header) != ECHO_REPLY << 8) return false;
        MemorySegment.copy(datagram, ValueLayout.JAVA_BYTE, IPV4_SOURCE, source, 0, source.length);
        id = datagram.get(SHORT, header + 4L) & 0xffff;
        sequence = datagram.get(SHORT, header + 6L) & 0xffff;
        cookie = datagram.get(LONG, header + 8L);
        return true;
    }

    /** Address of the sender in network byte order; overwritten by the next reply. */
    byte[] source() {
        return source;
    }

    int id() {
        return id;
    }

    int sequence() {
        return sequence;
    }

    long cookie() {
        return cookie;
    }
}
