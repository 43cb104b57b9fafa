package dev.ftr.probe;

import dev.ftr.model.Family;
import dev.ftr.model.InterfaceName;
import dev.ftr.model.IpAddress;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.VarHandle;

/**
 * The system calls of raw sockets, with the numbers of Linux on x86-64 and arm64. What returns an int returns the negative
 * errno on failure, as the kernel itself does. An instance belongs to the thread that owns its arena.
 *
 * <p>Binding the functions takes some 0.3 s of a cold JVM: nothing but a prober may touch this class.
 */
@SuppressWarnings("restricted")
final class PosixSockets {
    /** An entry of poll(2): {@code int fd; short events; short revents}. */
    static final int POLLFD_SIZE = 8;

    private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT;
    private static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG;
    private static final ValueLayout.OfShort SHORT = ValueLayout.JAVA_SHORT;
    private static final MemoryLayout POINTER = ValueLayout.ADDRESS;
    private static final Linker LINKER = Linker.nativeLinker();
    private static final Linker.Option ERRNO = Linker.Option.captureCallState("errno");
    private static final VarHandle ERRNO_FIELD =
            Linker.Option.captureStateLayout().varHandle(MemoryLayout.PathElement.groupElement("errno"));

    private static final MethodHandle SOCKET = function("socket", FunctionDescriptor.of(INT, INT, INT, INT), ERRNO);
    private static final MethodHandle SETSOCKOPT =
            function("setsockopt", FunctionDescriptor.of(INT, INT, INT, INT, POINTER, INT), ERRNO);
    private static final MethodHandle BIND = function("bind", FunctionDescriptor.of(INT, INT, POINTER, INT), ERRNO);
    private static final MethodHandle SENDTO =
            function("sendto", FunctionDescriptor.of(LONG, INT, POINTER, LONG, INT, POINTER, INT), ERRNO);
    private static final MethodHandle READ = function("read", FunctionDescriptor.of(LONG, INT, POINTER, LONG), ERRNO);
    private static final MethodHandle POLL = function("poll", FunctionDescriptor.of(INT, POINTER, LONG, INT), ERRNO);
    private static final MethodHandle IF_NAMETOINDEX = function("if_nametoindex", FunctionDescriptor.of(INT, POINTER));
    private static final MethodHandle GETRANDOM =
            function("getrandom", FunctionDescriptor.of(LONG, POINTER, LONG, INT), ERRNO);
    private static final MethodHandle EVENTFD = function("eventfd", FunctionDescriptor.of(INT, INT, INT));
    private static final MethodHandle EVENTFD_WRITE = function("eventfd_write", FunctionDescriptor.of(INT, INT, LONG));
    private static final MethodHandle CLOSE = function("close", FunctionDescriptor.of(INT, INT));

    private static final int AF_INET = 2;
    private static final int SOCK_RAW = 3;
    private static final int NONBLOCK_CLOEXEC = 0x80800;
    private static final int IPPROTO_ICMP = 1;
    private static final int SOL_SOCKET = 1;
    private static final int SO_BINDTODEVICE = 25;
    private static final int IFNAMSIZ = 16;
    private static final int SO_ATTACH_FILTER = 26;
    private static final int SO_MARK = 36;
    private static final int SOL_RAW = 255;
    private static final int ICMP_FILTER = 1;
    private static final short POLLIN = 1;
    private static final int SOCKADDR_IN = 16;
    private static final long RANDOM_BYTES = 256;

    private final MemorySegment callState;
    private final MemorySegment address;
    private final MemorySegment option;
    private final MemorySegment random;
    private final MemorySegment program;
    private long randomUsed = RANDOM_BYTES;

    PosixSockets(Arena arena) {
        callState = arena.allocate(Linker.Option.captureStateLayout());
        address = arena.allocate(SOCKADDR_IN, 4);
        option = arena.allocate(64, 8);
        random = arena.allocate(RANDOM_BYTES, 8);
        program = arena.allocate(5 * 8L, 8);
    }

