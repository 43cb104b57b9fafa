package dev.ftr.daemon;

import dev.ftr.health.Health;
import dev.ftr.health.UplinkHealth;
import dev.ftr.health.Watched;
import dev.ftr.model.FaultPlace;
import dev.ftr.model.Target;
import dev.ftr.model.UplinkId;
import dev.ftr.model.UplinkState;
import dev.ftr.probe.HealthWatch;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.TreeMap;

/** Uplinks that work or not as a test says; each verdict is there at once, unless the test holds it back. */
final class ScriptedWatch implements HealthWatch {
    private static final Duration ROUND_TRIP = Duration.ofMillis(12);

    private final Set<UplinkId> broken = new HashSet<>();
    private final Set<UplinkId> held = new HashSet<>();
    private final Map<UplinkId, UplinkHealth> verdicts = new TreeMap<>();
    private final List<UplinkId> excused = new ArrayList<>();
    private final List<Path> probed = new ArrayList<>();
    private List<Watched> watched = List.of();
    private Map<UplinkId, Path> paths = Map.of();
    private List<Target> silent = List.of();
    private Duration overdue = Duration.ZERO;
    private Runnable news = () -> {};
    private boolean closed;

    ScriptedWatch tell(Runnable whom) {
        news = whom;
        return this;
    }

    @Override
    public void follow(List<Watched> uplinks, Map<UplinkId, Path> wanted) {
        synchronized (this) {
            Map<UplinkId, Path> before = paths;
            wanted.forEach((id, path) -> {
                if (!path.equals(before.get(id))) {
                    probed.add(path);
                    if (before.containsKey(id)) verdicts.remove(id);
                }
            });
            watched = List.copyOf(uplinks);
            paths = new TreeMap<>(wanted);
        }
        decide();
    }

    private void decide() {
        synchronized (this) {
            for (Watched uplink : watched) {
                UplinkId id = uplink.uplink();
                if (uplink.linkDown().isPresent())
                    verdicts.put(id, down(uplink.linkDown().get(), FaultPlace.LINK));
                else if (!held.contains(id) && paths.containsKey(id)) verdicts.put(id, verdict(uplink));
            }
        }
        news.run();
    }

    private UplinkHealth verdict(Watched uplink) {
        int targets = uplink.policy().targets().size();
        int required = uplink.policy().required();
        if (broken.contains(uplink.uplink()))
            return down("0 of %d targets answered, %d required".formatted(targets, required), FaultPlace.PROVIDER);
        return new UplinkHealth(
                UplinkState.UP,
                0,
                "%d of %d targets answered, %d required".formatted(targets, targets, required),
                Optional.empty(),
                Optional.of(ROUND_TRIP),
                Optional.of(Duration.ZERO),
                0,
                OptionalLong.empty());
    }

    private static UplinkHealth down(String reason, FaultPlace place) {
        return new UplinkHealth(
                UplinkState.DOWN,
                0,
                reason,
                Optional.of(place),
                Optional.empty(),
                Optional.empty(),
                1,
                OptionalLong.empty());
    }

    void fail(int id) {
        synchronized (this) {
            broken.add(new UplinkId(id));
        }
        decide();
    }

    void work(int id) {
        synchronized (this) {
            broken.remove(new UplinkId(id));
        }
        decide();
    }

    /** Nothing can be sent through this uplink. */
    synchronized void forbid(int id, String why) {
        held.add(new UplinkId(id));
        verdicts.put(new UplinkId(id), UplinkHealth.of(UplinkState.UNKNOWN, why));
    }

    void degrade(int id) {
        synchronized (this) {
            held.add(new UplinkId(id));
            verdicts.put(new UplinkId(id), UplinkHealth.of(UplinkState.DEGRADED, "40 % of the packets are lost"));
        }
        news.run();
    }

    /** From now on there is no verdict on this uplink. */
    synchronized void hold(int id) {
        held.add(new UplinkId(id));
    }

    /** There is a verdict again. */
    void release(int id) {
        synchronized (this) {
            held.remove(new UplinkId(id));
        }
        decide();
    }

    void silence(Target... targets) {
        synchronized (this) {
            silent = List.of(targets);
        }
        news.run();
    }

    synchronized void standStill(Duration late) {
        overdue = late;
    }

    /** The paths that this uplink was to be probed over so far. */
    synchronized List<Path> probed(int id) {
        return probed.stream().filter(p -> p.uplink().value() == id).toList();
    }

    synchronized boolean isExcused(int id) {
        return excused.contains(new UplinkId(id));
    }

    synchronized boolean isClosed() {
        return closed;
    }

    @Override
    public synchronized void excuse(UplinkId uplink) {
        excused.add(uplink);
    }

    @Override
    public synchronized Health health() {
        return new Health(new TreeMap<>(verdicts), silent, 0);
    }

    @Override
    public synchronized Duration overdue() {
        return overdue;
    }

    @Override
    public synchronized void close() {
        closed = true;
    }
}
