package dev.ftr.probe;

import dev.ftr.probe.HealthWatch.Path;
import java.io.IOException;

/** One exchange with a target, from the first packet to the answer, held on the thread that calls. */
interface Conversation {
    /** Loads what is needed; the first time this may take longer than the conversation, and it is no fault of the target. */
    default void prepare() {
        SocketCalls.prepare();
    }

    /**
     * Holds it to its end.
     *
     * @throws IOException without a good answer; the message says why, in words for an administrator and without secrets
     */
    Exchange hold(Path path, Deadline deadline) throws IOException;

    /**
     * From the first packet until the good answer; the time that a name took to be resolved is not part of it. Times of
     * {@link System#nanoTime}.
     */
    record Exchange(long sentAt, long receivedAt) {}
}
