package dev.ftr.health;

import dev.ftr.model.ProbePolicy;
import dev.ftr.model.Target;
import java.util.List;

/**
 * Bytes that may be spent on probes: they come in evenly over the day, a few can be saved up. Heartbeats wait for them; a
 * verification does not, and is paid for by the heartbeats after it.
 */
final class Allowance {
    private static final double DAY = 86_400e9;
    private final boolean unlimited;
    private final double perNano;
    private final double most;
    private double saved;
    private long at;

    Allowance(ProbePolicy policy, long now) {
        unlimited = policy.budget().isEmpty();
        perNano = perNano(policy);
        most = verification(policy);
        saved = most;
        at = now;
    }

    /**
     * Bytes for each nanosecond. In any 24 hours no more is spent than what comes in, what was saved, and one verification
     * on credit; with a budget of less than two verifications, half of it comes in.
     */
    static double perNano(ProbePolicy policy) {
        if (policy.budget().isEmpty()) return Double.POSITIVE_INFINITY;
        double budget = policy.budget().getAsLong();
        return Math.max(budget - 2 * verification(policy), budget / 2) / DAY;
    }

    private static double verification(ProbePolicy policy) {
        List<Target> targets = policy.targets();
        int round = targets.stream().mapToInt(Target::exchangeBytes).sum() + Line.GATEWAY_BYTES;
        return (double) Verdicts.rounds(policy, 1) * policy.attempts() * round;
    }

    void spend(int bytes, long now) {
        if (unlimited) return;
        collect(now);
        saved -= bytes;
    }

    /** When so many bytes can be spent at the earliest. */
    long whenAffordable(int bytes, long now) {
        if (unlimited) return now;
        collect(now);
        double missing = Math.min(bytes, most) - saved;
        return missing <= 0 ? now : now + (long) Math.ceil(missing / perNano);
    }

    private void collect(long now) {
        saved = Math.min(most, saved + (now - at) * perNano);
        at = now;
    }
}
