package dev.ftr.health;

import dev.ftr.model.IpAddress;
import dev.ftr.model.UplinkId;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * One round of probes through one uplink, finished: either the verdict could not change any more, or time was up.
 *
 * @param results a result for each target that was tried, in the order tried
 * @param failure why nothing could be sent at all (interface gone, no permission …)
 */
public record ProbeRound(UplinkId uplink, List<TargetResult> results, Optional<String> failure) {
    public ProbeRound {
        results = List.copyOf(results);
    }

    public long answered() {
        return results.stream().filter(r -> r.roundTrip().isPresent()).count();
    }

    /**
     * What one target did in the round.
     *
     * @param sent packets sent to it, at least 0
     * @param roundTrip of the first answer; empty: none came in time
     */
    public record TargetResult(IpAddress target, int sent, Optional<Duration> roundTrip) {}
}
