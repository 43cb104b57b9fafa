package dev.ftr.replay;

import dev.ftr.health.Promise;
import dev.ftr.model.ProbePolicy;

/**
 * A time without gaps in the recording of an uplink: only in these it is judged.
 *
 * @param start nanoseconds of virtual time
 * @param policy what the daemon went by
 * @param candidate whether it carried new connections
 */
record Span(long start, long end, ProbePolicy policy, boolean candidate) {
    private static final int MISSED_INTERVALS = 3;

    /** So long without any line of the uplink, it was not watched. */
    static long gap(ProbePolicy policy) {
        Promise promise = new Promise(policy);
        long interval = Math.max(promise.interval().toNanos(), policy.timeout().toNanos());
        return Math.max(MISSED_INTERVALS * interval, promise.worstRecovery().toNanos());
    }

    long length() {
        return end - start;
    }
}
