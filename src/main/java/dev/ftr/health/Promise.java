package dev.ftr.health;

import dev.ftr.model.ProbePolicy;
import dev.ftr.model.ProbePolicy.Hysteresis;
import dev.ftr.model.Target;
import java.time.Duration;
import java.util.List;

/**
 * What a policy promises and costs, by formula; tests hold the engine to it. In the following, I is the interval as the
 * budget stretches it, W the timeout, T the number of targets, R how many of them must answer, n the attempts.
 */
public record Promise(ProbePolicy policy) {
    /** The shares of lost packets, in percent, for which false verdicts are told. */
    public static final List<Integer> LOSSES = List.of(1, 5, 10);

    private static final double DAY = 86_400;
    private static final double YEAR = 365.25 * DAY;
    private static final Duration SHORTEST_PROOF = Duration.ofSeconds(1);

    /** From one heartbeat to the next: the one asked for, or what the budget allows when no packet is lost. */
    public Duration interval() {
        double perSecond = 1e9 * Allowance.perNano(policy);
        Duration affordable = Duration.ofNanos((long) Math.ceil(1e9 * Line.beatBytes(policy) / perSecond));
        return affordable.compareTo(policy.interval()) > 0 ? affordable : policy.interval();
    }

    /**
     * The longest time from the last packet that an uplink delivers to the verdict: I until the next heartbeat, W until it
     * is missed, and W for the verification. Both waits are shorter on a line whose answers come quickly and steadily: see
     * {@link #usualDetection}. Each further failed verification that {@code down_after} asks for takes an interval, but no
     * less than W.
     */
    public Duration worstDetection() {
        Duration more = longer(interval(), policy.timeout())
                .multipliedBy(policy.hysteresis().downAfter() - 1L);
        return interval().plus(policy.timeout().multipliedBy(2)).plus(more);
    }

    /** The same when all answers have come within 50 ms of one another, so that both waits are as short as they get. */
    public Duration usualDetection() {
        long shortest = Line.shortestPatience(policy);
        long verification = usualRound();
        Duration more = longer(interval(), Duration.ofNanos(verification))
                .multipliedBy(policy.hysteresis().downAfter() - 1L);
        return interval().plusNanos(shortest + verification).plus(more);
    }

    /**
     * The longest time from the return of an uplink, while another one works and no flap damping holds it: the next round
     * begins an interval after the last one, or when that ends; then rounds follow until there have been {@code up_after}
     * and {@code up_hold} has passed; the answers of each take W at most. If they take longer than they used to before the
     * failure, that is found out by one round more, the longer of I and W.
     */
    public Duration worstRecovery() {
        Hysteresis hysteresis = policy.hysteresis();
        Duration spacing = longer(policy.timeout(), roundInterval(proofSpacing()));
        long steps = Math.max(
                hysteresis.upAfter() - 1L, Math.ceilDiv(hysteresis.upHold().toNanos(), spacing.toNanos()));
        return longer(roundInterval(policy.interval()), policy.timeout())
                .plus(spacing.multipliedBy(steps))
                .plus(policy.timeout());
    }

    /**
     * How often in a year random loss alone makes the uplink look dead.
     *
     * <p>A heartbeat is lost with probability p. In a round of the verification each target misses n attempts with
     * probability q = p^n; F is the probability that fewer than R of T answer (binomial), Z = q^T that none does, A = F - Z
     * that some do but too few. None is the verdict at once; too few are asked again, in seven rounds or as many as begin
     * within one and a half W or a quarter of I, m in all: V = Z (1 + A + ... + A^(m-2)) + A^(m-1) F. {@code down_after} verifications in a row
     * must fail. Heartbeats: one in each I. It holds as long as the loss does not degrade the uplink, which makes
     * verifications longer.
     *
     * @param loss share of packets whose answer does not come, 0 to 1, each independent of all others
     */
    public double falseDownsPerYear(double loss) {
        int targets = policy.targets().size();
        double missing = Math.pow(loss, policy.attempts());
        double none = Math.pow(missing, targets);
        double tooFew = 0;
        for (int answered = 0; answered < policy.required(); answered++)
            tooFew += binomial(targets, answered)
                    * Math.pow(1 - missing, answered)
                    * Math.pow(missing, targets - answered);
        double some = Math.max(0, tooFew - none);
        double failed = tooFew;
        int rounds = Verdicts.rounds(policy, usualRound());
        for (int round = 1; round < rounds; round++) failed = none + some * failed;
        double beats = YEAR / (interval().toNanos() / 1e9);
        return beats * loss * Math.pow(failed, policy.hysteresis().downAfter());
    }

    /** Bytes sent and received in a day, with IP headers, while the uplink is up and nothing is lost. */
    public double bytesPerDay() {
        return Line.beatBytes(policy) * DAY / (interval().toNanos() / 1e9);
    }

    /** From one good round to the next while a lost uplink proves that it is back. */
    Duration proofSpacing() {
        Hysteresis hysteresis = policy.hysteresis();
        Duration even = hysteresis.upHold().dividedBy(Math.max(1, hysteresis.upAfter() - 1L));
        Duration spacing = longer(SHORTEST_PROOF, even);
        return spacing.compareTo(policy.interval()) < 0 ? spacing : policy.interval();
    }

    /** The time between two rounds, stretched to what the budget allows. */
    Duration roundInterval(Duration wanted) {
        double bytes = policy.targets().stream().mapToInt(Target::exchangeBytes).sum() + Line.GATEWAY_BYTES;
        double affordable = policy.attempts() * bytes / Allowance.perNano(policy);
        return longer(wanted, Duration.ofNanos((long) Math.ceil(affordable)));
    }

    /** The length of a round on a quick line, nanoseconds. */
    private long usualRound() {
        long shortest = Line.shortestPatience(policy);
        long attempts = (policy.attempts() - 1) * Round.spacing(policy, shortest);
        return Math.min(policy.timeout().toNanos(), attempts + shortest);
    }

    private static Duration longer(Duration one, Duration other) {
        return one.compareTo(other) > 0 ? one : other;
    }

    private static double binomial(int n, int k) {
        double value = 1;
        for (int i = 1; i <= k; i++) value = value * (n - k + i) / i;
        return value;
    }
}
