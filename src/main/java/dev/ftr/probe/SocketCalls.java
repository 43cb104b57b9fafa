package dev.ftr.probe;

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
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The system calls of stream, datagram and packet sockets, with the numbers of Linux on x86-64 and arm64. What returns an
 * int returns the negative errno on failure. An instance belongs to the thread that owns its arena.
 *
 * <p>Apart from {@link PosixSockets}, for binding functions takes time, and who asks by ICMP alone does not need these.
 */
@SuppressWarnings("restricted")
final class SocketCalls {
    static final int AF_INET = 2;
    static final int AF_PACKET = 17;
    static final int SOCK_STREAM = 1;
    static final int SOCK_DGRAM = 2;
    static final int ETH_P_ARP = 0x0806;
    static final short POLLIN = 1;
    static final short POLLOUT = 4;
    static final int EINPROGRESS = 115;

    private static final ValueLayout.OfInt INT = ValueLayout.JAVA_INT;
    private static final ValueLayout.OfLong LONG = ValueLayout.JAVA_LONG;
    private static final ValueLayout.OfShort SHORT = ValueLayout.JAVA_SHORT;
    private static final ValueLayout.OfShort NETWORK_SHORT = SHORT.withOrder(ByteOrder.BIG_ENDIAN);
    private static final MemoryLayout POINTER = ValueLayout.ADDRESS;
    private static final Linker LINKER = Linker.nativeLinker();
    private static final VarHandle ERRNO_FIELD =
            Linker.Option.captureStateLayout().varHandle(MemoryLayout.PathElement.groupElement("errno"));

    private static final MethodHandle SOCKET = function("socket", FunctionDescriptor.of(INT, INT, INT, INT));
    private static final MethodHandle SETSOCKOPT =
            function("setsockopt", FunctionDescriptor.of(INT, INT, INT, INT, POINTER, INT));
    private static final MethodHandle GETSOCKOPT =
            function("getsockopt", FunctionDescriptor.of(INT, INT, INT, INT, POINTER, POINTER));
    private static final MethodHandle BIND = function("bind", FunctionDescriptor.of(INT, INT, POINTER, INT));
    private static final MethodHandle CONNECT = function("connect", FunctionDescriptor.of(INT, INT, POINTER, INT));
    private static final MethodHandle SENDTO =
            function("sendto", FunctionDescriptor.of(LONG, INT, POINTER, LONG, INT, POINTER, INT));
    private static final MethodHandle RECV = function("recv", FunctionDescriptor.of(LONG, INT, POINTER, LONG, INT));
    private static final MethodHandle POLL = function("poll", FunctionDescriptor.of(INT, POINTER, LONG, INT));
    private static final MethodHandle IOCTL =
            function("ioctl", FunctionDescriptor.of(INT, INT, LONG, POINTER), Linker.Option.firstVariadicArg(2));
    private static final MethodHandle CLOSE =
            LINKER.downcallHandle(LINKER.defaultLookup().findOrThrow("close"), FunctionDescriptor.of(INT, INT));

    private static final int NONBLOCK_CLOEXEC = 0x80800;
    private static final int SOL_SOCKET = 1;
    private static final int SO_ERROR = 4;
    private static final int SO_RCVBUF = 8;
    private static final int SO_LINGER = 13;
    private static final int SO_BINDTODEVICE = 25;
    private static final int SO_MARK = 36;
    private static final int SOL_IP = 0;
    private static final int IP_RECVERR = 11;
    private static final int MSG_NOSIGNAL = 0x4000;
    private static final int SIOCGIFFLAGS = 0x8913;
    private static final int SIOCGIFHWADDR = 0x8927;
    private static final int SIOCGIFINDEX = 0x8933;
    private static final int IFF_NOARP = 0x80;
    private static final int ARPHRD_ETHER = 1;
    private static final int IFNAMSIZ = 16;
    private static final int IFREQ = 40;
    private static final int POLLFD = 8;
    private static final int SOCKADDR_IN = 16;
    private static final int SOCKADDR_LL = 20;
    private static final int HARDWARE_ADDRESS = 6;

