package dev.ftr.health;

import dev.ftr.model.ProbePolicy;
import java.util.Arrays;

/**
 * One round to all targets side by side: those that have not answered are asked again, until enough have answered or time is
 * up. It lasts no longer than the timeout. Late answers to earlier probes count as well.
 */
final class Round {
    /** Attempts follow each other after this part of the interval at the latest. */
    private static final int INTERVAL_PARTS = 4;

    private final Line line;
    private final int required;
    private final int attempts;
    private final ProbePolicy policy;
    private final long timeout;
    private final Tally tally;
    private final boolean[] open;
    private boolean running;
    private boolean persistent;
    private boolean refused;
    private int attempt;
    private long startedAt;
    private long attemptAt;

    Round(ProbePolicy policy, Line line) {
        this.line = line;
        required = policy.required();
        attempts = policy.attempts();
        this.policy = policy;
        timeout = policy.timeout().toNanos();
        tally = new Tally(policy.targets().size());
        open = new boolean[policy.targets().size()];
    }

    /**
     * Begins.
     *
     * @param from the first probe whose answer counts
     * @param persistent whether to ask again when nothing at all has been heard
     */
    void begin(int from, boolean persistent, long now) {
        tally.begin(from);
        this.persistent = persistent;
        running = true;
        refused = false;
        attempt = 0;
        startedAt = now;
        attemptAt = now;
    }

    void stop() {
        running = false;
    }

    boolean isRunning() {
        return running;
    }

    long startedAt() {
        return startedAt;
    }

    Tally tally() {
        return tally;
    }

    /** Whether the next step is another attempt, not the end. */
    boolean triesAgain() {
        return attempt == 0 || (attempt < attempts && (persistent || tally.count() > 0));
    }

    void beginAttempt(long now) {
        attempt++;
        attemptAt = now;
    }

    /** When to go on or to end. */
    long stepAt(long now) {
        if (attempt == 0) return startedAt;
        long patience = line.patience(now);
        if (triesAgain()) return attemptAt + spacing(policy, patience);
        return Math.min(attemptAt + patience, startedAt + timeout);
    }

    /** A slow line gets its attempts in a quicker succession, so that there is time left for the answer to the last one. */
    static long spacing(ProbePolicy policy, long patience) {
        long timeout = policy.timeout().toNanos();
        long room = Math.max(timeout - patience, timeout / 2) / Math.max(1, policy.attempts() - 1);
        return Math.min(room, Math.min(patience, policy.interval().toNanos() / INTERVAL_PARTS));
    }

    boolean isGood() {
        return tally.count() >= required;
    }

    void refused() {
        refused = true;
    }

    /** No answer that may still come can make it good. */
    boolean isHopeless() {
        if (!refused || triesAgain()) return false;
        Arrays.fill(open, false);
        int possible = tally.count();
        Pending pending = line.pending();
        for (int number = pending.oldest(); number != pending.next(); number++) {
            if (!pending.isOpen(number)) continue;
            int target = pending.target(number);
            if (target == ProbeSchedule.GATEWAY || open[target] || tally.has(target) || !tally.counts(number)) continue;
            open[target] = true;
            possible++;
        }
        return possible < required;
    }
}
