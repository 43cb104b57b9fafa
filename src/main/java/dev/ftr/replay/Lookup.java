package dev.ftr.replay;

import dev.ftr.health.ProbeObserver;
import dev.ftr.health.Promise;
import dev.ftr.model.ProbePolicy;
import dev.ftr.model.Target;
import java.util.BitSet;
import java.util.List;
import java.util.function.IntPredicate;
import java.util.function.IntUnaryOperator;

/**
 * What a probe would have met, by what is recorded near the time at which it would have been sent. In this order:
 *
 * <ol>
 *   <li>the nearest result of the same target within a twentieth of a recorded interval, unless it has served another probe
 *       lately;
 *   <li>lost, where the same target was silent before and after, while others answered;
 *   <li>the nearest result of another target as near as that: what was recorded at this very moment says more than what the
 *       same target did a little later, in a verification that the moment had caused;
 *   <li>the nearest result of the same target within half an interval;
 *   <li>the nearest result of another target within one recorded interval, unless it has served lately;
 *   <li>lost, while there was an {@link Outage};
 *   <li>the nearest result of another target outside of outages within thirty intervals, unless it has served lately;
 *   <li>the nearest of the same target within an interval, and then of all, even if it has served.
 * </ol>
 *
 * <p>No result serves twice while there are others: the probes of a verification must not all be lost because one was. Other
 * targets stand in for what the recording does not have, less those that are silent for their own fault.
 */
final class Lookup {
    private static final int NONE = -1;

    /** In an interval. */
    private static final int MOMENTS = 20;

    /** Intervals. */
    private static final int FAR = 30;

    /** Intervals for which a result that has served is spared: longer than a verification. */
    private static final int MEMORY = 6;

    private final Track track;
    private final List<Outage> outages;
    private final long[] servedUntil;
    private final BitSet swallowed = new BitSet();
    private int[] numbers = new int[0];
    private int low;
    private int high;
    private int outage;
    private long near;

    Lookup(Track track, List<Outage> outages) {
        this.track = track;
        this.outages = outages;
        this.servedUntil = new long[track.size()];
        for (Outage outage : outages) swallowed.set(track.indexAt(outage.start()), track.indexAt(outage.end()));
    }

    /** From now on, and until this is called again, in this span and for these targets. */
    void use(Span span, List<Target> targets) {
        numbers = targets.stream().mapToInt(t -> track.find(TargetText.of(t))).toArray();
        low = track.indexAt(span.start());
        high = track.indexAt(span.end() + 1);
        near = interval(span.policy());
    }

    /** Of the recording. */
    static long interval(ProbePolicy policy) {
        return new Promise(policy).interval().toNanos();
    }

    /** As {@link dev.ftr.health.VirtualProbing.Network} has it. */
    long roundTrip(int target, long at) {
        int number = target < numbers.length ? numbers[target] : NONE;
        int[] own = number == NONE ? new int[0] : track.of(number);
        int after = track.indexAt(at);
        int found = number == NONE ? NONE : nearest(own, at, near / MOMENTS, true);
        if (found == NONE && number != NONE && isSilent(own, at)) return ProbeObserver.LOST;
        if (found == NONE) found = nearestOfAll(after, at, near / MOMENTS, i -> isFresh(i, at) && !track.isSilent(i));
        if (found == NONE && number != NONE) found = nearest(own, at, near / 2, true);
        if (found == NONE) found = nearestOfAll(after, at, near, i -> isFresh(i, at) && !track.isSilent(i));
        if (found == NONE && isOut(at)) return ProbeObserver.LOST;
        if (found == NONE)
            found = nearestOfAll(after, at, FAR * near, i -> isFresh(i, at) && !track.isSilent(i) && !swallowed.get(i));
        if (found == NONE && number != NONE) found = nearest(own, at, near, false);
        if (found == NONE) found = nearestOfAll(after, at, Long.MAX_VALUE, i -> !track.isSilent(i));
        if (found == NONE) found = nearestOfAll(after, at, Long.MAX_VALUE, i -> true);
        if (found == NONE) return ProbeObserver.LOST;
        servedUntil[found] = at + MEMORY * near;
        int micros = track.roundTrip(found);
        return micros < 0 ? micros : 1000L * micros;
    }

    private boolean isSilent(int[] own, long at) {
        int after = firstAt(own, at);
        return after > 0 && after < own.length && track.isSilent(own[after - 1]) && track.isSilent(own[after]);
    }

    private boolean isFresh(int index, long at) {
        return servedUntil[index] <= at;
    }

    private boolean isOut(long at) {
        while (outage < outages.size() && outages.get(outage).end() <= at) outage++;
        return outage < outages.size() && outages.get(outage).start() <= at;
    }

    private int nearest(int[] own, long at, long within, boolean fresh) {
        return nearest(own.length, firstAt(own, at), i -> own[i], at, within, i -> !fresh || isFresh(i, at));
    }

    private int nearestOfAll(int after, long at, long within, IntPredicate usable) {
        return nearest(track.size(), after, i -> i, at, within, usable);
    }

    /** Goes outwards from the first result that is not before this time. */
    private int nearest(int count, int after, IntUnaryOperator index, long at, long within, IntPredicate usable) {
        int right = after;
        int left = after - 1;
        while (true) {
            long toRight = right < count && index.applyAsInt(right) < high
                    ? track.time(index.applyAsInt(right)) - at
                    : Long.MAX_VALUE;
            long toLeft = left >= 0 && index.applyAsInt(left) >= low
                    ? at - track.time(index.applyAsInt(left))
                    : Long.MAX_VALUE;
            long distance = Math.min(toLeft, toRight);
            if (distance == Long.MAX_VALUE || distance > within) return NONE;
            int candidate = index.applyAsInt(toRight <= toLeft ? right++ : left--);
            if (usable.test(candidate)) return candidate;
        }
    }

    private int firstAt(int[] own, long at) {
        int from = 0;
        int to = own.length;
        while (from < to) {
            int middle = (from + to) >>> 1;
            if (track.time(own[middle]) < at) from = middle + 1;
            else to = middle;
        }
        return from;
    }
}