    /** A raw socket for ICMP that neither blocks nor is inherited by child processes. IPv4 only, so far. */
    int icmpSocket(Family family) {
        try {
            return result((int)
                    SOCKET.invokeExact(callState, addressFamily(family), SOCK_RAW | NONBLOCK_CLOEXEC, IPPROTO_ICMP));
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    int bindToDevice(int fd, InterfaceName device) {
        option.setString(0, device.value());
        return setOption(fd, SOL_SOCKET, SO_BINDTODEVICE, IFNAMSIZ);
    }

    int mark(int fd, int mark) {
        option.set(INT, 0, mark);
        return setOption(fd, SOL_SOCKET, SO_MARK, Integer.BYTES);
    }

    /** Lets no other type of ICMP message in: a set bit keeps the type out (raw(7)). */
    int admitOnlyType(int fd, int type) {
        option.set(INT, 0, ~(1 << type));
        return setOption(fd, SOL_RAW, ICMP_FILTER, Integer.BYTES);
    }

    /** Lets no ICMP echo message with another identifier in, so that somebody else's ping does not wake us. */
    int admitOnlyIdentifier(int fd, int id) {
        instruction(0, 0xb1, 0, 0, 0); // ldxb 4*([0]&0xf): length of the IP header
        instruction(1, 0x48, 0, 0, 4); // ldh [x+4]
        instruction(2, 0x15, 0, 1, id); // jeq #id
        instruction(3, 0x06, 0, 0, -1); // ret: all of the packet
        instruction(4, 0x06, 0, 0, 0); // ret: nothing
        option.set(LONG, 0, 5);
        option.set(ValueLayout.ADDRESS, 8, program);
        return setOption(fd, SOL_SOCKET, SO_ATTACH_FILTER, 16);
    }

    int bind(int fd, IpAddress source) {
        try {
            return result((int) BIND.invokeExact(callState, fd, socketAddress(source), SOCKADDR_IN));
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    /** Sends the first {@code length} bytes of the packet. */
    int send(int fd, MemorySegment packet, long length, IpAddress target) {
        try {
            return result((int)
                    (long) SENDTO.invokeExact(callState, fd, packet, length, 0, socketAddress(target), SOCKADDR_IN));
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    /** Reads from a socket or an eventfd: the number of bytes, at most {@code buffer.byteSize()}. */
    int read(int fd, MemorySegment buffer) {
        try {
            return result((int) (long) READ.invokeExact(callState, fd, buffer, buffer.byteSize()));
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    /** Waits until one of the first {@code count} entries is ready, for ever if {@code millis} is negative. */
    int poll(MemorySegment pollfds, int count, int millis) {
        try {
            return result((int) POLL.invokeExact(callState, pollfds, (long) count, millis));
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    static void watch(MemorySegment pollfds, int index, int fd) {
        long offset = (long) index * POLLFD_SIZE;
        pollfds.set(INT, offset, fd);
        pollfds.set(SHORT, offset + 4, POLLIN);
        pollfds.set(SHORT, offset + 6, (short) 0);
    }

    /** Readable, or in an error that reading will tell. */
    static boolean isReady(MemorySegment pollfds, int index) {
        return pollfds.get(SHORT, (long) index * POLLFD_SIZE + 6) != 0;
    }

    /** Index of the device that has this name now, 0 if there is none. */
    int interfaceIndex(InterfaceName device) {
        option.setString(0, device.value());
        try {
            return (int) IF_NAMETOINDEX.invokeExact(option);
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    /** Eight bytes of the kernel's random numbers. Up to 256 come whole and without a signal's interruption (getrandom(2)). */
    long random() {
        if (randomUsed == RANDOM_BYTES) {
            try {
                int error = result((int) (long) GETRANDOM.invokeExact(callState, random, RANDOM_BYTES, 0));
                if (error < 0) throw new IllegalStateException("getrandom: " + Errno.words(-error));
            } catch (Throwable e) {
                throw unexpected(e);
            }
            randomUsed = 0;
        }
        long value = random.get(LONG, randomUsed);
        randomUsed += Long.BYTES;
        return value;
    }

    /** A counter that makes {@link #poll} return when it is raised. */
    static int eventfd() {
        try {
            int fd = (int) EVENTFD.invokeExact(0, NONBLOCK_CLOEXEC);
            if (fd < 0) throw new IllegalStateException("eventfd: the kernel gave none (too many open files?)");
            return fd;
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    static void raise(int eventfd) {
        try {
            int ignored = (int) EVENTFD_WRITE.invokeExact(eventfd, 1L);
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    static void close(int fd) {
        try {
            int ignored = (int) CLOSE.invokeExact(fd);
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    private int setOption(int fd, int level, int name, int length) {
        try {
            return result((int) SETSOCKOPT.invokeExact(callState, fd, level, name, option, length));
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    /** A {@code struct sock_filter} of classic BPF: {@code u16 code; u8 jt, jf; u32 k}. */
    private void instruction(int index, int code, int ifTrue, int ifFalse, int operand) {
        long offset = index * 8L;
        program.set(SHORT, offset, (short) code);
        program.set(ValueLayout.JAVA_BYTE, offset + 2, (byte) ifTrue);
        program.set(ValueLayout.JAVA_BYTE, offset + 3, (byte) ifFalse);
        program.set(INT, offset + 4, operand);
    }

    private MemorySegment socketAddress(IpAddress ip) {
        address.set(SHORT, 0, (short) addressFamily(ip.family()));
        address.asSlice(4).copyFrom(MemorySegment.ofArray(ip.bytes()));
        return address;
    }

    private static int addressFamily(Family family) {
        return switch (family) {
            case IPV4 -> AF_INET;
            case IPV6 -> throw new IllegalArgumentException("ICMP over IPv6 has another socket and another packet");
        };
    }

    private int result(int returned) {
        return returned == -1 ? -(int) ERRNO_FIELD.get(callState, 0L) : returned;
    }

    private static MethodHandle function(String name, FunctionDescriptor signature, Linker.Option... options) {
        return LINKER.downcallHandle(LINKER.defaultLookup().findOrThrow(name), signature, options);
    }

    private static RuntimeException unexpected(Throwable e) {
        if (e instanceof RuntimeException plain) return plain;
        if (e instanceof Error error) throw error;
        return new IllegalStateException(e);
    }
}
