package dev.ftr.daemon;

import dev.ftr.config.RouterConfig;
import dev.ftr.kernel.MachineReader;
import dev.ftr.model.Cidr;
import dev.ftr.model.ForeignFirewall;
import dev.ftr.model.Route;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks soon after the start, and then once a minute, at what else is on this machine, in a thread of its own: nobody who
 * waits for a failover waits for it. It reads files; processes are started at the first look, and at a later one only if the
 * firewall has changed since, or the routes of what bypasses us are still to be mended.
 */
public final class MachineWatch implements AutoCloseable {
    private static final Duration FIRST = Duration.ofSeconds(1);
    private static final Duration PERIOD = Duration.ofSeconds(60);

    private static final Logger LOG = LoggerFactory.getLogger(MachineWatch.class);

    private final MachineReader reader;
    private final Supplier<RouterConfig> config;
    private final Consumer<List<String>> news;
    private final AtomicBoolean firewallChanged = new AtomicBoolean(true);
    private final CountDownLatch closed = new CountDownLatch(1);
    private Optional<ForeignFirewall> firewall = Optional.empty();
    private SortedMap<Cidr, List<Route>> bypassed = new TreeMap<>();
    private List<String> told = List.of();

    private MachineWatch(MachineReader reader, Supplier<RouterConfig> config, Consumer<List<String>> news) {
        this.reader = reader;
        this.config = config;
        this.news = news;
    }

    /**
     * Starts looking.
     *
     * @param config the one in force
     * @param news called in the thread of the watch when there are other warnings than before; at first, when there are any
     */
    public static MachineWatch start(MachineReader reader, Supplier<RouterConfig> config, Consumer<List<String>> news) {
        MachineWatch watch = new MachineWatch(reader, config, news);
        Thread.ofPlatform().daemon().name("ftr-machine-watch").start(watch::run);
        return watch;
    }

    /** Somebody changed the firewall: it is listed at the next look. May be called from any thread. */
    public void firewallChanged() {
        firewallChanged.set(true);
    }

    private void run() {
        try {
            Duration wait = FIRST;
            while (!closed.await(wait.toMillis(), TimeUnit.MILLISECONDS)) {
                guarded();
                wait = PERIOD;
            }
        } catch (InterruptedException e) {
            LOG.debug("the watch on the machine was interrupted");
        }
    }

    /** A fault of ours here is not worth more than a line. */
    private void guarded() {
        try {
            look();
        } catch (RuntimeException e) {
            LOG.warn("what else is on this machine could not be judged: {}", e.toString());
        }
    }

    private void look() {
        if (firewallChanged.getAndSet(false)) firewall = reader.firewall();
        RouterConfig current = config.get();
        List<String> now = new ArrayList<>(MachineCheck.warnings(current, reader, firewall));
        now.addAll(bypassWarnings(current));
        if (!now.equals(told)) news.accept(now);
        told = now;
    }

    private List<String> bypassWarnings(RouterConfig current) {
        boolean known = bypassed.keySet().equals(Set.copyOf(current.traffic().bypass()));
        if (!known || !MachineCheck.bypassWarnings(current, bypassed).isEmpty())
            bypassed = MachineCheck.bypassed(current, reader);
        return MachineCheck.bypassWarnings(current, bypassed);
    }

    @Override
    public void close() {
        closed.countDown();
    }
}
