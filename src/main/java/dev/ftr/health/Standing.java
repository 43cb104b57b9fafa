package dev.ftr.health;

import dev.ftr.model.FaultPlace;
import dev.ftr.model.UplinkId;
import dev.ftr.model.UplinkState;
import java.util.Optional;

/** What an uplink is said to be, since when and why. Each change is told. */
final class Standing {
    private final UplinkId id;
    private final ProbeObserver observer;
    private UplinkState state = UplinkState.UNKNOWN;
    private long since;
    private String reason = UplinkHealth.UNKNOWN.reason();
    private Optional<FaultPlace> place = Optional.empty();

    Standing(UplinkId id, ProbeObserver observer, long now) {
        this.id = id;
        this.observer = observer;
        this.since = now;
    }

    void inherit(Standing before) {
        state = before.state;
        since = before.since;
        reason = before.reason;
        place = before.place;
    }

    UplinkState state() {
        return state;
    }

    boolean works() {
        return state == UplinkState.UP || state == UplinkState.DEGRADED;
    }

    long since() {
        return since;
    }

    String reason() {
        return reason;
    }

    Optional<FaultPlace> place() {
        return place;
    }

    void become(UplinkState next, String why, long now) {
        become(next, why, Optional.empty(), now);
    }

    /** @param where the fault seems to be */
    void become(UplinkState next, String why, Optional<FaultPlace> where, long now) {
        UplinkState before = state;
        state = next;
        reason = why;
        place = where;
        if (next == before) return;
        since = now;
        observer.changed(id, before, next, why, now);
    }
}
