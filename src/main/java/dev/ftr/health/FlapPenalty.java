package dev.ftr.health;

import dev.ftr.model.ProbePolicy.Damping;

/** Flap damping of one uplink (RFC 2439, section 4.2), with exponential decay. */
final class FlapPenalty {
    private final Damping damping;
    private final double halfLife;
    private double points;
    private long at;
    private boolean suppressed;

    FlapPenalty(Damping damping) {
        this.damping = damping;
        this.halfLife = damping.halfLife().toNanos();
    }

    /** The uplink has gone down. */
    void add(long now) {
        // The ceiling of RFC 2439, section 4.2: from there it takes just the longest time to decay to the reuse
        // threshold.
        double ceiling = damping.reuse() * Math.pow(2, damping.longest().toNanos() / halfLife);
        double earned = points(now) + Damping.PENALTY;
        suppressed |= earned > damping.suppress();
        points = Math.min(ceiling, earned);
        at = now;
    }

    /** The last failure was none. */
    void takeBack(long now) {
        points = Math.max(0, points(now) - Damping.PENALTY);
        at = now;
        suppressed &= points > damping.reuse();
    }

    boolean holds(long now) {
        suppressed &= heldUntil() - now > 0;
        return suppressed;
    }

    /** When the points will be as few as the reuse threshold; only meaningful while it holds. */
    long heldUntil() {
        if (points <= damping.reuse()) return at;
        return at + (long) (halfLife * Math.log(points / damping.reuse()) / Math.log(2));
    }

    private double points(long now) {
        return points == 0 ? 0 : points * Math.pow(2, -(now - at) / halfLife);
    }
}
