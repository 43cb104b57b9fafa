package dev.ftr.notify;

import dev.ftr.config.Topic;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * An event as the outbox keeps it, with all that a message about it needs, so that the message can be written days later.
 *
 * @param number counts up by one, over restarts
 * @param detail not worth a message by itself; told in one about something else
 * @param uplinks how all uplinks stood after it
 * @param outages of the uplink that it is about
 */
public record Notice(
        long number, Topic topic, boolean detail, Event event, List<LineState> uplinks, Optional<Outages> outages) {
    public Notice {
        uplinks = List.copyOf(uplinks);
    }

    /**
     * The outages of one uplink in the seven days before the event.
     *
     * @param last how long the last one that is over took; empty: none is known of
     * @param count how many there were, the one that lasts included
     * @param total how long all of them took
     */
    public record Outages(Optional<Duration> last, int count, Duration total) {}
}
