package dev.ftr.probe;

import dev.ftr.health.ProbeRound;
import dev.ftr.probe.Prober.Path;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Queue;
import java.util.function.BiConsumer;

/**
 * The sockets of all paths and the rounds on them; belongs to the thread that owns the arena. That thread opens the
 * sockets, and a socket belongs to the network namespace of the thread that opens it.
 */
final class EchoLoop implements AutoCloseable {
    private static final long DATAGRAM = 2048;
    private static final int FOR_EVER = -1;

    private final Arena arena;
    private final PosixSockets posix;
    private final int eventfd;
    private final Queue<EchoRound> started;
    private final BiConsumer<EchoRound, ProbeRound> finished;
    private final MemorySegment datagram;
    private final MemorySegment packet;
    private final EchoPacket reply = new EchoPacket();
    private final Map<Path, UplinkSocket> sockets = new LinkedHashMap<>();
    private final List<UplinkSocket> polled = new ArrayList<>();
    private final Queue<Verdict> verdicts = new ArrayDeque<>();
    private MemorySegment pollfds;

    EchoLoop(Arena arena, int eventfd, Queue<EchoRound> started, BiConsumer<EchoRound, ProbeRound> finished) {
        this.arena = arena;
        this.eventfd = eventfd;
        this.started = started;
        this.finished = finished;
        posix = new PosixSockets(arena);
        datagram = arena.allocate(DATAGRAM, 8);
        packet = arena.allocate(EchoPacket.LENGTH, 8);
        pollfds = arena.allocate(16L * PosixSockets.POLLFD_SIZE, 4);
    }

    /** Waits until something is to be done, and does it. */
    void turn() {
        await();
        // Whatever came before this instant is read before any deadline is looked at: a process that was held up must
        // not
        // take answers that wait in its sockets for losses.
        long now = System.nanoTime();
        for (int i = 0; i < polled.size(); i++) {
            if (PosixSockets.isReady(pollfds, i + 1)) polled.get(i).receive(datagram, reply);
        }
        for (UplinkSocket socket : sockets.values()) settle(socket, now);
        begin();
        announce();
    }

    /** Ends all rounds for a reason that is no fault of their paths. */
    void abandon(String why) {
        for (UplinkSocket socket : sockets.values()) {
            for (EchoRound round : socket.rounds()) verdicts.add(new Verdict(round, round.fail(why)));
        }
        close();
        announce();
    }

    @Override
    public void close() {
        sockets.values().forEach(UplinkSocket::close);
        sockets.clear();
    }

    private void await() {
        polled.clear();
        polled.addAll(sockets.values());
        int count = polled.size() + 1;
        if (pollfds.byteSize() < (long) count * PosixSockets.POLLFD_SIZE)
            pollfds = arena.allocate(2L * count * PosixSockets.POLLFD_SIZE, 4);
        PosixSockets.watch(pollfds, 0, eventfd);
        for (int i = 0; i < polled.size(); i++)
            PosixSockets.watch(pollfds, i + 1, polled.get(i).fd());
        int ready = posix.poll(pollfds, count, millisToDeadline());
        if (ready < 0 && ready != -Errno.EINTR) throw new IllegalStateException("poll: " + Errno.words(-ready));
        if (PosixSockets.isReady(pollfds, 0)) posix.read(eventfd, datagram);
    }

    private int millisToDeadline() {
        if (!started.isEmpty()) return 0;
        long now = System.nanoTime();
        long nearest = Long.MAX_VALUE;
        for (UplinkSocket socket : sockets.values()) {
            for (EchoRound round : socket.rounds()) nearest = Math.min(nearest, Math.max(0, round.deadline() - now));
        }
        if (nearest == Long.MAX_VALUE) return FOR_EVER;
        return (int) Math.min(Integer.MAX_VALUE, Math.ceilDiv(nearest, 1_000_000));
    }

    /** Ends the rounds whose verdict stands, and makes the next attempts that are due. */
    private void settle(UplinkSocket socket, long now) {
        Iterator<EchoRound> rounds = socket.rounds().iterator();
        while (rounds.hasNext()) {
            EchoRound round = rounds.next();
            Optional<ProbeRound> result = settled(socket, round, now);
            if (result.isPresent()) {
                rounds.remove();
                verdicts.add(new Verdict(round, result.get()));
            }
        }
    }

    private static Optional<ProbeRound> settled(UplinkSocket socket, EchoRound round, long now) {
        if (round.isGood()) return Optional.of(round.finish());
        if (round.deadline() - now > 0) return Optional.empty();
        if (!round.hasAttemptsLeft()) return Optional.of(round.finish());
        return socket.ask(round, now).map(round::fail);
    }

    private void begin() {
        for (EchoRound round = started.poll(); round != null; round = started.poll()) {
            Path path = round.path();
            UplinkSocket socket = sockets.get(path);
            if (socket == null) {
                socket = replaceOtherPaths(path);
                sockets.put(path, socket);
            }
            socket.join(round);
            Optional<String> failure = socket.ask(round, System.nanoTime());
            if (failure.isPresent()) {
                socket.rounds().remove(round);
                verdicts.add(new Verdict(round, round.fail(failure.get())));
            }
        }
    }

    /** A new path of an uplink means that its old one is no more; rounds still on that one run out their time. */
    private UplinkSocket replaceOtherPaths(Path path) {
        sockets.values().removeIf(old -> {
            boolean replaced =
                    old.path().uplink().equals(path.uplink()) && old.rounds().isEmpty();
            if (replaced) old.close();
            return replaced;
        });
        return new UplinkSocket(path, posix, packet);
    }

    private void announce() {
        for (Verdict verdict = verdicts.poll(); verdict != null; verdict = verdicts.poll())
            finished.accept(verdict.round, verdict.result);
    }

    private record Verdict(EchoRound round, ProbeRound result) {}
}
