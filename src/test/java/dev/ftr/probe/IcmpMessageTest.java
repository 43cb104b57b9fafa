package dev.ftr.probe;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ftr.probe.IcmpMessage.Kind;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.util.Arrays;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class IcmpMessageTest {
    private static final int ID = 0xfedc;
    private static final int SEQUENCE = 0xfffe;
    private static final long COOKIE = 0x0102030405060708L;

    private final IcmpMessage message = new IcmpMessage();

    @Test
    void writesHeaderAndCookieInNetworkOrder() {
        ByteBuffer read = ByteBuffer.wrap(request(IcmpVersion.V4, 0x1234, SEQUENCE, COOKIE));
        assertEquals(0x0800, read.getShort());
        read.getShort();
        assertEquals(0x1234, read.getShort());
        assertEquals((short) SEQUENCE, read.getShort());
        assertEquals(COOKIE, read.getLong());
        assertEquals(128, request(IcmpVersion.V6, 1, 2, 3)[0] & 0xff);
    }

    /** A receiver adds all 16-bit words, checksum included, and finds all ones (RFC 1071). */
    @Property
    void checksumIsThatOfRfc1071(@ForAll int id, @ForAll int sequence, @ForAll long cookie) {
        ByteBuffer words = ByteBuffer.wrap(request(IcmpVersion.V4, id, sequence, cookie));
        int sum = 0;
        while (words.hasRemaining()) sum += words.getShort() & 0xffff;
        while (sum > 0xffff) sum = (sum & 0xffff) + (sum >>> 16);
        assertEquals(0xffff, sum);
    }

    @ParameterizedTest
    @EnumSource
    void readsAReply(IcmpVersion version) {
        byte[] reply = outer(version, echo(version.replyType()));
        assertEquals(Kind.REPLY, read(version, reply));
        assertEquals(ID, message.id());
        assertEquals(SEQUENCE, message.sequence());
        assertTrue(message.agreesWith(COOKIE));
        assertFalse(message.agreesWith(COOKIE + 1));
    }

    @Test
    void readsAReplyBehindIpOptions() {
        byte[] header = new byte[60];
        header[0] = 0x4f;
        assertEquals(Kind.REPLY, read(IcmpVersion.V4, joined(header, echo(IcmpVersion.V4.replyType()))));
        assertEquals(ID, message.id());
    }

    @ParameterizedTest
    @EnumSource
    void aReplyThatIsTooShortIsNone(IcmpVersion version) {
        byte[] reply = outer(version, echo(version.replyType()));
        for (int length = 0; length < reply.length; length++)
            assertEquals(Kind.OTHER, read(version, Arrays.copyOf(reply, length)), "length " + length);
    }

    @ParameterizedTest
    @EnumSource
    void onlyErrorsAndRepliesAreRead(IcmpVersion version) {
        for (int type = 0; type < 256; type++) {
            Kind expected = type == version.replyType() ? Kind.REPLY : version.isError(type) ? Kind.ERROR : Kind.OTHER;
            byte[] content = type == version.replyType() ? echo(type) : error(type, quoted(version));
            assertEquals(expected, read(version, outer(version, content)), "type " + type);
        }
    }

    @ParameterizedTest
    @EnumSource
    void anErrorTellsWhatItQuotes(IcmpVersion version) {
        byte[] all = outer(version, error(3, quoted(version)));
        byte[] source = address(version, 1);
        byte[] destination = address(version, 2);
        for (int cut = 0; cut <= Long.BYTES; cut++) {
            assertEquals(Kind.ERROR, read(version, Arrays.copyOf(all, all.length - cut)), "without " + cut);
            assertEquals(ID, message.id());
            assertEquals(SEQUENCE, message.sequence());
            assertTrue(message.quotes(source, destination));
            assertFalse(message.quotes(destination, source));
            assertTrue(message.agreesWith(COOKIE));
            assertEquals(cut > 0, message.agreesWith(COOKIE + 1));
        }
        for (int length = 0; length < all.length - Long.BYTES; length++)
            assertEquals(Kind.OTHER, read(version, Arrays.copyOf(all, length)), "length " + length);
    }

    @Test
    void errorsHaveTheFieldsWords() {
        assertEquals("host unreachable", IcmpVersion.V4.words(3, 1));
        assertEquals("communication prohibited", IcmpVersion.V4.words(3, 13));
        assertEquals("unreachable, code 16", IcmpVersion.V4.words(3, 16));
        assertEquals("time to live exceeded", IcmpVersion.V4.words(11, 0));
        assertEquals("address unreachable", IcmpVersion.V6.words(1, 3));
        assertEquals("hop limit exceeded", IcmpVersion.V6.words(3, 0));
    }

    @Property
    void nothingThatMayComeBreaksIt(@ForAll IcmpVersion version, @ForAll @Size(max = 120) byte[] bytes) {
        Kind kind = read(version, bytes);
        if (kind == Kind.ERROR) assertFalse(message.quotes(address(version, 1), new byte[0]));
    }

    private Kind read(IcmpVersion version, byte[] datagram) {
        return message.read(version, MemorySegment.ofArray(datagram), datagram.length);
    }

    private static byte[] request(IcmpVersion version, int id, int sequence, long cookie) {
        byte[] bytes = new byte[IcmpMessage.LENGTH];
        IcmpMessage.writeRequest(MemorySegment.ofArray(bytes), version, id, sequence, cookie);
        return bytes;
    }

    private static byte[] echo(int type) {
        byte[] bytes = request(IcmpVersion.V4, ID, SEQUENCE, COOKIE);
        bytes[0] = (byte) type;
        return bytes;
    }

    private static byte[] quoted(IcmpVersion version) {
        byte[] header = new byte[version.ipHeader()];
        header[0] = 0x45;
        header[version.ipProtocolOffset()] = (byte) version.protocol();
        System.arraycopy(address(version, 1), 0, header, version.ipSourceOffset(), version.addressBytes());
        System.arraycopy(
                address(version, 2),
                0,
                header,
                version.ipSourceOffset() + version.addressBytes(),
                version.addressBytes());
        return joined(header, echo(version.requestType()));
    }

    private static byte[] error(int type, byte[] quoted) {
        return joined(new byte[] {(byte) type, 0, 0, 0, 0, 0, 0, 0}, quoted);
    }

    /** As a raw socket hands it over. */
    private static byte[] outer(IcmpVersion version, byte[] content) {
        if (!version.deliversIpHeader()) return content;
        byte[] header = new byte[version.ipHeader()];
        header[0] = 0x45;
        return joined(header, content);
    }

    private static byte[] address(IcmpVersion version, int last) {
        byte[] bytes = new byte[version.addressBytes()];
        bytes[bytes.length - 1] = (byte) last;
        return bytes;
    }

    private static byte[] joined(byte[] one, byte[] other) {
        return ByteBuffer.allocate(one.length + other.length)
                .put(one)
                .put(other)
                .array();
    }
}
