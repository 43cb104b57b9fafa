package dev.ftr.health;

/**
 * Round-trip times to one target and the wait that follows from them: the smoothed time and four times its variation, as in
 * RFC 6298, sections 2 and 4. Times in nanoseconds.
 */
final class RoundTrips {
    private static final double ALPHA = 1 / 8.0;
    private static final double BETA = 1 / 4.0;

    private boolean measured;
    private double smoothed;
    private double variation;
    private long least;

    /**
     * Takes a measurement.
     *
     * @return by how much it is longer than the shortest one: the time spent in queues
     */
    double add(long roundTrip) {
        if (!measured) {
            measured = true;
            smoothed = roundTrip;
            variation = roundTrip / 2.0;
            least = roundTrip;
            return 0;
        }
        variation = (1 - BETA) * variation + BETA * Math.abs(smoothed - roundTrip);
        smoothed = (1 - ALPHA) * smoothed + ALPHA * roundTrip;
        least = Math.min(least, roundTrip);
        return roundTrip - least;
    }

    boolean isMeasured() {
        return measured;
    }

    /**
     * How long to wait for an answer before it is missed.
     *
     * @param queueing the time in queues that must be expected
     * @return {@code longest} while nothing was measured
     */
    long patience(double queueing, long shortest, long longest) {
        if (!measured) return longest;
        double wait = Math.max(smoothed + 4 * variation, least + queueing);
        return Math.clamp((long) wait, shortest, longest);
    }
}
