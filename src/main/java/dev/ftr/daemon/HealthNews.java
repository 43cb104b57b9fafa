package dev.ftr.daemon;

import dev.ftr.config.RouterConfig;
import dev.ftr.config.Uplink;
import dev.ftr.health.Health;
import dev.ftr.health.UplinkHealth;
import dev.ftr.model.Target;
import dev.ftr.model.UplinkId;
import dev.ftr.model.UplinkState;
import dev.ftr.notify.Event;
import dev.ftr.probe.HealthWatch;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

/** What the daemon knows of the uplinks' health, and tells of it when it changes. */
final class HealthNews {
    private static final int MISSED_INTERVALS = 3;
    private static final Duration LEAST_DELAY = Duration.ofSeconds(1);
    /** By then it is known of each target whether it answers. */
    private static final Duration TARGETS_KNOWN = Duration.ofMinutes(5);

    private RouterConfig config;
    private final HealthWatch watch;
    private final Reports reports;
    private final InstantSource clock;
    private Duration mostDelay;
    private final Map<UplinkId, Instant> since = new HashMap<>();
    private Optional<Watching> watching = Optional.empty();
    private final Set<UplinkId> renumbered = new HashSet<>();
    private Health health = Health.UNKNOWN;
    private Optional<String> standstill = Optional.empty();
    private long lateSince;
    private OptionalLong targetsKnown = OptionalLong.empty();
    private boolean targetsTold;

    HealthNews(RouterConfig config, HealthWatch watch, Reports reports, InstantSource clock) {
        this.config = config;
        this.watch = watch;
        this.reports = reports;
        this.clock = clock;
        this.mostDelay = mostDelay(config);
        config.uplinks().forEach(u -> since.put(u.id(), clock.instant()));
    }

    private static Duration mostDelay(RouterConfig config) {
        Duration shortest = config.uplinks().stream()
                .map(u -> u.tests().interval())
                .min(Duration::compareTo)
                .orElse(LEAST_DELAY);
        Duration missed = shortest.multipliedBy(MISSED_INTERVALS);
        return missed.compareTo(LEAST_DELAY) > 0 ? missed : LEAST_DELAY;
    }

    /**
     * Goes by another config from now on. What is known of uplinks that are the same line under the same number stays known.
     */
    void adopt(RouterConfig next) {
        Set<UplinkId> others = new HashSet<>();
        for (Uplink uplink : config.uplinks())
            if (next.uplink(uplink.id())
                    .filter(n -> Partings.isSameLine(uplink, n))
                    .isEmpty()) others.add(uplink.id());
        renumbered.addAll(others);
        health = health.without(others);
        config = next;
        mostDelay = mostDelay(next);
        since.keySet().removeAll(others);
        next.uplinks().forEach(u -> since.putIfAbsent(u.id(), clock.instant()));
    }

    Health health() {
        return health;
    }

    /** Has the uplinks watched as they are attached now. */
    void follow(Watching next) {
        watching = Optional.of(next);
        watch.follow(next.uplinks(), next.paths());
        renumbered.clear();
    }

    /** Whether the first verdict on some uplink that can be probed is still to come. */
    boolean isAwaited() {
        return watching.isEmpty()
                || watching.get().paths().keySet().stream()
                        .anyMatch(id -> health.uplink(id).isAwaited());
    }

    /**
     * Takes what is known now, and tells what is new.
     *
     * @param now of {@link System#nanoTime}
     * @return whether an uplink is in another state
     */
    boolean refresh(long now) {
        Health before = health;
        health = standstill(now).map(why -> Health.of(unknown(), why)).orElseGet(this::watched);
        boolean changed = false;
        for (Uplink uplink : config.uplinks()) changed |= tell(uplink, before);
        tellTargets(before.silent(), health.silent());
        tellOfAnswering(now);
        return changed;
    }

    /** Until the watch follows the new config, it speaks of what these numbers stood for before. */
    private Health watched() {
        return watch.health().without(renumbered);
    }

    /** Why nothing is known of any uplink although it should be; empty: all is well. */
    Optional<String> standstill() {
        return standstill;
    }

    /** How long after the last {@link #refresh} the next one is due. */
    Duration pace() {
        return mostDelay;
    }

    Instant since(UplinkId id) {
        return since.getOrDefault(id, clock.instant());
    }

    Optional<Instant> heldUntil(UplinkId id) {
        UplinkHealth uplink = health.uplink(id);
        return uplink.heldUntil().isPresent()
                ? Optional.of(clock.instant().plusNanos(uplink.heldUntil().getAsLong() - health.asOf()))
                : Optional.empty();
    }

    /**
     * A program that was stopped as a whole has a prober that is late for no fault of its own: only when it is late still,
     * after this thread has been awake for as long, it stands still.
     */
    private Optional<String> standstill(long now) {
        if (watch.overdue().compareTo(mostDelay) <= 0) {
            lateSince = 0;
            standstill = Optional.empty();
        } else if (lateSince == 0) {
            lateSince = now;
        } else if (standstill.isEmpty() && now - lateSince >= mostDelay.toNanos() / MISSED_INTERVALS) {
            standstill = Optional.of("probing stands still; whether uplinks work is not known");
        }
        return standstill;
    }

    private Map<UplinkId, UplinkState> unknown() {
        Map<UplinkId, UplinkState> states = new HashMap<>();
        config.uplinks().forEach(u -> states.put(u.id(), UplinkState.UNKNOWN));
        return states;
    }

    private boolean tell(Uplink uplink, Health before) {
        UplinkState was = before.state(uplink.id());
        UplinkHealth now = health.uplink(uplink.id());
        if (was == now.state()) return false;
        Instant at = clock.instant();
        since.put(uplink.id(), at);
        reports.event(new Event.UplinkChanged(
                at, uplink.name(), uplink.description(), was, now.state(), now.reason(), now.place()));
        return true;
    }

    /** Once: a target of which people were told that it is silent, before this daemon began, may have answered since then. */
    private void tellOfAnswering(long now) {
        if (targetsKnown.isEmpty()) targetsKnown = OptionalLong.of(now + TARGETS_KNOWN.toNanos());
        if (targetsTold || now - targetsKnown.getAsLong() < 0 || standstill.isPresent() || isAwaited()) return;
        targetsTold = true;
        config.uplinks().stream()
                .flatMap(u -> u.tests().targets().stream())
                .distinct()
                .filter(t -> !health.silent().contains(t))
                .forEach(t -> reports.stands(new Event.TargetChanged(clock.instant(), t.toString(), true)));
    }

    private void tellTargets(List<Target> before, List<Target> now) {
        for (Target target : now)
            if (!before.contains(target))
                reports.event(new Event.TargetChanged(clock.instant(), target.toString(), false));
        for (Target target : before)
            if (!now.contains(target) && standstill.isEmpty())
                reports.event(new Event.TargetChanged(clock.instant(), target.toString(), true));
    }
}
