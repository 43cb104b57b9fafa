package dev.ftr.health;

import dev.ftr.model.ProbePolicy;
import dev.ftr.model.ProbePolicy.WhenDegraded;
import dev.ftr.model.UplinkState;
import java.util.Locale;

/** Whether an uplink that answers does so well enough. Above a limit it does not, below two thirds of it it does again. */
final class Quality {
    private static final double GOOD_AGAIN = 2 / 3.0;

    private final ProbePolicy.Quality limits;
    private final double maxRtt;
    private final Line line;
    private boolean lossy;
    private boolean slow;
    private String reason = "";

    Quality(ProbePolicy policy, Line line) {
        this.limits = policy.quality();
        this.line = line;
        this.maxRtt = limits.maxRtt().map(d -> (double) d.toNanos()).orElse(Double.POSITIVE_INFINITY);
    }

    /** Looks again; whether that changed anything. */
    boolean judge() {
        if (!line.isJudged()) return false;
        double loss = line.loss();
        double rtt = line.window().meanRoundTrip();
        boolean nowLossy = limits.maxLoss() < 1 && isLossy(loss);
        boolean nowSlow = rtt > maxRtt * (slow ? GOOD_AGAIN : 1);
        boolean changed = nowLossy != lossy || nowSlow != slow;
        if (changed) {
            lossy = nowLossy;
            slow = nowSlow;
            reason = describe(loss, rtt);
        }
        return changed;
    }

    /** When very many packets are lost, the last few are enough: a long window would be slow to see it. */
    private boolean isLossy(double loss) {
        double max = limits.maxLoss();
        if (lossy) return loss > max * GOOD_AGAIN || line.recentLoss() > max;
        return loss > max || (loss > max / 4 && line.recentLoss() > 2 * max);
    }

    /** What was found with other limits holds until there are enough probes to judge by these. */
    void goOnFrom(Quality before) {
        lossy = before.lossy;
        slow = before.slow;
        reason = before.reason;
    }

    void forget() {
        lossy = false;
        slow = false;
    }

    boolean isLossy() {
        return lossy;
    }

    UplinkState state() {
        if (!lossy && !slow) return UplinkState.UP;
        return limits.whenDegraded() == WhenDegraded.DOWN ? UplinkState.DOWN : UplinkState.DEGRADED;
    }

    String reason() {
        return reason;
    }

    private String describe(double loss, double rtt) {
        if (lossy && loss <= limits.maxLoss())
            return "%.0f %% of the last %d packets are lost, the limit is %.0f %%"
                    .formatted(100 * line.recentLoss(), LossWindow.RECENT, 100 * limits.maxLoss());
        if (lossy)
            return "%.0f %% of the packets are lost, the limit is %.0f %%"
                    .formatted(100 * loss, 100 * limits.maxLoss());
        if (slow) return "answers take %.0f ms, the limit is %.0f ms".formatted(rtt / 1e6, maxRtt / 1e6);
        return String.format(Locale.ROOT, "good again: %.0f %% loss, %.0f ms", 100 * loss, rtt / 1e6);
    }
}
