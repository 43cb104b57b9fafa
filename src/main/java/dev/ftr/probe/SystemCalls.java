package dev.ftr.probe;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.VarHandle;

/**
 * The system calls of probing, with the numbers of Linux on x86-64 and arm64. What returns an int returns the negative errno
 * on failure, as the kernel itself does. An instance is used by one thread at a time; the static functions by any.
 *
 * <p>Binding the functions takes some 0.3 s of a cold JVM: nothing but what probes may touch this class.
 */
@SuppressWarnings("restricted")
final class SystemCalls {
    /** An entry of poll(2): {@code int fd; short events; short revents}. */
    static final int POLLFD_SIZE = 8;

    static final long FOR_EVER = -1;

    private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT;
    private static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG;
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
    private static final MethodHandle RECVMSG =
            function("recvmsg", FunctionDescriptor.of(LONG, INT, POINTER, INT), ERRNO);
    private static final MethodHandle PPOLL =
            function("ppoll", FunctionDescriptor.of(INT, POINTER, LONG, POINTER, POINTER), ERRNO);
    private static final MethodHandle IOCTL =
            function("ioctl", FunctionDescriptor.of(INT, INT, LONG, POINTER), Linker.Option.firstVariadicArg(2));
    private static final MethodHandle GETRANDOM =
            function("getrandom", FunctionDescriptor.of(LONG, POINTER, LONG, INT), ERRNO);
    private static final MethodHandle CLOCK_GETTIME =
            function("clock_gettime", FunctionDescriptor.of(INT, INT, POINTER), Linker.Option.critical(false));
    private static final MethodHandle EVENTFD = function("eventfd", FunctionDescriptor.of(INT, INT, INT));
    private static final MethodHandle EVENTFD_WRITE = function("eventfd_write", FunctionDescriptor.of(INT, INT, LONG));
    private static final MethodHandle EVENTFD_READ = function("eventfd_read", FunctionDescriptor.of(INT, INT, POINTER));
    private static final MethodHandle CLOSE = function("close", FunctionDescriptor.of(INT, INT));

    private static final int SOCK_RAW = 3;
    private static final int NONBLOCK_CLOEXEC = 0x80800;
    private static final int SOL_SOCKET = 1;
    private static final int SO_ATTACH_FILTER = 26;
    private static final int OPTION_BYTES = 64;
    private static final int LONGEST_PROGRAM = 32;
    private static final int CLOCK_REALTIME = 0;
    private static final long SIOCGIFINDEX = 0x8933;
    private static final int IFREQ_INDEX = 16;
    private static final int RANDOM_BYTES = 256;
    private static final long NANOS = 1_000_000_000;

    private final MemorySegment callState;
    private final MemorySegment address;
    private final MemorySegment option;
    private final MemorySegment program;
    private final MemorySegment random;
    private final MemorySegment time;
    private int randomUsed = RANDOM_BYTES;

    SystemCalls(Arena arena) {
        callState = arena.allocate(Linker.Option.captureStateLayout());
        address = arena.allocate(IcmpVersion.V6.socketAddressBytes(), 8);
        option = arena.allocate(OPTION_BYTES, 8);
        program = arena.allocate(LONGEST_PROGRAM * (long) Long.BYTES, 8);
        random = arena.allocate(RANDOM_BYTES, 8);
        time = arena.allocate(2L * Long.BYTES, 8);
    }

