package dev.ftr.kernel;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A source of kernel events with a thread of its own, which begins anew whenever the source has failed. */
abstract class EventSource implements AutoCloseable {
    private static final long PATIENCE_MS = 1000;

    private static final Logger LOG = LoggerFactory.getLogger(EventSource.class);
    private static final Duration AFTER_A_MISTAKE = Duration.ofSeconds(10);

    private final Sight sight;
    private final Thread thread;
    private final CountDownLatch closed = new CountDownLatch(1);

    EventSource(Sight sight) {
        this.sight = sight;
        // A platform thread: the processes that it starts are in its network namespace, and end when it does.
        this.thread = Thread.ofPlatform().daemon().name(sight.source()).unstarted(this::work);
    }

    final void start() {
        thread.start();
    }

    /** Works until it fails or is closed. Returns the wait before the next attempt. */
    abstract Duration attempt();

    /** Makes an attempt under way return. */
    abstract void stop();

    final boolean isClosed() {
        return closed.getCount() == 0;
    }

    /** Waits so long, but not beyond the end: false then. */
    final boolean pause(Duration length) {
        try {
            return !closed.await(length.toNanos(), TimeUnit.NANOSECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    @Override
    public final void close() {
        closed.countDown();
        stop();
        if (Thread.currentThread().equals(thread)) return;
        try {
            thread.join(PATIENCE_MS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void work() {
        Duration wait = Duration.ZERO;
        while (pause(wait)) {
            try {
                wait = attempt();
            } catch (RuntimeException e) {
                // A mistake of ours must not leave the daemon blind for good.
                LOG.error("{}: {}", sight.source(), e.toString(), e);
                sight.lost("internal error: " + e);
                wait = AFTER_A_MISTAKE;
            }
        }
    }
}
