package dev.ftr.probe;

import dev.ftr.probe.HealthWatch.Path;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Optional;

/**
 * The raw socket of one path. It is bound to the device before anything else, and nothing is sent unless device, mark and
 * source address are all set: bound to the address alone, a probe would leave by another uplink whenever its own table is
 * empty or dead.
 */
final class EchoSocket {
    private static final int CLOSED = -1;
    private static final int SO_BINDTODEVICE = 25;
    private static final int SO_MARK = 36;
    private static final int SOL_SOCKET = 1;
    private static final int TYPE_FILTER = 1;
    private static final int IFNAMSIZ = 16;

    private final Path path;
    private final SystemCalls calls;
    private final MemorySegment packet;
    private final IcmpVersion version;
    private final byte[] device;
    private final byte[] source;
    /** Stays the same, as the source and target do: connection tracking then keeps one entry for them all. */
    private final int id;

    private int fd = CLOSED;
    private int deviceIndex;

    /** @param packet room to build a packet in, at least {@link IcmpMessage#LENGTH} bytes */
    EchoSocket(Path path, SystemCalls calls, MemorySegment packet) {
        this.path = path;
        this.calls = calls;
        this.packet = packet;
        version = IcmpVersion.of(path.source().family());
        device = Arrays.copyOf(path.device().value().getBytes(StandardCharsets.UTF_8), IFNAMSIZ);
        source = path.source().bytes();
        id = (int) calls.random() & 0xffff;
    }

    /**
     * Why it is not open.
     *
     * @param gone whether the device or the source address is not there
     */
    record Failure(String why, boolean gone) {}

    /** Opens it unless it is open and still bound to the device of that name; else says why not. */
    Optional<Failure> open() {
        // SO_BINDTODEVICE keeps the index: after the device was deleted and made again, or another took its name, the
        // socket would be bound to the old one.
        if (fd != CLOSED && calls.interfaceIndex(fd, device) == deviceIndex) return Optional.empty();
        return reopen();
    }

    /** Closes it and opens it again, or says why it cannot. */
    Optional<Failure> reopen() {
        close();
        int opened = calls.rawSocket(version);
        if (opened < 0) return failed("", -opened);
        fd = opened;
        deviceIndex = calls.interfaceIndex(fd, device);
        int error = calls.setOption(fd, SOL_SOCKET, SO_BINDTODEVICE, device);
        if (error < 0) return failed("", -error);
        error = calls.setSocketOption(fd, SO_MARK, path.mark().value());
        if (error < 0) return failed("mark " + path.mark() + ": ", -error);
        error = calls.bind(fd, version, source, deviceIndex);
        if (error < 0) return failed("source address " + path.source() + ": ", -error);
        error = calls.setOption(fd, version.filterLevel(), TYPE_FILTER, typeFilter());
        if (error == 0) error = calls.attachFilter(fd, SocketFilter.identifier(version, id));
        if (error < 0) return failed("filter: ", -error);
        error = calls.setSocketOption(fd, ReceivedDatagram.SO_TIMESTAMPNS, 1);
        return error < 0 ? failed("time stamps: ", -error) : Optional.empty();
    }

    /** A set bit keeps its type out; the bits are those of 32-bit words, which on little-endian machines is the same. */
    private byte[] typeFilter() {
        byte[] filter = new byte[version.highestType() / Byte.SIZE + 1];
        for (int type = 0; type < filter.length * Byte.SIZE; type++)
            if (type != version.replyType() && !version.isError(type))
                filter[type / Byte.SIZE] |= (byte) (1 << type % 8);
        return filter;
    }

    private Optional<Failure> failed(String step, int errno) {
        close();
        String remedy = errno == Errno.EPERM ? " (needs CAP_NET_RAW)" : "";
        return Optional.of(new Failure(failure(step + Errno.words(errno) + remedy), Errno.saysGone(errno)));
    }

    /** Names the socket, too. */
    String failure(String why) {
        return "ICMP socket on %s: %s".formatted(path.device(), why);
    }

    void close() {
        if (fd != CLOSED) SystemCalls.close(fd);
        fd = CLOSED;
    }

    /** Sends a request: 0, or the errno. It must be open. */
    int send(byte[] target, int sequence, long cookie) {
        IcmpMessage.writeRequest(packet, version, id, sequence, cookie);
        int sent = calls.send(fd, packet, IcmpMessage.LENGTH, version, target, deviceIndex);
        return sent < 0 ? -sent : 0;
    }

    /** Reads a message: the length of the datagram, or a negative number when there is none. */
    int receive(ReceivedDatagram datagram) {
        if (fd == CLOSED) return -Errno.EAGAIN;
        int length = datagram.receive(fd, version);
        // poll(2) would report a socket with an error without end.
        if (length < 0 && length != -Errno.EAGAIN && length != -Errno.EINTR) close();
        return length;
    }

    /** Negative while it is closed, which poll(2) ignores. */
    int fd() {
        return fd;
    }

    IcmpVersion version() {
        return version;
    }

    byte[] source() {
        return source;
    }

    int id() {
        return id;
    }
}
