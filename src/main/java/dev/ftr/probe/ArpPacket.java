package dev.ftr.probe;

import dev.ftr.model.IpAddress;
import java.nio.ByteBuffer;
import java.util.Arrays;

/** A question for the hardware address of an IPv4 address on an Ethernet (RFC 826). */
final class ArpPacket {
    static final int LENGTH = 28;

    private static final int OPERATION = 6;
    private static final int SENDER_IP = 14;
    private static final int TARGET_IP = 24;
    private static final short REQUEST = 1;
    private static final short REPLY = 2;

    private final byte[] bytes;

    private ArpPacket(byte[] bytes) {
        this.bytes = bytes;
    }

    static ArpPacket request(byte[] hardware, IpAddress source, IpAddress target) {
        return new ArpPacket(ByteBuffer.allocate(LENGTH)
                .putShort((short) 1) // Ethernet
                .putShort((short) 0x0800) // IPv4
                .put((byte) 6)
                .put((byte) 4)
                .putShort(REQUEST)
                .put(hardware)
                .put(source.bytes())
                .put(new byte[6])
                .put(target.bytes())
                .array());
    }

    byte[] bytes() {
        return bytes.clone();
    }

    /** Whether a frame, of which this many bytes are valid, is a reply of whom was asked to who asks. */
    boolean isAnsweredBy(byte[] frame, int length) {
        return length >= LENGTH
                && Arrays.equals(frame, 0, OPERATION, bytes, 0, OPERATION)
                && ByteBuffer.wrap(frame).getShort(OPERATION) == REPLY
                && Arrays.equals(frame, SENDER_IP, SENDER_IP + 4, bytes, TARGET_IP, TARGET_IP + 4)
                && Arrays.equals(frame, TARGET_IP, TARGET_IP + 4, bytes, SENDER_IP, SENDER_IP + 4);
    }
}
