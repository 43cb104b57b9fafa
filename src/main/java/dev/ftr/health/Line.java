package dev.ftr.health;

import dev.ftr.model.ProbePolicy;
import dev.ftr.model.Target;
import java.util.Arrays;
import java.util.function.IntPredicate;
import java.util.function.IntUnaryOperator;

/** What the probes through one uplink have shown: how long answers take, how many are lost, which targets are silent. */
final class Line {
    /** So many probes in a row without an answer, while others answer, make a target silent. */
    static final int SILENT = 4;

    private static final int NEVER_HEARD = 1 << 20;
    private static final long MOST_PENDING = 1 << 15;

    /** RFC 6298 asks for a second, for the sake of networks in congestion; these are a few small packets. */
    private static final long SHORTEST_PATIENCE = 100_000_000;

    /** No hurry where heartbeats are rare: the wait is at least this part of the interval. */
    private static final int INTERVAL_PARTS = 10;

    static final int GATEWAY_BYTES = 2 * Target.Echo.PACKET_BYTES;

    private final ProbePolicy policy;
    private final long timeout;
    private final long shortest;
    private final Pending pending;
    private final LossWindow window;
    private final Rotation rotation;
    private final RoundTrips[] trips;
    private final Queueing queueing = new Queueing();
    private final int[] silence;
    private final long[] heardAt;
    private final boolean[] excused;
    private final IntPredicate counts;

    Line(ProbePolicy policy, IntUnaryOperator choice) {
        this.policy = policy;
        timeout = policy.timeout().toNanos();
        shortest = shortestPatience(policy);
        int targets = policy.targets().size();
        long beats = policy.quality().window().dividedBy(policy.interval());
        long rounds = 8 + policy.timeout().dividedBy(policy.interval());
        pending = new Pending((int) Math.min(MOST_PENDING, 256 + rounds * targets * policy.attempts()), timeout);
        window = new LossWindow(policy.quality().window().toNanos(), beats, targets);
        rotation = new Rotation(targets, choice);
        trips = new RoundTrips[targets];
        Arrays.setAll(trips, i -> new RoundTrips());
        silence = new int[targets];
        heardAt = new long[targets];
        Arrays.fill(heardAt, Long.MIN_VALUE);
        excused = new boolean[targets];
        counts = target -> !excused[target];
    }

    Pending pending() {
        return pending;
    }

    LossWindow window() {
        return window;
    }

    Rotation rotation() {
        return rotation;
    }

    /** The least wait for an answer, nanoseconds. */
    static long shortestPatience(ProbePolicy policy) {
        long patience = Math.max(SHORTEST_PATIENCE, policy.interval().toNanos() / INTERVAL_PARTS);
        return Math.min(policy.timeout().toNanos(), patience);
    }

    /** Bytes of a heartbeat, in the mean over the targets. */
    static double beatBytes(ProbePolicy policy) {
        return policy.targets().stream()
                .mapToInt(Target::exchangeBytes)
                .average()
                .orElse(0);
    }

    /** How long to wait for the answer of this target. */
    long patience(int target, long now) {
        return trips[target].patience(queueing.expected(now), shortest, timeout);
    }

    /** How long to wait for the answers of all targets that are not silent. */
    long patience(long now) {
        long longest = shortest;
        for (int target = 0; target < trips.length; target++) {
            boolean neverHeard = !trips[target].isMeasured() && window.streak(target) > 0;
            if (!isSilent(target) && !neverHeard) longest = Math.max(longest, patience(target, now));
        }
        return longest;
    }

    /** It has been silent for so long without having failed, and may be so again. */
    void expectSilence(long nanos, long now) {
        queueing.add((double) nanos, now);
    }

    void answered(int target, long at, long roundTrip) {
        queueing.add(trips[target].add(roundTrip), at);
        window.answered(target, at, roundTrip);
        window.slide(at);
        silence[target] = 0;
        heardAt[target] = at;
        rotation.wake(target);
    }

    /** @param others whether other targets answer at this time, so that the fault may be the target's */
    void lost(int target, long at, boolean others) {
        window.lost(target, at);
        window.slide(at);
        if (!others) return;
        silence[target]++;
        if (isSilent(target) && (!rotation.isResting(target) || rotation.isTried(target))) rotation.rest(target, at);
    }

    boolean isSilent(int target) {
        return silence[target] >= SILENT;
    }

    /** When it was heard last; {@link Long#MIN_VALUE} if never. */
    long heardAt(int target) {
        return heardAt[target];
    }

    int silence(int target) {
        return silence[target];
    }

    /** The uplink has failed: what its targets have not answered lately was not their fault. */
    void forgiveTargets() {
        for (int target = 0; target < silence.length; target++) if (!isSilent(target)) silence[target] = 0;
    }

    /** Whether there are enough probes to speak of loss. */
    boolean isJudged() {
        return window.countWithout(excuse()) >= LossWindow.LEAST;
    }

    /** Share of probes lost, 0 to 1, to targets that count. */
    double loss() {
        return window.lossWithout(excuse());
    }

    /** The same of the last two dozen probes. */
    double recentLoss() {
        excuse();
        return window.recentLoss(counts);
    }

    /**
     * Finds the targets that say nothing of the line: as many as are not required may fail, so those that have missed the
     * most probes in a row, and more than one, are left out.
     *
     * @return how many lost probes that leaves out
     */
    private int excuse() {
        Arrays.fill(excused, false);
        int left = 0;
        for (int spare = policy.targets().size() - policy.required(); spare > 0; spare--) {
            int worst = -1;
            for (int target = 0; target < excused.length; target++)
                if (!excused[target] && missed(target) > Math.max(1, worst < 0 ? 1 : missed(worst))) worst = target;
            if (worst < 0) break;
            excused[worst] = true;
            left += window.streak(worst);
        }
        return left;
    }

    /** Probes missed in a row; those of a target that was never heard weigh more than all others. */
    private int missed(int target) {
        int streak = window.streak(target);
        return streak == 0 || trips[target].isMeasured() ? streak : NEVER_HEARD + streak;
    }

    /** Bytes of one attempt at all targets. */
    int roundBytes() {
        return policy.targets().stream().mapToInt(Target::exchangeBytes).sum() + GATEWAY_BYTES;
    }

    int beatBytes() {
        return (int) Math.ceil(beatBytes(policy));
    }

    /** Bytes of an exchange. */
    int bytes(int target) {
        return target == ProbeSchedule.GATEWAY
                ? GATEWAY_BYTES
                : policy.targets().get(target).exchangeBytes();
    }
}
