package dev.ftr.probe;

import dev.ftr.model.Target;
import dev.ftr.probe.HealthWatch.Path;
import java.time.Duration;
import java.util.List;

/**
 * An uplink that can be probed.
 *
 * @param targets what the indices mean that a {@link dev.ftr.health.ProbeSchedule} sends to
 * @param timeout for probes that are conversations; echoes are waited for as long as the schedule likes
 */
public record Probed(Path path, List<Target> targets, Duration timeout) {
    public Probed {
        targets = List.copyOf(targets);
    }
}
