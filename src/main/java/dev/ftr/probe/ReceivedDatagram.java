package dev.ftr.probe;

import dev.ftr.model.IpAddress;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;

/** The datagram read last, with its sender and the kernel's time stamp: what recvmsg(2) fills in. */
final class ReceivedDatagram {
    /** Option of the socket that stamps what it receives, and type of the control message with the stamp (socket(7)). */
    static final int SO_TIMESTAMPNS = 35;

    private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT;
    private static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG;
    private static final int SOL_SOCKET = 1;
    private static final int LONGEST = 2048;
    private static final int CONTROL_BYTES = 128;

    /** {@code struct msghdr}: name 0, its length 8, iov 16, their number 24, control 32, its length 40, flags 48. */
    private static final int MSGHDR_BYTES = 56;

    private static final int NAME_LENGTH = 8;
    private static final int CONTROL_LENGTH = 40;

    /** {@code struct cmsghdr}: length 0, level 8, type 12; and then a {@code struct timespec}. */
    private static final int STAMPED_BYTES = 32;

    private final SystemCalls calls;
    private final MemorySegment data;
    private final MemorySegment name;
    private final MemorySegment control;
    private final MemorySegment header;
    private IcmpVersion version = IcmpVersion.V4;

    ReceivedDatagram(Arena arena, SystemCalls calls) {
        this.calls = calls;
        data = arena.allocate(LONGEST, 8);
        name = arena.allocate(IcmpVersion.V6.socketAddressBytes(), 8);
        control = arena.allocate(CONTROL_BYTES, 8);
        header = arena.allocate(MSGHDR_BYTES, 8);
        MemorySegment vector = arena.allocate(2L * Long.BYTES, 8);
        vector.set(ValueLayout.ADDRESS, 0, data);
        vector.set(LONG, Long.BYTES, data.byteSize());
        header.set(ValueLayout.ADDRESS, 0, name);
        header.set(ValueLayout.ADDRESS, 16, vector);
        header.set(LONG, 24, 1);
        header.set(ValueLayout.ADDRESS, 32, control);
    }

    /** Reads the next one: its length in bytes, or the negative errno. */
    int receive(int fd, IcmpVersion ofSocket) {
        version = ofSocket;
        header.set(INT, NAME_LENGTH, (int) name.byteSize());
        header.set(LONG, CONTROL_LENGTH, control.byteSize());
        return calls.receive(fd, header);
    }

    MemorySegment data() {
        return data;
    }

    /** When it came in, nanoseconds since 1970; 0 if the kernel does not tell. */
    long stamp() {
        boolean isStamp = header.get(LONG, CONTROL_LENGTH) >= STAMPED_BYTES
                && control.get(INT, 8) == SOL_SOCKET
                && control.get(INT, 12) == SO_TIMESTAMPNS;
        return isStamp ? control.get(LONG, 16) * 1_000_000_000 + control.get(LONG, 24) : 0;
    }

    boolean isFrom(byte[] address) {
        if (address.length != version.addressBytes()) return false;
        for (int i = 0; i < address.length; i++)
            if (name.get(ValueLayout.JAVA_BYTE, version.addressOffset() + (long) i) != address[i]) return false;
        return true;
    }

    IpAddress sender() {
        byte[] all = name.toArray(ValueLayout.JAVA_BYTE);
        int from = version.addressOffset();
        try {
            return new IpAddress(
                    InetAddress.getByAddress(Arrays.copyOfRange(all, from, from + version.addressBytes())));
        } catch (UnknownHostException e) {
            throw new IllegalStateException(e);
        }
    }
}
