package dev.ftr.probe;

import dev.ftr.model.Target;
import java.time.Duration;

/** Probes that take more than a packet each way; every one runs on a thread of its own. */
interface Conversations extends AutoCloseable {
    /**
     * Begins one and returns at once; exactly one call of the listener follows, from another thread, within the timeout and
     * a moment. Past {@code mostAtOnce} running ones it is refused at once.
     */
    void start(HealthWatch.Path path, Target target, Duration timeout, Listener listener);

    @Override
    void close();

    /** Hears how it went; times are those of {@link System#nanoTime}. */
    interface Listener {
        /** As was right. */
        void answered(long sentAt, long receivedAt);

        /**
         * Not, or wrongly, or too late.
         *
         * @param why what an administrator is told; holds no secrets
         */
        void failed(String why, long at);
    }
}
