package dev.ftr.health;

import java.time.Duration;

/**
 * What a probe schedule promises and costs, by formula.
 *
 * @param targets asked in each round
 * @param attempts packets to a target that does not answer
 * @param interval from the start of a round to the start of the next
 */
public record ProbeBudget(int targets, int attempts, Duration interval) {
    /** Wait for the answer to one packet. */
    public static final Duration TIMEOUT = Duration.ofSeconds(1);

    /** An echo request or reply: 20 bytes of IPv4 (RFC 791), 8 of ICMP (RFC 792) and 8 of payload. */
    public static final int PACKET_BYTES = 36;

    /**
     * The longest time from a silent failure to the verdict: it strikes just after the last answer it needed to prevent, the
     * next round begins an interval later, and uses up all attempts.
     */
    public Duration worstDetection() {
        return interval.plus(round());
    }

    /**
     * The longest time from the return of an uplink to the verdict: it returns just after the last attempt of a failing
     * round, and the answers of the next round take as long as they may.
     */
    public Duration worstRecovery() {
        Duration nextRound = interval.compareTo(round()) > 0 ? interval : round();
        return nextRound.minus(TIMEOUT.multipliedBy(attempts - 1L)).plus(TIMEOUT);
    }

    /** Bytes sent and received in a day when each target answers the first packet. */
    public double bytesPerDay() {
        return 2.0 * targets * PACKET_BYTES * Duration.ofDays(1).toNanos() / interval.toNanos();
    }

    private Duration round() {
        return TIMEOUT.multipliedBy(attempts);
    }
}
