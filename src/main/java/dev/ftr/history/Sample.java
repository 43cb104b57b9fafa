package dev.ftr.history;

import dev.ftr.model.UplinkState;
import java.time.Duration;
import java.util.Optional;

/**
 * How an uplink does at a moment.
 *
 * @param roundTrip empty: nothing answered
 * @param jitter standard deviation of the round-trip time
 * @param loss share of the packets that were lost, 0 to 1
 */
public record Sample(
        String uplink, UplinkState state, Optional<Duration> roundTrip, Optional<Duration> jitter, double loss) {}
