package dev.ftr.cli;

import dev.ftr.config.RouterConfig;
import dev.ftr.config.Uplink;
import dev.ftr.daemon.HealthCheck;
import dev.ftr.daemon.StatusFile;
import dev.ftr.health.Health;
import dev.ftr.health.ProbeObserver;
import dev.ftr.kernel.Reading;
import dev.ftr.model.UplinkId;
import dev.ftr.model.UplinkState;
import dev.ftr.probe.HealthWatch;
import dev.ftr.probe.ProbingWatch;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import picocli.CommandLine.Option;

/** Where commands that run once take the health of the uplinks from. */
final class HealthOptions {
    @Option(
            names = "--health",
            paramLabel = "UPLINK=up|down",
            split = ",",
            description = "take these uplinks to be up or down (default: what a running daemon says, else one round of "
                    + "probes); uplinks not named are unknown")
    private Map<String, UplinkState> given = new TreeMap<>();

    /** The health that is known without probing: given by hand, or from a running daemon. */
    Optional<Health> known(FtrCommand ftr, RouterConfig config) {
        if (!given.isEmpty()) return Optional.of(health(config, checked(config), "given with --health"));
        return new StatusFile(ftr.runDir())
                .freshStates(Instant.now())
                .map(states -> health(config, states, "from the running daemon"));
    }

    /** The health of a router that is not this one: given by hand, or as it was known there. */
    Health elsewhere(RouterConfig config, Map<String, UplinkState> there) {
        return given.isEmpty()
                ? health(config, there, "from the snapshot")
                : health(config, checked(config), "given with --health");
    }

    /** The health that a plan was made with. */
    static Health ofPlan(RouterConfig config, Map<String, UplinkState> states) {
        return health(config, states, "from the plan");
    }

    boolean isGiven() {
        return !given.isEmpty();
    }

    /** The health by one round of probes. */
    HealthCheck probed(RouterConfig config, Reading reading) {
        try {
            return HealthCheck.once(config, reading, HealthOptions::watch);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new CommandFailed("interrupted while probing");
        }
    }

    /** What probes, told whom to wake when it knows more. */
    static HealthWatch watch(Runnable news) {
        RandomGenerator random = new Random();
        return new ProbingWatch(random::nextInt, ProbeObserver.NONE, news);
    }

    private Map<String, UplinkState> checked(RouterConfig config) {
        List<String> names = config.uplinks().stream().map(Uplink::name).toList();
        for (String name : given.keySet())
            if (!names.contains(name))
                throw new CommandFailed("--health: there is no uplink '%s'; the uplinks are %s"
                        .formatted(name, names.stream().collect(Collectors.joining(", "))));
        return given;
    }

    private static Health health(RouterConfig config, Map<String, UplinkState> states, String reason) {
        Map<UplinkId, UplinkState> byId = new TreeMap<>();
        for (Uplink uplink : config.uplinks()) {
            UplinkState state = states.get(uplink.name());
            if (state != null) byId.put(uplink.id(), state);
        }
        return Health.of(byId, reason);
    }
}
