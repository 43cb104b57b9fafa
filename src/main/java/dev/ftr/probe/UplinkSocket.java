package dev.ftr.probe;

import dev.ftr.model.Family;
import dev.ftr.model.IpAddress;
import dev.ftr.probe.Prober.Path;
import java.lang.foreign.MemorySegment;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * The raw socket of one path, with the rounds that are under way on it. It is bound to the device before anything else, and
 * nothing is sent unless device, mark and source address are all set: bound to the address alone, a probe would leave by
 * another uplink whenever its own table is empty or dead.
 */
final class UplinkSocket {
    private static final int CLOSED = -1;
    private static final int ECHO_REPLY = 0;

    /** Bounds what one socket may take of the loop's time. */
    private static final int REPLIES_AT_ONCE = 256;

    private final Path path;
    private final PosixSockets posix;
    private final MemorySegment packet;
    private final List<EchoRound> rounds = new ArrayList<>();
    /** Stays the same, as the source and target do: connection tracking then keeps one entry for them all. */
    private final int id;

    private int nextSequence;
    private int fd = CLOSED;
    private int deviceIndex;

    UplinkSocket(Path path, PosixSockets posix, MemorySegment packet) {
        this.path = path;
        this.posix = posix;
        this.packet = packet;
        id = (int) posix.random() & 0xffff;
        nextSequence = (int) posix.random() & 0xffff;
    }

    static String failure(Path path, String why) {
        return "ICMP socket on %s: %s".formatted(path.device(), why);
    }

    /** Opens it unless it is open and still bound to the device of that name; else says why not. */
    private Optional<String> open() {
        // SO_BINDTODEVICE keeps the index: after the device was deleted and made again, or another took its name, the
        // socket would be bound to the old one.
        if (fd != CLOSED && posix.interfaceIndex(path.device()) == deviceIndex) return Optional.empty();
        close();
        return reopen();
    }

    private Optional<String> reopen() {
        Family family = path.source().family();
        if (family != Family.IPV4) return Optional.of(failure(path, "probes over IPv6 are not possible yet"));
        int opened = posix.icmpSocket(family);
        if (opened < 0) return refused("", -opened);
        fd = opened;
        deviceIndex = posix.interfaceIndex(path.device());
        int error = posix.bindToDevice(fd, path.device());
        if (error < 0) return refused("", -error);
        error = posix.mark(fd, path.mark().value());
        if (error < 0) return refused("mark " + path.mark() + ": ", -error);
        error = posix.bind(fd, path.source());
        if (error < 0) return refused("source address " + path.source() + ": ", -error);
        error = posix.admitOnlyType(fd, ECHO_REPLY);
        if (error == 0) error = posix.admitOnlyIdentifier(fd, id);
        if (error < 0) return refused("filter: ", -error);
        return Optional.empty();
    }

    private Optional<String> refused(String step, int errno) {
        close();
        String remedy = errno == Errno.EPERM ? " (needs CAP_NET_RAW)" : "";
        return Optional.of(failure(path, step + Errno.words(errno) + remedy));
    }

    void close() {
        if (fd != CLOSED) PosixSockets.close(fd);
        fd = CLOSED;
    }

    Path path() {
        return path;
    }

    int fd() {
        return fd;
    }

    List<EchoRound> rounds() {
        return rounds;
    }

    void join(EchoRound round) {
        round.number(nextSequence);
        nextSequence = (nextSequence + round.packets()) & 0xffff;
        rounds.add(round);
    }

    /**
     * Makes the next attempt of a round.
     *
     * @return why the path is gone altogether; empty: the round goes on
     */
    Optional<String> ask(EchoRound round, long now) {
        Optional<String> failure = open();
        if (failure.isPresent()) return failure;
        round.beginAttempt(now);
        boolean reopened = false;
        for (int target = 0; target < round.targets(); target++) {
            if (round.isAnswered(target)) continue;
            int errno = send(round, target);
            if (mayMeanThatPathIsGone(errno) && !reopened) {
                reopened = true;
                close();
                failure = reopen();
                if (failure.isPresent()) return failure;
                errno = send(round, target);
                if (isGone(errno)) return refused("", errno);
            }
            if (errno != 0) round.refused(errno);
        }
        return Optional.empty();
    }

    /**
     * The kernel answers ENETUNREACH, formerly EINVAL, when the source address is no longer anybody's, but the former also
     * when the link is down (ip_route_output_key_hash_rcu in net/ipv4/route.c). Binding again tells them apart.
     */
    private static boolean mayMeanThatPathIsGone(int errno) {
        return isGone(errno) || errno == Errno.ENETUNREACH || errno == Errno.EINVAL;
    }

    private static boolean isGone(int errno) {
        return errno == Errno.ENODEV || errno == Errno.ENXIO || errno == Errno.EADDRNOTAVAIL;
    }

    /** Sends to a target: 0, or the errno. */
    private int send(EchoRound round, int target) {
        IpAddress address = round.target(target);
        long cookie = posix.random();
        EchoPacket.writeRequest(packet, id, round.sequence(target), cookie);
        long now = System.nanoTime();
        int sent = posix.send(fd, packet, EchoPacket.LENGTH, address);
        if (sent < 0) return -sent;
        round.sent(target, cookie, now);
        return 0;
    }

    /** Takes all replies that wait. A socket with an error is closed, for poll(2) would report it without end. */
    void receive(MemorySegment buffer, EchoPacket reply) {
        for (int i = 0; i < REPLIES_AT_ONCE; i++) {
            int length = posix.read(fd, buffer);
            if (length == -Errno.EAGAIN || length == -Errno.EINTR) return;
            if (length < 0) {
                close();
                return;
            }
            if (!reply.readReply(buffer, length) || reply.id() != id) continue;
            long now = System.nanoTime();
            for (EchoRound round : rounds) round.answer(reply, now);
        }
    }
}