    private final MemorySegment callState;
    private final MemorySegment address;
    private final MemorySegment option;
    private final MemorySegment pollfd;

    SocketCalls(Arena arena) {
        callState = arena.allocate(Linker.Option.captureStateLayout());
        address = arena.allocate(SOCKADDR_LL, 8);
        option = arena.allocate(IFREQ, 8);
        pollfd = arena.allocate(POLLFD, 4);
    }

    /** Binds the functions, unless they are: some tenths of a second in a cold JVM, which are no fault of any target. */
    static void prepare() {
        // Initialising the class does it.
    }

    /** A socket that neither blocks nor is inherited by child processes. */
    int socket(int family, int type) {
        return call(() -> (int) SOCKET.invokeExact(callState, family, type | NONBLOCK_CLOEXEC, 0));
    }

    int bindToDevice(int fd, InterfaceName device) {
        option.setString(0, device.value());
        return setOption(fd, SOL_SOCKET, SO_BINDTODEVICE, option, IFNAMSIZ);
    }

    int mark(int fd, int mark) {
        return setOption(fd, SOL_SOCKET, SO_MARK, mark);
    }

    int receiveBuffer(int fd, int bytes) {
        return setOption(fd, SOL_SOCKET, SO_RCVBUF, bytes);
    }

    /** A datagram socket hears of hosts and networks that cannot be reached only if it asks to (ip(7)). */
    int reportErrors(int fd) {
        return setOption(fd, SOL_IP, IP_RECVERR, 1);
    }

    /** Closing sends a reset and forgets the connection; else it would linger in TIME_WAIT, and be counted as a user's. */
    int resetOnClose(int fd) {
        option.set(INT, 0, 1);
        option.set(INT, Integer.BYTES, 0);
        return setOption(fd, SOL_SOCKET, SO_LINGER, option, 2 * Integer.BYTES);
    }

    int bind(int fd, IpAddress source) {
        MemorySegment to = internet(source, 0);
        return call(() -> (int) BIND.invokeExact(callState, fd, to, SOCKADDR_IN));
    }

    /** Of a packet socket: to this device, and to frames of this protocol. */
    int bind(int fd, int device, int protocol) {
        MemorySegment to = link(device, protocol);
        return call(() -> (int) BIND.invokeExact(callState, fd, to, SOCKADDR_LL));
    }

    int connect(int fd, IpAddress target, int port) {
        MemorySegment to = internet(target, port);
        return call(() -> (int) CONNECT.invokeExact(callState, fd, to, SOCKADDR_IN));
    }

    /** On a connected socket: the number of bytes that were taken. */
    int send(int fd, MemorySegment bytes) {
        return call(() -> (int)
                (long) SENDTO.invokeExact(callState, fd, bytes, bytes.byteSize(), MSG_NOSIGNAL, MemorySegment.NULL, 0));
    }

    /** Puts a frame onto the link, for everybody there. */
    int broadcast(int fd, MemorySegment frame, int device, int protocol) {
        MemorySegment to = link(device, protocol);
        return call(() ->
                (int) (long) SENDTO.invokeExact(callState, fd, frame, frame.byteSize(), MSG_NOSIGNAL, to, SOCKADDR_LL));
    }

    /** The number of bytes; 0: the other side has ended the stream. */
    int receive(int fd, MemorySegment buffer) {
        return call(() -> (int) (long) RECV.invokeExact(callState, fd, buffer, buffer.byteSize(), 0));
    }

    /** Waits until the socket is ready for these events or in an error: 0 if not within that time. */
    int poll(int fd, short events, int millis) {
        pollfd.set(INT, 0, fd);
        pollfd.set(SHORT, 4, events);
        pollfd.set(SHORT, 6, (short) 0);
        return call(() -> (int) POLL.invokeExact(callState, pollfd, 1L, millis));
    }

