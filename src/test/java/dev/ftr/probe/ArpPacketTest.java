package dev.ftr.probe;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ftr.model.IpAddress;
import java.util.Arrays;
import java.util.HexFormat;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

class ArpPacketTest {
    private static final byte[] REPLY =
            HexFormat.of().parseHex("0001080006040002" + "02aabbccddee" + "c6120102" + "020102030405" + "c6120101");

    private final ArpPacket request = ArpPacket.request(
            HexFormat.of().parseHex("020102030405"), IpAddress.parse("198.18.1.1"), IpAddress.parse("198.18.1.2"));

    @Test
    void asksWhoHasTheAddress() {
        assertArrayEquals(
                HexFormat.of().parseHex("0001080006040001" + "020102030405" + "c6120101" + "000000000000" + "c6120102"),
                request.bytes());
    }

    @Test
    void isAnsweredByWhomWasAsked() {
        assertTrue(request.isAnsweredBy(REPLY, REPLY.length));
        assertFalse(request.isAnsweredBy(request.bytes(), REPLY.length));
    }

    @Test
    void everyByteButTheHardwareAddressesCounts() {
        for (int at = 0; at < REPLY.length; at++) {
            byte[] other = REPLY.clone();
            other[at] ^= 1;
            boolean hardware = (at >= 8 && at < 14) || (at >= 18 && at < 24);
            assertEquals(hardware, request.isAnsweredBy(other, other.length), "byte " + at);
        }
    }

    @Property
    void noFrameBreaksIt(@ForAll @Size(max = 64) byte[] frame) {
        assertFalse(request.isAnsweredBy(frame, frame.length));
        for (int length = 0; length < REPLY.length; length++)
            assertFalse(request.isAnsweredBy(Arrays.copyOf(REPLY, length), length));
    }
}
