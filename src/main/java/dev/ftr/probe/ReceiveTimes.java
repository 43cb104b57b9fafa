package dev.ftr.probe;

/**
 * Translates the kernel's time stamps, which are of the wall clock, into times of {@link System#nanoTime}. A wall clock that
 * is set makes stamps useless for a moment; then the time of reading takes their place.
 */
final class ReceiveTimes {
    /** A stamp of longer ago is none: no answer waits in a socket for that long. */
    private static final long LONGEST_WAIT = 10_000_000_000L;

    /** What clocks may drift apart from one look to the next, beside a hundredth of the time between. */
    private static final long DRIFT = 1_000_000;

    private long offset;
    private long lookedAt;
    private boolean steady;

    /** A look at both clocks at one instant. */
    void look(long monotonic, long wall) {
        long before = offset;
        offset = wall - monotonic;
        steady = Math.abs(offset - before) <= DRIFT + Math.abs(monotonic - lookedAt) / 100;
        lookedAt = monotonic;
    }

    /**
     * When a message came that has just been read.
     *
     * @param stamp the kernel's, 0 if there is none
     * @param sentAt of what it answers; it came no earlier
     * @param readAt it came no later
     */
    long of(long stamp, long sentAt, long readAt) {
        if (stamp == 0 || !steady) return readAt;
        long at = stamp - offset;
        boolean absurd = at - sentAt < 0 || at - readAt > 0 || readAt - at > LONGEST_WAIT;
        return absurd ? readAt : at;
    }
}
