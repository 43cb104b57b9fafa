package dev.ftr.cli;

import dev.ftr.config.RouterConfig;
import dev.ftr.config.Uplink;
import dev.ftr.daemon.StatusFile;
import dev.ftr.health.Health;
import dev.ftr.model.UplinkId;
import dev.ftr.model.UplinkState;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;
import picocli.CommandLine.Option;

/** Where explain takes the health of the uplinks from: never from probes, which take seconds and may need rights. */
final class ExplainHealth {
    @Option(
            names = "--health",
            paramLabel = "UPLINK=up|down",
            split = ",",
            description = "suppose that these uplinks are up or down (the others: what a running daemon says, else up)")
    private Map<String, UplinkState> given = new TreeMap<>();

    private String origin = "";

    /** The state of every uplink. */
    SortedMap<UplinkId, UplinkState> states(FtrCommand ftr, RouterConfig config, boolean here) {
        for (String name : given.keySet())
            if (config.uplinks().stream().noneMatch(u -> u.name().equals(name)))
                throw new CommandFailed("--health: there is no uplink '%s'; the uplinks are %s"
                        .formatted(
                                name,
                                config.uplinks().stream().map(Uplink::name).collect(Collectors.joining(", "))));
        Optional<Map<String, UplinkState>> daemon =
                here ? new StatusFile(ftr.runDir()).freshStates(Instant.now()) : Optional.empty();
        origin = daemon.isPresent() ? "as the running daemon sees it" : "supposed: no daemon says otherwise";
        if (!given.isEmpty())
            origin = "supposed with --health" + (daemon.isPresent() ? ", else as the daemon sees it" : "");
        SortedMap<UplinkId, UplinkState> states = new TreeMap<>();
        for (Uplink uplink : config.uplinks()) {
            UplinkState state = daemon.map(d -> d.getOrDefault(uplink.name(), UplinkState.UNKNOWN))
                    .orElse(UplinkState.UP);
            states.put(uplink.id(), given.getOrDefault(uplink.name(), state));
        }
        return states;
    }

    String origin() {
        return origin;
    }

    Health of(SortedMap<UplinkId, UplinkState> states) {
        return Health.of(states, origin);
    }
}
