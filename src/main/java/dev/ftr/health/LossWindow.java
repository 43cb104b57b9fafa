package dev.ftr.health;

import java.util.function.IntPredicate;

/**
 * What became of the probes of the last while. Allocates nothing after construction. Times in nanoseconds, round trips kept
 * in microseconds.
 *
 * <p>A target that has gone silent while others answer says nothing of the uplink: what it has lost since its last answer can
 * be left out.
 */
final class LossWindow {
    /** Loss is judged over at least so many probes, however old they are. */
    static final int LEAST = 20;

    /** How many probes are the last few. */
    static final int RECENT = 24;

    private static final int MOST = 1 << 14;
    private static final int LOST = -1;

    private final long length;
    private final long[] times;
    private final short[] targets;
    private final int[] roundTrips;
    private final int[] streaks;
    private final int[] counts;
    private int first;
    private int size;
    private int lost;
    private double sum;
    private double squares;

    /**
     * @param length in nanoseconds
     * @param expected probes in that time
     */
    LossWindow(long length, long expected, int targetCount) {
        this.length = length;
        int capacity = Integer.highestOneBit(Math.clamp(4 * expected, 256, MOST));
        times = new long[capacity];
        targets = new short[capacity];
        roundTrips = new int[capacity];
        streaks = new int[targetCount];
        counts = new int[targetCount];
    }

    void answered(int target, long at, long roundTrip) {
        int micros = Math.clamp(roundTrip / 1000, 0, Integer.MAX_VALUE);
        add(target, at, micros);
        streaks[target] = 0;
        sum += micros;
        squares += (double) micros * micros;
    }

    void lost(int target, long at) {
        add(target, at, LOST);
        streaks[target]++;
        lost++;
    }

    /** Forgets what is too old. */
    void slide(long now) {
        while (size > LEAST && times[first] - (now - length) < 0) removeFirst();
    }

    /** Forgets what was decided up to this time. */
    void forgetUntil(long time) {
        while (size > 0 && times[first] - time <= 0) removeFirst();
    }

    /** Probes since the target's last answer that the window still holds. */
    int streak(int target) {
        return streaks[target];
    }

    /** The targets that are left out of this count go with {@link #lossWithout}. */
    int countWithout(int leftOut) {
        return size - leftOut;
    }

    /** Share of probes lost, 0 to 1, without so many lost ones; 0 when there are none. */
    double lossWithout(int leftOut) {
        return size == leftOut ? 0 : (double) (lost - leftOut) / (size - leftOut);
    }

    /** Share of the last {@link #RECENT} probes lost, to targets that count; 0 when there are fewer. */
    double recentLoss(IntPredicate counts) {
        int seen = 0;
        int missed = 0;
        for (int i = size - 1; i >= 0 && seen < RECENT; i--) {
            int index = (first + i) & (times.length - 1);
            if (!counts.test(targets[index])) continue;
            seen++;
            if (roundTrips[index] == LOST) missed++;
        }
        return seen < RECENT ? 0 : (double) missed / RECENT;
    }

    boolean hasAnswers() {
        return size > lost;
    }

    /** Mean round-trip time, nanoseconds; 0 without answers. */
    double meanRoundTrip() {
        return hasAnswers() ? 1000 * sum / (size - lost) : 0;
    }

    /** Standard deviation of the round-trip time, nanoseconds; 0 without answers. */
    double jitter() {
        if (!hasAnswers()) return 0;
        double mean = sum / (size - lost);
        return 1000 * Math.sqrt(Math.max(0, squares / (size - lost) - mean * mean));
    }

    private void add(int target, long at, int micros) {
        if (size == times.length) removeFirst();
        int index = (first + size) & (times.length - 1);
        times[index] = at;
        targets[index] = (short) target;
        roundTrips[index] = micros;
        counts[target]++;
        size++;
    }

    private void removeFirst() {
        int target = targets[first];
        int micros = roundTrips[first];
        if (micros == LOST) {
            lost--;
            // All that is left of the target belongs to its streak, so this does too.
            if (streaks[target] == counts[target]) streaks[target]--;
        } else {
            sum -= micros;
            squares -= (double) micros * micros;
        }
        counts[target]--;
        first = (first + 1) & (times.length - 1);
        size--;
    }
}
