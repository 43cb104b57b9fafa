package dev.ftr.daemon;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.VarHandle;
import java.nio.charset.StandardCharsets;

/**
 * Sends datagrams to a UNIX socket, which the JDK cannot. The address is looked up at each message, so that a receiver which
 * was made anew is found. Binding the functions is expensive in a cold JVM: nothing but {@link Systemd} may touch this class.
 */
@SuppressWarnings("restricted")
final class NotifySocket implements AutoCloseable {
    /** {@code struct sockaddr_un}: a family of two bytes, then the path (unix(7)). */
    private static final int SUN_PATH = 2;

    private static final int SUN_PATH_BYTES = 108;
    private static final short AF_UNIX = 1;
    private static final int SOCK_DGRAM_CLOEXEC = 0x80002;
    private static final int MSG_DONTWAIT_NOSIGNAL = 0x4040;

    private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT;
    private static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG;
    private static final MemoryLayout POINTER = ValueLayout.ADDRESS;
    private static final Linker.Option ERRNO = Linker.Option.captureCallState("errno");
    private static final VarHandle ERRNO_FIELD =
            Linker.Option.captureStateLayout().varHandle(MemoryLayout.PathElement.groupElement("errno"));

    private static final MethodHandle SOCKET = function("socket", FunctionDescriptor.of(INT, INT, INT, INT), ERRNO);
    private static final MethodHandle SENDTO =
            function("sendto", FunctionDescriptor.of(LONG, INT, POINTER, LONG, INT, POINTER, INT), ERRNO);
    private static final MethodHandle CLOSE = function("close", FunctionDescriptor.of(INT, INT));

    private final int fd;
    private final byte[] address;

    private NotifySocket(int fd, byte[] address) {
        this.fd = fd;
        this.address = address;
    }

    /** Whether the kernel can hold this address; a path needs a zero byte at its end. */
    static boolean fits(String address) {
        return address.getBytes(StandardCharsets.UTF_8).length < SUN_PATH_BYTES;
    }

    /**
     * Opens a socket that child processes do not inherit.
     *
     * @param address a path, or {@code @} and an abstract name; must {@link #fits fit}
     * @throws IOException in the words of errno(3)
     */
    static NotifySocket open(String address) throws IOException {
        boolean isAbstract = address.startsWith("@");
        byte[] name = (isAbstract ? "\0" + address.substring(1) : address + "\0").getBytes(StandardCharsets.UTF_8);
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment state = arena.allocate(Linker.Option.captureStateLayout());
            int fd = (int) SOCKET.invokeExact(state, (int) AF_UNIX, SOCK_DGRAM_CLOEXEC, 0);
            if (fd < 0) throw failure(state);
            return new NotifySocket(fd, name);
        } catch (Throwable e) {
            throw plain(e);
        }
    }

    /** Sends without waiting: a full queue of the receiver is a failure. */
    void send(String message) throws IOException {
        byte[] text = message.getBytes(StandardCharsets.UTF_8);
        try (Arena arena = Arena.ofConfined()) {
            MemorySegment state = arena.allocate(Linker.Option.captureStateLayout());
            MemorySegment to = arena.allocate(SUN_PATH + (long) address.length, Short.BYTES);
            to.set(ValueLayout.JAVA_SHORT, 0, AF_UNIX);
            MemorySegment.copy(address, 0, to, ValueLayout.JAVA_BYTE, SUN_PATH, address.length);
            MemorySegment bytes = arena.allocateFrom(ValueLayout.JAVA_BYTE, text);
            long sent = (long) SENDTO.invokeExact(
                    state, fd, bytes, bytes.byteSize(), MSG_DONTWAIT_NOSIGNAL, to, (int) to.byteSize());
            if (sent < 0) throw failure(state);
        } catch (Throwable e) {
            throw plain(e);
        }
    }

    /** Microseconds on CLOCK_MONOTONIC, by which systemd tells an answer to its request from an older one. */
    static long monotonicMicros() {
        return Monotonic.micros();
    }

    @Override
    public void close() {
        try {
            int ignored = (int) CLOSE.invokeExact(fd);
        } catch (Throwable e) {
            throw new IllegalStateException(e);
        }
    }

    private static IOException failure(MemorySegment state) {
        int errno = (int) ERRNO_FIELD.get(state, 0L);
        return new IOException(
                switch (errno) {
                    case 2 -> "No such file or directory";
                    case 11 -> "Resource temporarily unavailable: its queue is full";
                    case 13 -> "Permission denied";
                    case 24 -> "Too many open files";
                    case 111 -> "Connection refused: nobody listens";
                    default -> "error " + errno;
                });
    }

    private static IOException plain(Throwable e) throws IOException {
        return switch (e) {
            case IOException known -> known;
            case RuntimeException known -> throw known;
            case Error known -> throw known;
            default -> throw new IllegalStateException(e);
        };
    }

    private static MethodHandle function(String name, FunctionDescriptor signature, Linker.Option... options) {
        Linker linker = Linker.nativeLinker();
        return linker.downcallHandle(linker.defaultLookup().findOrThrow(name), signature, options);
    }

    /** Bound at the first reload, which most processes never see. */
    private static final class Monotonic {
        private static final int CLOCK_MONOTONIC = 1;
        private static final MethodHandle CLOCK_GETTIME =
                function("clock_gettime", FunctionDescriptor.of(INT, INT, POINTER));

        static long micros() {
            try (Arena arena = Arena.ofConfined()) {
                MemorySegment time = arena.allocate(LONG, 2);
                int ignored = (int) CLOCK_GETTIME.invokeExact(CLOCK_MONOTONIC, time);
                return time.get(LONG, 0) * 1_000_000 + time.get(LONG, Long.BYTES) / 1000;
            } catch (RuntimeException | Error e) {
                throw e;
            } catch (Throwable e) {
                throw new IllegalStateException(e);
            }
        }
    }
}
