package dev.ftr.probe;

import dev.ftr.model.Family;
import dev.ftr.model.InterfaceName;
import dev.ftr.model.IpAddress;
import dev.ftr.probe.HealthWatch.Path;
import java.io.IOException;
import java.io.InterruptedIOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;

/**
 * A socket that knows one way out: bound to the device, carrying the mark, and bound to the source address before it can
 * send anything. (Sockets of the Java library cannot be bound to a device.) Belongs to the thread that opens it; whatever
 * waits ends at the deadline, or soon after that thread is interrupted.
 */
final class BoundSocket implements AutoCloseable {
    private static final int BUFFER = 4096;

    /** A page of any size costs no more than what fits, for the rest is refused by a reset. */
    private static final int RECEIVE_BUFFER = 16 * 1024;

    /** A thread that waits in the kernel does not feel an interrupt. */
    private static final int LONGEST_SLEEP_MILLIS = 100;

    private final Arena arena = Arena.ofConfined();
    private final SocketCalls calls = new SocketCalls(arena);
    private final MemorySegment buffer = arena.allocate(BUFFER, 8);
    private final Path path;
    private final int fd;
    private boolean closed;

    private BoundSocket(Path path, int family, int type) throws IOException {
        this.path = path;
        fd = calls.socket(family, type);
        try {
            check("socket", fd);
            check("interface " + path.device(), calls.bindToDevice(fd, path.device()));
            check("mark " + path.mark(), calls.mark(fd, path.mark().value()));
        } catch (IOException e) {
            close();
            throw e;
        }
    }

    static BoundSocket stream(Path path) throws IOException {
        BoundSocket socket = internet(path, SocketCalls.SOCK_STREAM);
        try {
            check("socket", socket.calls.resetOnClose(socket.fd));
            check("socket", socket.calls.receiveBuffer(socket.fd, RECEIVE_BUFFER));
            return socket;
        } catch (IOException e) {
            socket.close();
            throw e;
        }
    }

    static BoundSocket datagram(Path path) throws IOException {
        BoundSocket socket = internet(path, SocketCalls.SOCK_DGRAM);
        try {
            check("socket", socket.calls.reportErrors(socket.fd));
            return socket;
        } catch (IOException e) {
            socket.close();
            throw e;
        }
    }

    /** Sends and receives frames of ARP on the path's device. */
    static BoundSocket arp(Path path) throws IOException {
        BoundSocket socket = new BoundSocket(path, SocketCalls.AF_PACKET, SocketCalls.SOCK_DGRAM);
        try {
            check("interface " + path.device(), socket.calls.bind(socket.fd, socket.device(), SocketCalls.ETH_P_ARP));
            return socket;
        } catch (IOException e) {
            socket.close();
            throw e;
        }
    }

    private static BoundSocket internet(Path path, int type) throws IOException {
        if (path.source().family() != Family.IPV4) throw new IOException("probes over IPv6 are not possible yet");
        BoundSocket socket = new BoundSocket(path, SocketCalls.AF_INET, type);
        try {
            check("source address " + path.source(), socket.calls.bind(socket.fd, path.source()));
            return socket;
        } catch (IOException e) {
            socket.close();
            throw e;
        }
    }

    /** Of a stream: returns when the target has accepted. */
    void connect(IpAddress target, int port, Deadline deadline) throws IOException {
        int error = calls.connect(fd, target, port);
        if (error == -SocketCalls.EINPROGRESS) {
            await(SocketCalls.POLLOUT, deadline);
            error = -calls.takeError(fd);
        }
        if (error < 0) throw new Refused(-error);
    }

    void send(byte[] bytes, int offset, int length, Deadline deadline) throws IOException {
        for (int sent = 0; sent < length; ) {
            int part = Math.min(BUFFER, length - sent);
            MemorySegment.copy(bytes, offset + sent, buffer, ValueLayout.JAVA_BYTE, 0, part);
            int taken = calls.send(fd, buffer.asSlice(0, part));
            if (taken == -Errno.EAGAIN) await(SocketCalls.POLLOUT, deadline);
            else if (taken < 0) throw new Refused(-taken);
            else sent += taken;
        }
    }

    void broadcastArp(byte[] frame) throws IOException {
        MemorySegment.copy(frame, 0, buffer, ValueLayout.JAVA_BYTE, 0, frame.length);
        int sent = calls.broadcast(fd, buffer.asSlice(0, frame.length), device(), SocketCalls.ETH_P_ARP);
        if (sent < 0) throw new Refused(-sent);
    }

    /** Waits for the next bytes: how many, at most 4096 at once; 0 at the end of a stream. */
    int receive(byte[] bytes, int offset, int length, Deadline deadline) throws IOException {
        while (true) {
            await(SocketCalls.POLLIN, deadline);
            int received = calls.receive(fd, buffer.asSlice(0, Math.min(length, BUFFER)));
            if (received == -Errno.EAGAIN || received == -Errno.EINTR) continue;
            if (received < 0) throw new Refused(-received);
            MemorySegment.copy(buffer, ValueLayout.JAVA_BYTE, 0, bytes, offset, received);
            return received;
        }
    }

    /** What ARP knows this side by. */
    byte[] hardwareAddress() throws IOException {
        InterfaceName device = path.device();
        return calls.hardwareAddress(fd, device)
                .orElseThrow(() -> new IOException("interface %s has no neighbours (ARP)".formatted(device)));
    }

    private int device() throws IOException {
        int index = calls.interfaceIndex(fd, path.device());
        check("interface " + path.device(), index);
        return index;
    }

    /** Looks before it gives up: a process that was held up must not take an answer that waits for a loss. */
    private void await(short events, Deadline deadline) throws IOException {
        while (true) {
            long left = deadline.nanosLeft();
            int millis = Math.clamp(Math.ceilDiv(left, 1_000_000), 0, LONGEST_SLEEP_MILLIS);
            int ready = calls.poll(fd, events, millis);
            if (ready > 0) return;
            if (ready < 0 && ready != -Errno.EINTR) throw new Refused("poll", -ready);
            if (Thread.currentThread().isInterrupted()) throw new InterruptedIOException("probing has ended");
            if (left <= 0) throw new NoAnswer(deadline);
        }
    }

    @Override
    public void close() {
        if (closed) return;
        closed = true;
        if (fd >= 0) SocketCalls.close(fd);
        arena.close();
    }

    private static void check(String step, int returned) throws IOException {
        if (returned < 0) throw new Refused(step, -returned);
    }
}
