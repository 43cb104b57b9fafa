package dev.ftr.daemon;

import dev.ftr.health.Health;
import dev.ftr.health.HealthEngine;
import dev.ftr.health.ProbeObserver;
import dev.ftr.health.VirtualProbing;
import dev.ftr.health.Watched;
import dev.ftr.model.UplinkId;
import dev.ftr.probe.HealthWatch;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/** The real health engine in virtual time; its hours pass when a test says so. */
final class EngineWatch implements HealthWatch {
    private static final int PATIENCE_SECONDS = 20;

    private final HealthEngine engine;
    private final VirtualProbing probing;
    private final Semaphore looked = new Semaphore(0);
    private volatile Runnable news = () -> {};
    private Map<UplinkId, Path> paths = Map.of();

    EngineWatch(VirtualProbing.Network network) {
        Random random = new Random(1);
        engine = new HealthEngine(random::nextInt, ProbeObserver.NONE);
        probing = new VirtualProbing(engine, network, 0);
    }

    EngineWatch tell(Runnable whom) {
        news = whom;
        return this;
    }

    /** Lets time pass, and has the daemon look at what that has brought. */
    void runUntil(Duration virtual) throws InterruptedException {
        synchronized (this) {
            probing.runUntil(virtual.toNanos());
        }
        looked.drainPermits();
        news.run();
        if (!looked.tryAcquire(PATIENCE_SECONDS, TimeUnit.SECONDS))
            throw new AssertionError("the daemon does not look");
    }

    @Override
    public synchronized void follow(List<Watched> uplinks, Map<UplinkId, Path> wanted) {
        if (wanted.equals(paths)) return;
        paths = Map.copyOf(wanted);
        engine.follow(uplinks, Set.of(), probing.now());
    }

    @Override
    public void excuse(UplinkId uplink) {}

    @Override
    public synchronized Health health() {
        looked.release();
        return engine.health(probing.now());
    }

    @Override
    public Duration overdue() {
        return Duration.ZERO;
    }

    @Override
    public void close() {}
}
