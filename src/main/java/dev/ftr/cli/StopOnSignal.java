package dev.ftr.cli;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * On SIGTERM and SIGINT the work is asked to end, and the process ends with 0 once it has; the JVM's own answer to a signal
 * would be 143.
 */
final class StopOnSignal implements AutoCloseable {
    /** A service manager's patience is longer; an administrator's is not. */
    private static final Duration STOP_WITHIN = Duration.ofMillis(1800);

    private final CountDownLatch ended = new CountDownLatch(1);

    StopOnSignal(Runnable stop) {
        Runtime.getRuntime().addShutdownHook(Thread.ofPlatform().unstarted(() -> end(stop)));
    }

    private void end(Runnable stop) {
        if (ended.getCount() == 0) return;
        stop.run();
        try {
            boolean clean = ended.await(STOP_WITHIN.toMillis(), TimeUnit.MILLISECONDS);
            Runtime.getRuntime().halt(clean ? Exit.OK : Exit.FAILED);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** The work has ended. */
    @Override
    public void close() {
        ended.countDown();
    }
}
