package dev.ftr.probe;

import dev.ftr.health.Health;
import dev.ftr.health.HealthEngine;
import dev.ftr.health.ProbeObserver;
import dev.ftr.health.Watched;
import dev.ftr.model.InterfaceName;
import dev.ftr.model.UplinkId;
import dev.ftr.model.UplinkState;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.IntUnaryOperator;

/**
 * The real thing: the health engine on the thread that sends the probes and reads the answers, so that nothing the rest of
 * the program does can delay a verdict. Needs CAP_NET_RAW; probes in the network namespace of the thread that constructs it.
 */
public final class ProbingWatch implements HealthWatch {
    /** Round-trip times and loss are published at least this often while there are answers. */
    private static final long PUBLISH_NANOS = Duration.ofSeconds(1).toNanos();

    private final HealthEngine engine;
    private final Runnable changed;
    private final ProbeLoop loop;
    private final Object publishing = new Object();
    private Order order = new Order(List.of(), Map.of());
    private Order applied = order;
    private Map<UplinkId, Path> paths = Map.of();
    private boolean stateChanged;
    private long publishedAt = System.nanoTime() - PUBLISH_NANOS;
    private volatile Health health = Health.UNKNOWN;
    private volatile long due = Long.MAX_VALUE;

    /**
     * Begins with nothing to watch.
     *
     * @param choice gives a number from 0 to its argument less 1, all equally likely; called on the probing thread
     * @param observer told of each result, on the probing thread: it must not block
     * @param changed called on the probing thread when the state of an uplink or a target has changed
     */
    public ProbingWatch(IntUnaryOperator choice, ProbeObserver observer, Runnable changed) {
        this.changed = changed;
        this.engine = new HealthEngine(choice, new Witness(observer));
        this.loop = new ProbeLoop(engine, new BoundConversations(), this::afterTurn);
    }

    @Override
    public void follow(List<Watched> uplinks, Map<UplinkId, Path> wanted) {
        Order next = new Order(List.copyOf(uplinks), new TreeMap<>(wanted));
        synchronized (publishing) {
            if (next.equals(order)) return;
            // What was known of another line under the same number must not be read for a moment more.
            health = health.without(replaced(order.paths, next.paths));
            order = next;
        }
        loop.execute(() -> turnTo(next));
    }

    /** The uplinks whose number stands for another line now: another device, or on a device with several another end. */
    private static Set<UplinkId> replaced(Map<UplinkId, Path> before, Map<UplinkId, Path> next) {
        Set<UplinkId> replaced = new HashSet<>();
        before.forEach((id, path) -> {
            Path other = next.get(id);
            if (other == null) return;
            boolean moved =
                    !other.source().equals(path.source()) && !other.gateway().equals(path.gateway());
            boolean shared = isShared(path.device(), before) || isShared(path.device(), next);
            if (!other.device().equals(path.device()) || (moved && shared)) replaced.add(id);
        });
        return replaced;
    }

    private static boolean isShared(InterfaceName device, Map<UplinkId, Path> paths) {
        return paths.values().stream().filter(p -> p.device().equals(device)).count() > 1;
    }

    private void turnTo(Order wanted) {
        List<Watched> uplinks = wanted.uplinks;
        Map<UplinkId, Path> next = wanted.paths;
        replaced(paths, next).forEach(engine::forget);
        applied = wanted;
        Set<UplinkId> moved = new HashSet<>();
        paths.forEach((id, path) -> {
            if (next.containsKey(id) && !path.equals(next.get(id))) moved.add(id);
        });
        List<Probed> probed = new ArrayList<>();
        for (Watched uplink : uplinks) {
            Path path = next.get(uplink.uplink());
            if (path != null)
                probed.add(new Probed(
                        path, uplink.policy().targets(), uplink.policy().timeout()));
        }
        paths = next;
        loop.use(probed);
        engine.follow(uplinks, moved, System.nanoTime());
        stateChanged = true;
    }

    @Override
    public void excuse(UplinkId uplink) {
        loop.execute(() -> engine.excuse(uplink));
    }

    @Override
    public Health health() {
        return health;
    }

    @Override
    public Duration overdue() {
        long wanted = due;
        return wanted == Long.MAX_VALUE ? Duration.ZERO : Duration.ofNanos(Math.max(0, System.nanoTime() - wanted));
    }

    @Override
    public void close() {
        loop.close();
    }

    private void afterTurn() {
        due = engine.due();
        long now = System.nanoTime();
        if (!stateChanged && now - publishedAt < PUBLISH_NANOS) return;
        Health before = health;
        synchronized (publishing) {
            if (!applied.equals(order)) return;
            health = engine.health(now);
        }
        publishedAt = now;
        boolean tell = stateChanged || !before.silent().equals(health.silent());
        stateChanged = false;
        if (tell) changed.run();
    }

    /** What was asked for last. */
    private record Order(List<Watched> uplinks, Map<UplinkId, Path> paths) {}

    private final class Witness implements ProbeObserver {
        private final ProbeObserver observer;

        Witness(ProbeObserver observer) {
            this.observer = observer;
        }

        @Override
        public void decided(UplinkId uplink, int target, long sentAt, long roundTrip) {
            observer.decided(uplink, target, sentAt, roundTrip);
        }

        @Override
        public void changed(UplinkId uplink, UplinkState before, UplinkState after, String reason, long at) {
            stateChanged = true;
            observer.changed(uplink, before, after, reason, at);
        }
    }
}
