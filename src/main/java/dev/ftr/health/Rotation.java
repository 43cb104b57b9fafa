package dev.ftr.health;

import java.time.Duration;
import java.util.Arrays;
import java.util.function.IntUnaryOperator;

/** Whose turn it is: all targets of an uplink in shuffled order, again and again, less those that rest. */
final class Rotation {
    /** The first rest of a target that has gone silent; each further one is twice as long. */
    private static final long FIRST_REST = Duration.ofSeconds(5).toNanos();

    private static final long LONGEST_REST = Duration.ofHours(1).toNanos();
    private static final long AWAKE = 0;

    private final IntUnaryOperator choice;
    private final int[] order;
    private final long[] rests;
    private final long[] restsUntil;
    private int position;

    /** @param choice gives a number from 0 to its argument less 1, all equally likely */
    Rotation(int targets, IntUnaryOperator choice) {
        this.choice = choice;
        order = new int[targets];
        rests = new long[targets];
        restsUntil = new long[targets];
        Arrays.setAll(order, i -> i);
        position = targets;
    }

    /** The target whose turn it is. */
    int next() {
        int target = turn();
        for (int i = 1; i < order.length && isResting(target); i++) target = turn();
        return target;
    }

    private int turn() {
        if (position == order.length) shuffle();
        return order[position++];
    }

    private void shuffle() {
        for (int i = order.length - 1; i > 0; i--) {
            int other = choice.applyAsInt(i + 1);
            int kept = order[i];
            order[i] = order[other];
            order[other] = kept;
        }
        position = 0;
    }

    boolean isResting(int target) {
        return rests[target] != AWAKE;
    }

    /** The target has not answered again and again. */
    void rest(int target, long now) {
        rests[target] = rests[target] == AWAKE ? FIRST_REST : Math.min(2 * rests[target], LONGEST_REST);
        restsUntil[target] = now + rests[target];
    }

    void wake(int target) {
        rests[target] = AWAKE;
    }

    /** When the first rest ends; {@link Long#MAX_VALUE} when none rests. */
    long restEnds() {
        long first = Long.MAX_VALUE;
        for (int i = 0; i < rests.length; i++) if (isResting(i) && restsUntil[i] < first) first = restsUntil[i];
        return first;
    }

    /** A target whose rest is over and that is to be tried, -1 if there is none; it is not named again before it rests again. */
    int takeRested(long now) {
        for (int i = 0; i < rests.length; i++) {
            if (isResting(i) && restsUntil[i] <= now) {
                restsUntil[i] = Long.MAX_VALUE;
                return i;
            }
        }
        return -1;
    }

    /** Whether the target is being tried after a rest. */
    boolean isTried(int target) {
        return isResting(target) && restsUntil[target] == Long.MAX_VALUE;
    }
}
