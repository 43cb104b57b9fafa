package dev.ftr.explain;

import dev.ftr.config.RouterConfig;
import dev.ftr.config.Uplink;
import dev.ftr.desired.Attachment;
import dev.ftr.desired.DesiredStates;
import dev.ftr.health.Health;
import dev.ftr.model.DesiredState;
import dev.ftr.model.Snapshot;
import dev.ftr.model.UplinkId;
import dev.ftr.model.UplinkState;
import dev.ftr.plan.Plan;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Explains connections on one router at one moment, as they go once all that is ours is as it should be: that is what a
 * running daemon makes so, and what an administrator who edits the config wants to know before it is.
 */
public final class Explainer {
    private final RouterConfig config;
    private final Snapshot snapshot;
    private final Health health;
    private final Plan plan;
    private final World world;
    private final SortedMap<UplinkId, World> failures = new TreeMap<>();

    /**
     * Works out what is desired, now and after each failure.
     *
     * @param snapshot everything in it that is ours counts only where a plan would keep it
     */
    public Explainer(RouterConfig config, Snapshot snapshot, Health health) {
        this.config = config;
        this.snapshot = snapshot;
        this.health = health;
        DesiredState desired = desired(health);
        this.plan = Plan.between(desired.within(snapshot.firewall()), snapshot.state(), protocol());
        this.world = new World(snapshot.state(), snapshot).towards(desired, protocol());
        for (Uplink uplink : config.uplinks())
            if (works(uplink)) failures.put(uplink.id(), world.towards(desired(failing(uplink)), protocol()));
    }

    /** What is to be done until the kernel is as this explains it. */
    public Plan plan() {
        return plan;
    }

    public Explanation explain(Flow flow) {
        SortedMap<UplinkId, List<Journey>> then = new TreeMap<>();
        failures.forEach((id, failed) -> then.put(id, journeys(flow, failed)));
        return new Explanation(flow, journeys(flow, world), then);
    }

    /** Whether it makes a difference when it fails. */
    private boolean works(Uplink uplink) {
        return health.state(uplink.id()) != UplinkState.DOWN
                && Attachment.of(uplink, snapshot.links()).usable();
    }

    private List<Journey> journeys(Flow flow, World where) {
        return FlowWalk.of(flow, config, where).stream()
                .sorted(Comparator.comparingDouble(Journey::share).reversed())
                .toList();
    }

    private DesiredState desired(Health known) {
        return DesiredStates.of(config, known, snapshot.links(), Map.of());
    }

    private Health failing(Uplink failed) {
        Map<UplinkId, UplinkState> states = new TreeMap<>();
        config.uplinks().forEach(u -> states.put(u.id(), health.state(u.id())));
        states.put(failed.id(), UplinkState.DOWN);
        return Health.of(states, "supposed to fail");
    }

    private int protocol() {
        return config.numbering().routeProtocol();
    }
}
