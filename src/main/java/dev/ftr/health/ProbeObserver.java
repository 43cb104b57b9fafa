package dev.ftr.health;

import dev.ftr.model.UplinkId;
import dev.ftr.model.UplinkState;

/** Is told what became of each probe to a target, and what follows from it. */
@FunctionalInterface
public interface ProbeObserver {
    /** Instead of a round-trip time: no answer in time. */
    long LOST = -1;

    /** Instead of a round-trip time: it was said that there will be no answer. */
    long REFUSED = -2;

    ProbeObserver NONE = (uplink, target, sentAt, roundTrip) -> {};

    /**
     * A probe has been answered, or will not be.
     *
     * @param target index in the uplink's targets
     * @param sentAt nanoseconds of the engine's clock
     * @param roundTrip nanoseconds, {@link #LOST} or {@link #REFUSED}
     */
    void decided(UplinkId uplink, int target, long sentAt, long roundTrip);

    /** An uplink is in another state. */
    default void changed(UplinkId uplink, UplinkState before, UplinkState after, String reason, long at) {}
}