    /** A raw socket that neither blocks nor is inherited by child processes. */
    int rawSocket(IcmpVersion version) {
        try {
            return result((int) SOCKET.invokeExact(
                    callState, version.addressFamily(), SOCK_RAW | NONBLOCK_CLOEXEC, version.protocol()));
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    int setSocketOption(int fd, int name, int value) {
        option.set(INT, 0, value);
        return setOption(fd, SOL_SOCKET, name, Integer.BYTES);
    }

    /** At most 64 bytes. */
    int setOption(int fd, int level, int name, byte[] value) {
        MemorySegment.copy(value, 0, option, ValueLayout.JAVA_BYTE, 0, value.length);
        return setOption(fd, level, name, value.length);
    }

    /** Lets into the socket only what the program of classic BPF admits. */
    int attachFilter(int fd, long[] instructions) {
        MemorySegment.copy(instructions, 0, program, LONG, 0, instructions.length);
        option.set(LONG, 0, instructions.length);
        option.set(ValueLayout.ADDRESS, Long.BYTES, program);
        return setOption(fd, SOL_SOCKET, SO_ATTACH_FILTER, 2 * Long.BYTES);
    }

    private int setOption(int fd, int level, int name, int length) {
        try {
            return result((int) SETSOCKOPT.invokeExact(callState, fd, level, name, option, length));
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    /** @param device index of the device to which a link-local address belongs */
    int bind(int fd, IcmpVersion version, byte[] source, int device) {
        writeAddress(version, source, device);
        try {
            return result((int) BIND.invokeExact(callState, fd, address, version.socketAddressBytes()));
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    /** Sends the first {@code length} bytes of the packet. */
    int send(int fd, MemorySegment packet, long length, IcmpVersion version, byte[] target, int device) {
        writeAddress(version, target, device);
        try {
            return result((int)
                    (long) SENDTO.invokeExact(callState, fd, packet, length, 0, address, version.socketAddressBytes()));
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    private void writeAddress(IcmpVersion version, byte[] bytes, int device) {
        address.fill((byte) 0);
        address.set(ValueLayout.JAVA_SHORT, 0, (short) version.addressFamily());
        MemorySegment.copy(bytes, 0, address, ValueLayout.JAVA_BYTE, version.addressOffset(), bytes.length);
        boolean isLinkLocal = version == IcmpVersion.V6 && bytes[0] == (byte) 0xfe && (bytes[1] & 0xc0) == 0x80;
        if (isLinkLocal) address.set(INT, version.addressOffset() + (long) version.addressBytes(), device);
    }

    /** Reads one message into what a {@code struct msghdr} describes: its length in bytes. */
    int receive(int fd, MemorySegment header) {
        try {
            return result((int) (long) RECVMSG.invokeExact(callState, fd, header, 0));
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    /** Waits until one of the first {@code count} entries is ready, at most for so many nanoseconds. */
    int poll(MemorySegment pollfds, int count, long nanos) {
        MemorySegment wait = nanos < 0 ? MemorySegment.NULL : time;
        time.set(LONG, 0, nanos / NANOS);
        time.set(LONG, Long.BYTES, nanos % NANOS);
        try {
            return result((int) PPOLL.invokeExact(callState, pollfds, (long) count, wait, MemorySegment.NULL));
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    /**
     * Index of the device that has this name now, 0 if there is none.
     *
     * @param name 16 bytes, the rest zero
     */
    int interfaceIndex(int fd, byte[] name) {
        MemorySegment.copy(name, 0, option, ValueLayout.JAVA_BYTE, 0, name.length);
        try {
            return (int) IOCTL.invokeExact(fd, SIOCGIFINDEX, option) == 0 ? option.get(INT, IFREQ_INDEX) : 0;
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    /** Eight bytes of the kernel's random numbers. Up to 256 come whole and without a signal's interruption (getrandom(2)). */
    long random() {
        if (randomUsed == RANDOM_BYTES) {
            try {
                int error = result((int) (long) GETRANDOM.invokeExact(callState, random, (long) RANDOM_BYTES, 0));
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

    /** Nanoseconds since 1970 on the clock of the kernel's time stamps. */
    long wallClock() {
        try {
            int ignored = (int) CLOCK_GETTIME.invokeExact(CLOCK_REALTIME, time);
        } catch (Throwable e) {
            throw unexpected(e);
        }
        return time.get(LONG, 0) * NANOS + time.get(LONG, Long.BYTES);
    }

    /** Takes back what {@link #raise} did. */
    void lower(int eventfd) {
        try {
            int ignored = (int) EVENTFD_READ.invokeExact(eventfd, option);
        } catch (Throwable e) {
            throw unexpected(e);
        }
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
