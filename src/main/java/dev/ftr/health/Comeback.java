package dev.ftr.health;

import dev.ftr.model.ProbePolicy;
import dev.ftr.model.ProbePolicy.Hysteresis;
import java.util.Optional;
import java.util.OptionalLong;

/** What a lost uplink has done so far to be taken back, and whether flap damping holds it all the same. */
final class Comeback {
    private final ProbePolicy policy;
    private Optional<FlapPenalty> penalty;
    private boolean penalized;
    private int rounds;
    private long since;

    Comeback(ProbePolicy policy, long now) {
        this.policy = policy;
        this.penalty = policy.damping().map(FlapPenalty::new);
        this.since = now;
    }

    void inherit(Comeback before) {
        if (policy.damping().equals(before.policy.damping())) penalty = before.penalty;
    }

    /**
     * The uplink is lost.
     *
     * @param failed it was good before
     */
    void lose(boolean failed, long now) {
        rounds = 0;
        penalized = failed;
        if (failed) penalty.ifPresent(p -> p.add(now));
    }

    /** It was not lost after all. */
    void refute(long now) {
        if (penalized) penalty.ifPresent(p -> p.takeBack(now));
        rounds = 0;
    }

    void good(long roundStarted) {
        if (rounds == 0) since = roundStarted;
        rounds++;
    }

    void bad(long now) {
        // It would have been up, had it not been held: this is one more failure.
        if (isProven(now)) penalty.ifPresent(p -> p.add(now));
        rounds = 0;
    }

    void reset() {
        rounds = 0;
    }

    /** Whether its last round was good. */
    boolean hasBegun() {
        return rounds > 0;
    }

    /** When the first good round of this comeback, or of the last one, began. */
    long since() {
        return since;
    }

    boolean isProven(long at) {
        Hysteresis hysteresis = policy.hysteresis();
        return rounds >= hysteresis.upAfter()
                && at - since >= hysteresis.upHold().toNanos();
    }

    boolean isHeld(long now) {
        return penalty.isPresent() && penalty.get().holds(now);
    }

    /** Nanoseconds for which it is held yet; only meaningful while it is. */
    long holdFor(long now) {
        return penalty.orElseThrow().heldUntil() - now;
    }

    /** Until when flap damping keeps it down although it answers. */
    OptionalLong heldUntil(long now) {
        return hasBegun() && isHeld(now) ? OptionalLong.of(penalty.orElseThrow().heldUntil()) : OptionalLong.empty();
    }
}
