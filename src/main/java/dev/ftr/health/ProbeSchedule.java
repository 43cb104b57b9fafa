package dev.ftr.health;

import dev.ftr.model.UplinkId;

/**
 * Decides what is probed when, and learns what came of it. All calls come from one thread. All times are nanoseconds of one
 * monotonic clock that begins somewhere far from its end.
 */
public interface ProbeSchedule {
    /** Instead of the index of a target: the uplink's gateway. */
    int GATEWAY = -1;

    /** When {@link #advance} wants to be called at the latest; {@link Long#MAX_VALUE} when nothing is planned. */
    long due();

    /**
     * Sends what is due and takes note of what has not been answered in time. Everything that has arrived by {@code now}
     * must have been told before.
     */
    void advance(long now, Sender sender);

    /**
     * The first answer to a probe came; it may be late.
     *
     * @param target index in the uplink's targets, or {@link #GATEWAY}
     * @param number the probe's, as it was sent
     */
    void answered(UplinkId uplink, int target, int number, long sentAt, long receivedAt);

    /**
     * A probe will never be answered, as is known already: the kernel would not send it, or a router says that it cannot be
     * delivered.
     */
    void refused(UplinkId uplink, int target, int number, String why, long at);

    /** Nothing at all can be sent through the uplink, for a reason that says nothing of it: no permission, no memory. */
    void broken(UplinkId uplink, String why, long at);

    /** Nothing at all can be sent through the uplink: its device or its source address is not there any more. */
    void gone(UplinkId uplink, String why, long at);

    /** Sends probes; does not call back while {@link #advance} runs. */
    interface Sender {
        /**
         * Sends one probe.
         *
         * @param number counts the probes of this uplink, gateway included, from 0 without end; wraps around
         */
        void send(UplinkId uplink, int target, int number);
    }
}
