package dev.ftr.demo;

import dev.ftr.health.Health;
import dev.ftr.health.HealthEngine;
import dev.ftr.health.ProbeObserver;
import dev.ftr.health.VirtualProbing;
import dev.ftr.health.Watched;
import dev.ftr.model.UplinkId;
import dev.ftr.model.UplinkState;
import dev.ftr.probe.HealthWatch;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.BiConsumer;

/**
 * The real health engine over made-up uplinks, in virtual time that runs as fast as real time. It stands still while the
 * daemon makes its changes, so that the same seed tells the same story however fast the machine is.
 */
public final class SimulatedWatch implements HealthWatch, InstantSource {
    private static final Instant BEGIN = Instant.EPOCH;
    private static final Duration STEP = Duration.ofMillis(50);
    private static final long CHANGES_TAKE_AT_MOST = 5000;

    private final UplinkStories stories;
    private final BiConsumer<UplinkId, Optional<Fault>> faultNews;
    private final HealthEngine engine;
    private final VirtualProbing probing;
    private final SortedMap<UplinkId, Optional<Fault>> faults = new TreeMap<>();
    private final Semaphore changesMade = new Semaphore(0);
    private boolean stateChanged;
    private boolean closed;
    private Health health = Health.UNKNOWN;

    /**
     * New uplinks, all working.
     *
     * @param first one of these fails soon
     * @param faultNews told of each fault that begins, and of each that is over
     */
    public SimulatedWatch(Random random, List<UplinkId> first, BiConsumer<UplinkId, Optional<Fault>> faultNews) {
        this.faultNews = faultNews;
        stories = new UplinkStories(random.nextLong(), first);
        engine = new HealthEngine(random::nextInt, new Changes());
        probing = new VirtualProbing(engine, stories::roundTrip, 0);
    }

    /**
     * Lets the time run, from the first call of {@link #follow} on.
     *
     * @param news called when the state of an uplink has changed
     * @param length virtual time after which {@code end} is called
     */
    public void start(Runnable news, Duration length, Runnable end) {
        Thread.ofPlatform().name("simulated-uplinks").daemon().start(() -> {
            try {
                changesMade.acquire();
                while (elapsed().compareTo(length) < 0 && !isClosed()) {
                    Thread.sleep(STEP);
                    boolean changed = step();
                    tellOfFaults();
                    if (changed) waitForChanges(news);
                }
                end.run();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
    }

    private synchronized boolean step() {
        probing.runUntil(probing.now() + STEP.toNanos());
        health = engine.health(probing.now());
        boolean changed = stateChanged;
        stateChanged = false;
        return changed;
    }

    private void tellOfFaults() {
        SortedMap<UplinkId, Optional<Fault>> changed = new TreeMap<>();
        synchronized (this) {
            faults.replaceAll((uplink, before) -> {
                Optional<Fault> now = stories.fault(uplink, probing.now());
                if (!now.equals(before)) changed.put(uplink, now);
                return now;
            });
        }
        changed.forEach(faultNews);
    }

    /** Cuts an uplink until this is called again; heals one that is at fault. */
    public synchronized void cutOrHeal(UplinkId uplink) {
        stories.cutOrHeal(uplink, probing.now());
    }

    private void waitForChanges(Runnable news) throws InterruptedException {
        changesMade.drainPermits();
        news.run();
        if (!changesMade.tryAcquire(CHANGES_TAKE_AT_MOST, TimeUnit.MILLISECONDS)) close();
    }

    @Override
    public synchronized void follow(List<Watched> uplinks, Map<UplinkId, Path> paths) {
        engine.follow(uplinks, Set.of(), probing.now());
        faults.keySet().retainAll(uplinks.stream().map(Watched::uplink).toList());
        uplinks.forEach(u -> faults.putIfAbsent(u.uplink(), Optional.empty()));
        changesMade.release();
    }

    @Override
    public void excuse(UplinkId uplink) {
        // No way is ever missing here.
    }

    @Override
    public synchronized Health health() {
        return health;
    }

    @Override
    public Duration overdue() {
        return Duration.ZERO;
    }

    @Override
    public Instant instant() {
        return BEGIN.plus(elapsed());
    }

    /** Virtual time since the begin. */
    public synchronized Duration elapsed() {
        return Duration.ofNanos(probing.now());
    }

    private synchronized boolean isClosed() {
        return closed;
    }

    @Override
    public synchronized void close() {
        closed = true;
    }

    private final class Changes implements ProbeObserver {
        @Override
        public void decided(UplinkId uplink, int target, long sentAt, long roundTrip) {
            // Only the verdicts are told.
        }

        @Override
        public void changed(UplinkId uplink, UplinkState before, UplinkState after, String reason, long at) {
            stateChanged = true;
        }
    }
}
