package dev.ftr.probe;

import dev.ftr.health.ProbeRound;
import java.lang.foreign.Arena;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Consumer;

/**
 * Probes with ICMP echo, without a process: one raw socket for each path and one thread for all of them. Needs
 * CAP_NET_RAW. It probes in the network namespace of the thread that constructs it.
 *
 * <p>A round ends as soon as enough targets have answered, or when all attempts are used up. It fails at once, with the
 * kernel's words, when the device or the source address is gone. A listener that throws is reported to the uncaught
 * exception handler of the prober's thread and harms no other round; one that blocks holds up all of them.
 */
public final class IcmpProber implements Prober {
    private static final long CLOSE_MILLIS = 1000;
    private static final long RECOVERY_MILLIS = 50;

    private final Object gate = new Object();
    private final Queue<EchoRound> started = new ConcurrentLinkedQueue<>();
    private final int eventfd;
    private final Thread thread;
    private volatile boolean closed;

    /** Binds the native functions (some 0.3 s in a cold JVM) and starts the thread; opens no socket yet. */
    public IcmpProber() {
        eventfd = PosixSockets.eventfd();
        // A blocking native call would pin the carrier of a virtual thread.
        thread = Thread.ofPlatform().name("icmp-prober").daemon().unstarted(this::run);
        thread.start();
    }

    /**
     * {@inheritDoc}
     *
     * @throws IllegalArgumentException when the round can have no answer: more answers required than there are targets, no
     *     attempts or more than 65536 packets, no time, a target of another address family than the source
     * @throws IllegalStateException after {@link #close}
     */
    @Override
    public void start(Path path, Round round, Consumer<ProbeRound> listener) {
        EchoRound echoes = new EchoRound(path, round, listener);
        synchronized (gate) {
            if (closed) throw new IllegalStateException("the prober is closed");
            started.add(echoes);
            if (!Thread.currentThread().equals(thread)) PosixSockets.raise(eventfd);
        }
    }

    /** Ends the thread and closes the sockets; rounds under way are never completed. */
    @Override
    public void close() {
        synchronized (gate) {
            if (!closed) {
                closed = true;
                PosixSockets.raise(eventfd);
            }
        }
        if (Thread.currentThread().equals(thread)) return;
        try {
            thread.join(CLOSE_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void run() {
        try (Arena arena = Arena.ofConfined();
                EchoLoop loop = new EchoLoop(arena, eventfd, started, this::announce)) {
            while (!closed) turn(loop);
        } finally {
            synchronized (gate) {
                closed = true;
                PosixSockets.close(eventfd);
            }
        }
    }

    /** A prober that stands still would look like uplinks that never change: whatever happens, rounds end and go on. */
    private void turn(EchoLoop loop) {
        try {
            loop.turn();
        } catch (RuntimeException | Error e) {
            report(e);
            loop.abandon("ICMP prober: " + Optional.ofNullable(e.getMessage()).orElse(e.toString()));
            pause();
        }
    }

    private void announce(EchoRound round, ProbeRound result) {
        if (closed) return;
        try {
            round.listener().accept(result);
        } catch (RuntimeException | Error e) {
            report(e);
        }
    }

    private void report(Throwable e) {
        try {
            thread.getUncaughtExceptionHandler().uncaughtException(thread, e);
        } catch (RuntimeException | Error handlerFailed) {
            // Ignored, as the JVM itself does.
        }
    }

    /** So that an error that stays does not run hot. */
    private static void pause() {
        try {
            Thread.sleep(RECOVERY_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
