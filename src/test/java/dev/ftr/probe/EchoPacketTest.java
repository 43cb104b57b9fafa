package dev.ftr.probe;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import org.junit.jupiter.api.Test;

class EchoPacketTest {
    private final EchoPacket packet = new EchoPacket();

    @Test
    void writesHeaderAndCookieInNetworkOrder() {
        byte[] bytes = request(0x1234, 0xfffe, 0x0102030405060708L);
        ByteBuffer read = ByteBuffer.wrap(bytes);
        assertEquals(8, read.get());
        assertEquals(0, read.get());
        read.getShort();
        assertEquals(0x1234, read.getShort());
        assertEquals((short) 0xfffe, read.getShort());
        assertEquals(0x0102030405060708L, read.getLong());
    }

    /** A receiver adds all 16-bit words, checksum included, and finds all ones (RFC 1071). */
    @Property
    void checksumIsThatOfRfc1071(@ForAll int id, @ForAll int sequence, @ForAll long cookie) {
        ByteBuffer words = ByteBuffer.wrap(request(id, sequence, cookie));
        int sum = 0;
        while (words.hasRemaining()) sum += words.getShort() & 0xffff;
        while (sum > 0xffff) sum = (sum & 0xffff) + (sum >>> 16);
        assertEquals(0xffff, sum);
    }

    @Property
    void readsAReplyBehindAnyIpHeader(
            @ForAll boolean options, @ForAll short id, @ForAll short seq, @ForAll long cookie) {
        byte[] datagram = reply(options ? 15 : 5, 0, id, seq, cookie);
        assertTrue(packet.readReply(MemorySegment.ofArray(datagram), datagram.length));
        assertEquals(id & 0xffff, packet.id());
        assertEquals(seq & 0xffff, packet.sequence());
        assertEquals(cookie, packet.cookie());
        assertArrayEquals(new byte[] {(byte) 203, 0, 113, 1}, packet.source());
    }

    @Test
    void readsNothingElse() {
        byte[] genuine = reply(5, 0, 1, 2, 3);
        for (int length = 0; length < genuine.length; length++)
            assertFalse(packet.readReply(MemorySegment.ofArray(genuine), length), "length " + length);
        for (int type = 1; type < 256; type++) {
            byte[] other = reply(5, type, 1, 2, 3);
            assertFalse(packet.readReply(MemorySegment.ofArray(other), other.length), "type " + type);
        }
        for (int words = 0; words < 5; words++) {
            byte[] broken = reply(5, 0, 1, 2, 3);
            broken[0] = (byte) (0x40 | words);
            assertFalse(packet.readReply(MemorySegment.ofArray(broken), broken.length), "header words " + words);
        }
    }

    private static byte[] request(int id, int sequence, long cookie) {
        byte[] bytes = new byte[EchoPacket.LENGTH];
        EchoPacket.writeRequest(MemorySegment.ofArray(bytes), id, sequence, cookie);
        return bytes;
    }

    private static byte[] reply(int headerWords, int type, int id, int sequence, long cookie) {
        ByteBuffer datagram = ByteBuffer.allocate(headerWords * 4 + EchoPacket.LENGTH);
        datagram.put(0, (byte) (0x40 | headerWords)).put(12, new byte[] {(byte) 203, 0, 113, 1});
        datagram.position(headerWords * 4)
                .put((byte) type)
                .put((byte) 0)
                .putShort((short) 0)
                .putShort((short) id)
                .putShort((short) sequence)
                .putLong(cookie);
        return datagram.array();
    }
}
