package dev.ftr.probe;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.nio.ByteOrder;

/**
 * Echo requests whose payload is a random cookie of 8 bytes, and what comes back for them: echo replies, and errors that
 * quote the request. An instance is a view of the message read last, so that reading allocates nothing.
 */
final class IcmpMessage {
    /** Header and cookie, bytes. */
    static final int LENGTH = 16;

    private static final ValueLayout.OfByte BYTE = ValueLayout.JAVA_BYTE;
    private static final ValueLayout.OfShort SHORT = ValueLayout.JAVA_SHORT_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);
    private static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG_UNALIGNED.withOrder(ByteOrder.BIG_ENDIAN);
    private static final int HEADER = 8;

    /** What a message is to somebody who has sent echo requests. */
    enum Kind {
        REPLY,
        ERROR,
        OTHER
    }

    private MemorySegment datagram = MemorySegment.NULL;
    private IcmpVersion version = IcmpVersion.V4;
    private int type;
    private int code;
    private long quoted;
    private int id;
    private int sequence;
    private boolean hasCookie;
    private long cookie;

    /**
     * Writes a request. The kernel leaves the checksum of a raw ICMP socket to the sender (raw(7)); that of ICMPv6 it writes
     * itself (RFC 3542, section 3.1).
     */
    static void writeRequest(MemorySegment packet, IcmpVersion version, int id, int sequence, long cookie) {
        int type = version.requestType();
        packet.set(SHORT, 0, (short) (type << 8));
        packet.set(SHORT, 2, checksum(type, id, sequence, cookie));
        packet.set(SHORT, 4, (short) id);
        packet.set(SHORT, 6, (short) sequence);
        packet.set(LONG, HEADER, cookie);
    }

    /** The internet checksum (RFC 1071) of such a packet with code 0. */
    private static short checksum(int type, int id, int sequence, long cookie) {
        int sum = (type << 8) + (id & 0xffff) + (sequence & 0xffff);
        for (int shift = 0; shift < Long.SIZE; shift += Short.SIZE) sum += (int) (cookie >>> shift) & 0xffff;
        while (sum > 0xffff) sum = (sum & 0xffff) + (sum >>> 16);
        return (short) ~sum;
    }

    /** Reads what a raw socket hands over; the datagram must stay as it is while the view is used. */
    Kind read(IcmpVersion ofSocket, MemorySegment received, int length) {
        version = ofSocket;
        datagram = received;
        int header = version.deliversIpHeader() ? ipHeader(0, length) : 0;
        if (header < 0 || length < header + HEADER) return Kind.OTHER;
        type = byteAt(header);
        code = byteAt(header + 1L);
        if (type == version.replyType() && code == 0)
            return length >= header + LENGTH && readEcho(header, length) ? Kind.REPLY : Kind.OTHER;
        return version.isError(type) && readQuoted(header + HEADER, length) ? Kind.ERROR : Kind.OTHER;
    }

    private boolean readEcho(long at, int length) {
        id = datagram.get(SHORT, at + 4) & 0xffff;
        sequence = datagram.get(SHORT, at + 6) & 0xffff;
        hasCookie = length >= at + LENGTH;
        cookie = hasCookie ? datagram.get(LONG, at + HEADER) : 0;
        return true;
    }

    /** An error quotes the IP header of what it is about, and at least 8 bytes of the content (RFC 792). */
    private boolean readQuoted(int at, int length) {
        int header = ipHeader(at, length);
        if (header < 0 || length < at + header + HEADER) return false;
        quoted = at;
        boolean isRequest = byteAt(at + version.ipProtocolOffset()) == version.protocol()
                && datagram.get(SHORT, (long) at + header) == (short) (version.requestType() << 8);
        return isRequest && readEcho((long) at + header, length);
    }

    /** Length of the IP header there, -1 if there is none. */
    private int ipHeader(int at, int length) {
        if (length < at + version.ipHeader()) return -1;
        if (version == IcmpVersion.V6) return version.ipHeader();
        int header = (byteAt(at) & 0x0f) * 4;
        return header < version.ipHeader() ? -1 : header;
    }

    private int byteAt(long offset) {
        return datagram.get(BYTE, offset) & 0xff;
    }

    /** Whether the request that an error quotes went from here to there. */
    boolean quotes(byte[] source, byte[] destination) {
        long at = quoted + version.ipSourceOffset();
        return isAt(at, source) && isAt(at + version.addressBytes(), destination);
    }

    private boolean isAt(long offset, byte[] address) {
        if (address.length != version.addressBytes()) return false;
        for (int i = 0; i < address.length; i++) if (datagram.get(BYTE, offset + i) != address[i]) return false;
        return true;
    }

    /** Identifier of the reply or of the request that is quoted. */
    int id() {
        return id;
    }

    int sequence() {
        return sequence;
    }

    /** Whether this may belong to the request with that cookie: routers need not quote it. */
    boolean agreesWith(long expected) {
        return !hasCookie || cookie == expected;
    }

    /** What an error says. */
    String words() {
        return version.words(type, code);
    }
}