    /** What has become of the socket since it was last asked: an errno, 0 if all is well. */
    int takeError(int fd) {
        option.set(INT, 0, 0);
        option.set(INT, Integer.BYTES, Integer.BYTES);
        int asked = call(() -> (int)
                GETSOCKOPT.invokeExact(callState, fd, SOL_SOCKET, SO_ERROR, option, option.asSlice(Integer.BYTES)));
        return asked < 0 ? -asked : option.get(INT, 0);
    }

    /** Index of the device that has this name in the socket's network namespace. */
    int interfaceIndex(int fd, InterfaceName device) {
        int error = ask(fd, SIOCGIFINDEX, device);
        return error < 0 ? error : option.get(INT, IFNAMSIZ);
    }

    /** Address of the device on its link; empty when it is no Ethernet, or one without ARP. */
    Optional<byte[]> hardwareAddress(int fd, InterfaceName device) {
        if (ask(fd, SIOCGIFFLAGS, device) < 0) return Optional.empty();
        if ((option.get(SHORT, IFNAMSIZ) & IFF_NOARP) != 0) return Optional.empty();
        if (ask(fd, SIOCGIFHWADDR, device) < 0) return Optional.empty();
        if (option.get(SHORT, IFNAMSIZ) != ARPHRD_ETHER) return Optional.empty();
        return Optional.of(option.asSlice(IFNAMSIZ + 2, HARDWARE_ADDRESS).toArray(ValueLayout.JAVA_BYTE));
    }

    static void close(int fd) {
        try {
            int ignored = (int) CLOSE.invokeExact(fd);
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    /** Fills a {@code struct ifreq} with what the kernel knows of the device (netdevice(7)). */
    private int ask(int fd, long what, InterfaceName device) {
        option.fill((byte) 0);
        option.setString(0, device.value());
        return call(() -> (int) IOCTL.invokeExact(callState, fd, what, option));
    }

    private int setOption(int fd, int level, int name, int value) {
        option.set(INT, 0, value);
        return setOption(fd, level, name, option, Integer.BYTES);
    }

    private int setOption(int fd, int level, int name, MemorySegment value, int length) {
        return call(() -> (int) SETSOCKOPT.invokeExact(callState, fd, level, name, value, length));
    }

    /** A {@code struct sockaddr_in} (ip(7)). */
    private MemorySegment internet(IpAddress ip, int port) {
        address.fill((byte) 0);
        address.set(SHORT, 0, (short) AF_INET);
        address.set(NETWORK_SHORT, 2, (short) port);
        address.asSlice(4).copyFrom(MemorySegment.ofArray(ip.bytes()));
        return address;
    }

    /** A {@code struct sockaddr_ll} (packet(7)) with the broadcast address. */
    private MemorySegment link(int device, int protocol) {
        address.fill((byte) 0);
        address.set(SHORT, 0, (short) AF_PACKET);
        address.set(NETWORK_SHORT, 2, (short) protocol);
        address.set(INT, 4, device);
        address.set(ValueLayout.JAVA_BYTE, 11, (byte) HARDWARE_ADDRESS);
        address.asSlice(12, HARDWARE_ADDRESS).fill((byte) 0xff);
        return address;
    }

    private int call(Call call) {
        try {
            int returned = call.call();
            return returned == -1 ? -(int) ERRNO_FIELD.get(callState, 0L) : returned;
        } catch (Throwable e) {
            throw unexpected(e);
        }
    }

    private static MethodHandle function(String name, FunctionDescriptor signature, Linker.Option... options) {
        List<Linker.Option> all = new ArrayList<>(List.of(options));
        all.add(Linker.Option.captureCallState("errno"));
        return LINKER.downcallHandle(
                LINKER.defaultLookup().findOrThrow(name), signature, all.toArray(Linker.Option[]::new));
    }

    private static RuntimeException unexpected(Throwable e) {
        if (e instanceof RuntimeException plain) return plain;
        if (e instanceof Error error) throw error;
        return new IllegalStateException(e);
    }

    @FunctionalInterface
    private interface Call {
        int call() throws Throwable;
    }
}
