package dev.ftr.probe;

import dev.ftr.health.ProbeSchedule;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/**
 * One thread that polls the sockets of all uplinks and does what a schedule says: ICMP echo with one raw socket for each
 * path, and no process. Needs CAP_NET_RAW. It probes in the network namespace of the thread that constructs it.
 *
 * <p>Whatever goes wrong in a turn is reported to the uncaught exception handler of the loop's thread and told to the
 * schedule as broken uplinks; the loop goes on. What is called on its thread must not block: it holds up all probes.
 */
public final class ProbeLoop implements AutoCloseable {
    static final String THREAD = "probe-loop";
    private static final long CLOSE_MILLIS = 1000;
    private static final long RECOVERY_MILLIS = 50;

    private final Object gate = new Object();
    private final Queue<Runnable> tasks = new ConcurrentLinkedQueue<>();
    private final Conversations conversations;
    private final Runnable afterTurn;
    private final int eventfd;
    private final ProbeTurns turns;
    private final Thread thread;
    private volatile boolean closed;

    /**
     * Binds the native functions (some 0.3 s in a cold JVM) and starts the thread; opens no socket yet.
     *
     * @param schedule called on the loop's thread only
     * @param conversations for all targets but echoes; closed together with the loop
     * @param afterTurn called on the loop's thread after each turn
     */
    ProbeLoop(ProbeSchedule schedule, Conversations conversations, Runnable afterTurn) {
        this.conversations = conversations;
        this.afterTurn = afterTurn;
        eventfd = SystemCalls.eventfd();
        turns = new ProbeTurns(schedule, conversations, tasks, this::runGuarded, this::execute, eventfd);
        // A blocking native call would pin the carrier of a virtual thread.
        thread = Thread.ofPlatform().name(THREAD).daemon().unstarted(this::run);
        thread.start();
    }

    /** From any thread: runs this on the loop's thread before its next turn; after {@link #close} never. */
    public void execute(Runnable task) {
        synchronized (gate) {
            if (closed) return;
            tasks.add(task);
            if (!Thread.currentThread().equals(thread)) SystemCalls.raise(eventfd);
        }
    }

    /**
     * From any thread, at once on the loop's own: these can be probed, each by its path, and no others. Probes of paths and
     * targets that are no more are never answered.
     */
    public void use(Collection<Probed> uplinks) {
        List<Probed> wanted = List.copyOf(uplinks);
        if (Thread.currentThread().equals(thread)) turns.use(wanted);
        else execute(() -> turns.use(wanted));
    }

    /** Ends the thread and closes the sockets and conversations; what is under way is never told. */
    @Override
    public void close() {
        synchronized (gate) {
            if (!closed) {
                closed = true;
                SystemCalls.raise(eventfd);
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
        // Closed here, when the last turn is over: a turn may start a conversation.
        try (conversations;
                turns) {
            while (!closed) turn();
        } finally {
            synchronized (gate) {
                closed = true;
                SystemCalls.close(eventfd);
            }
        }
    }

    /** A loop that stands still would look like uplinks that never change. */
    private void turn() {
        try {
            turns.turn();
        } catch (RuntimeException | Error e) {
            report(e);
            turns.breakDown("probe loop: " + Optional.ofNullable(e.getMessage()).orElse(e.toString()));
            pause();
        }
        runGuarded(afterTurn);
    }

    private void runGuarded(Runnable task) {
        if (closed) return;
        try {
            task.run();
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
