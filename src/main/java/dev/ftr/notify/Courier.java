package dev.ftr.notify;

import dev.ftr.config.Topic;
import java.time.Duration;
import java.util.List;
import java.util.Set;

/** One way of telling people: mail, a webhook, a hook. Used by one thread; it may take its time. */
public interface Courier {
    /** Its place in the outbox; the same after a restart: {@code mail}, {@code webhook-NAME}, {@code hook-NAME}. */
    String name();

    /** What is told by it. */
    Set<Topic> topics();

    Gathering gathering();

    /** Tries once; whatever goes wrong in the world is a {@link Delivery.Later}. */
    Delivery deliver(Dispatch dispatch) throws InterruptedException;

    /**
     * Messages may get out now that could not before: a try that began earlier and stands still is broken off, if that cannot
     * lead to a duplicate; it is made again at once. Any thread may call it, and does not wait.
     */
    default void hurry() {}

    /**
     * How events become messages.
     *
     * @param most events in one message, at least 1
     * @param digest for how long more of them are waited for, after the first
     * @param maxRate least time between two messages
     * @param keepFor what could not be delivered for so long is given up
     */
    record Gathering(int most, Duration digest, Duration maxRate, Duration keepFor) {}

    /**
     * What goes out together.
     *
     * @param id the same at each try, over restarts: the receiver can tell a duplicate by it
     * @param notices at least one, in order
     * @param before how the uplinks stood when the last message was written
     * @param remaining who has not got it yet, for a courier with several receivers; empty: nobody has
     */
    record Dispatch(String id, List<Notice> notices, List<LineState> before, List<String> remaining) {
        public Dispatch {
            notices = List.copyOf(notices);
            before = List.copyOf(before);
            remaining = List.copyOf(remaining);
        }
    }

    /** What became of a try. */
    sealed interface Delivery {
        /**
         * The receiver has it.
         *
         * @param refused receivers that will never take it, with the reason, a line each; empty: none
         */
        record Done(List<String> refused) implements Delivery {}

        /**
         * It is to be tried again.
         *
         * @param why in one line, without any secret
         * @param remaining receivers that have not got it; empty: none of them has
         */
        record Later(String why, List<String> remaining) implements Delivery {}
    }
}
