package dev.ftr.health;

import dev.ftr.model.FaultPlace;
import dev.ftr.model.UplinkState;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * Health of one uplink. Times are those of the monotonic clock that the engine was given, in nanoseconds.
 *
 * @param since when the state was taken on
 * @param reason why the state is what it is, in an administrator's words
 * @param place where the failure seems to be; empty unless down
 * @param roundTrip mean of the window; empty without answers
 * @param jitter standard deviation of the round-trip time in the window
 * @param loss share of the packets in the window that were lost, 0 to 1
 * @param heldUntil it would be up again but for flap damping, until then
 */
public record UplinkHealth(
        UplinkState state,
        long since,
        String reason,
        Optional<FaultPlace> place,
        Optional<Duration> roundTrip,
        Optional<Duration> jitter,
        double loss,
        OptionalLong heldUntil) {

    public static final UplinkHealth UNKNOWN = of(UplinkState.UNKNOWN, "not probed yet");

    public static UplinkHealth of(UplinkState state, String reason) {
        return new UplinkHealth(
                state, 0, reason, Optional.empty(), Optional.empty(), Optional.empty(), 0, OptionalLong.empty());
    }

    /** Whether its first verdict is still to come. */
    public boolean isAwaited() {
        return state == UplinkState.UNKNOWN && reason.equals(UNKNOWN.reason);
    }
}
