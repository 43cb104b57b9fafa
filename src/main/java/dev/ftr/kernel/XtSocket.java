package dev.ftr.kernel;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.VarHandle;
import java.util.Map;

/**
 * A socket through which the kernel tells the tables of iptables-legacy, of the network namespace of the thread that opened
 * it. Used by one thread. Binding the functions takes a moment of a cold JVM: only a watch on that backend touches this class.
 */
@SuppressWarnings("restricted")
final class XtSocket implements AutoCloseable {
    static final int EAGAIN = 11;

    private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT;
    private static final Linker LINKER = Linker.nativeLinker();
    private static final Linker.Option ERRNO = Linker.Option.captureCallState("errno");
    private static final VarHandle ERRNO_FIELD =
            Linker.Option.captureStateLayout().varHandle(MemoryLayout.PathElement.groupElement("errno"));
    private static final MethodHandle SOCKET = function("socket", FunctionDescriptor.of(INT, INT, INT, INT));
    private static final MethodHandle GETSOCKOPT =
            function("getsockopt", FunctionDescriptor.of(INT, INT, INT, INT, ValueLayout.ADDRESS, ValueLayout.ADDRESS));
    private static final MethodHandle CLOSE = function("close", FunctionDescriptor.of(INT, INT));

    private static final int AF_INET = 2;
    // Any socket of IPv4 will do; a raw one would need a privilege more.
    private static final int SOCK_DGRAM_CLOEXEC = 2 | 0x80000;
    private static final int IPPROTO_IP = 0;
    private static final Map<Integer, String> WORDS = Map.of(
            1, "Operation not permitted",
            2, "the kernel has no such table",
            12, "Cannot allocate memory",
            92, "the kernel has no ip_tables",
            97, "Address family not supported by protocol");

    private final Arena arena = Arena.ofConfined();
    private final MemorySegment callState = arena.allocate(Linker.Option.captureStateLayout());
    private final MemorySegment length = arena.allocate(INT);
    private final int fd;

    private XtSocket() throws KernelException {
        try {
            fd = result((int) SOCKET.invokeExact(callState, AF_INET, SOCK_DGRAM_CLOEXEC, 0));
        } catch (Throwable e) {
            throw unexpected(e);
        }
        if (fd >= 0) return;
        arena.close();
        throw new KernelException("socket: " + words(fd));
    }

    /** A new socket, to be closed by the thread that opened it. */
    static XtSocket open() throws KernelException {
        return new XtSocket();
    }

    /** Asks for the value of an option, which starts with the question. Returns 0, or the negative errno. */
    int get(int option, MemorySegment value) {
        length.set(INT, 0, (int) value.byteSize());
        try {
            return result((int) GETSOCKOPT.invokeExact(callState, fd, IPPROTO_IP, option, value, length));
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    /** The words for a negative errno. */
    static String words(int error) {
        return WORDS.getOrDefault(-error, "error " + -error);
    }

    @Override
    public void close() {
        try {
            int ignored = (int) CLOSE.invokeExact(callState, fd);
        } catch (Throwable e) {
            throw unexpected(e);
        }
        arena.close();
    }

    private int result(int returned) {
        return returned == -1 ? -(int) ERRNO_FIELD.get(callState, 0L) : returned;
    }

    private static MethodHandle function(String name, FunctionDescriptor signature) {
        return LINKER.downcallHandle(LINKER.defaultLookup().findOrThrow(name), signature, ERRNO);
    }

    private static RuntimeException unexpected(Throwable e) {
        if (e instanceof RuntimeException plain) return plain;
        if (e instanceof Error error) throw error;
        return new IllegalStateException(e);
    }
}
