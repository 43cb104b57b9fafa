package dev.ftr.daemon;

import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ftr.config.RouterConfig;
import dev.ftr.config.Topic;
import dev.ftr.daemon.Daemon.Surroundings;
import dev.ftr.daemon.Status.ConfigSource;
import dev.ftr.demo.SimulatedKernel;
import dev.ftr.health.Health;
import dev.ftr.health.ProbeObserver;
import dev.ftr.history.OutageLog;
import dev.ftr.history.SampleArchive;
import dev.ftr.model.UplinkId;
import dev.ftr.notify.Courier;
import dev.ftr.notify.news.Notifier;
import dev.ftr.scenario.Configs;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.Set;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A day of flapping leaves nothing behind in the memory: the real loop, health engine, files, outbox and samples. */
class FlappingDayTest {
    private static final Instant BEGIN = Instant.parse("2026-03-01T10:00:00Z");
    private static final Duration STEP = Duration.ofSeconds(10);
    private static final Duration WARM = Duration.ofHours(2);
    private static final Duration END = Duration.ofHours(24);

    /** Seconds that an uplink fails, and works: one for ever, one often, one now and then. */
    private static final long[] PERIODS = {20, 150, 1800};

    private static final long ROUND_TRIP = Duration.ofMillis(20).toNanos();
    private static final int MOST_BYTES = 1 << 20;
    private static final int MOST_CLASSES = 100;
    private static final int LEAST_EVENTS = 500;

    private final RouterConfig config = Configs.of(Configs.uplink(0), Configs.uplink(1), Configs.uplink(2));
    private final EngineWatch watch = new EngineWatch(FlappingDayTest::answer);
    private final AtomicLong seconds = new AtomicLong();
    private final InstantSource clock = () -> BEGIN.plusSeconds(seconds.get());

    @TempDir
    private Path folder;

    @Test
    void nothingGrows() throws InterruptedException, IOException {
        Notifier.Tools tools =
                new Notifier.Tools(any -> List.of(new Taker()), OutageLog.from(folder, BEGIN), clock, new Random(1));
        try (SampleArchive samples = SampleArchive.start(folder);
                Notifier notifier = Notifier.start(folder, config, tools)) {
            Daemon daemon = daemon(samples, notifier);
            Thread thread = Thread.ofPlatform().daemon().start(() -> run(daemon));
            pass(Duration.ZERO, WARM);
            Use before = Use.now();
            long told = events();
            pass(WARM, END);
            Use after = Use.now();
            assertTrue(thread.isAlive());
            assertTrue(events() - told > LEAST_EVENTS, () -> "hardly anything has happened, up to hour 2: " + told);
            String seen = "after 2 hours %s, after 24 hours %s".formatted(before, after);
            assertTrue(after.bytes - before.bytes < MOST_BYTES, seen);
            assertTrue(after.threads <= before.threads, seen);
            assertTrue(after.classes - before.classes < MOST_CLASSES, seen);
            daemon.trigger(new Trigger.Stop());
            thread.join();
        }
    }

    private Daemon daemon(SampleArchive samples, Notifier notifier) {
        SimulatedKernel kernel = new SimulatedKernel();
        kernel.addLink(Configs.LAN, List.of(Configs.LAN_ADDRESS));
        for (int i = 0; i < PERIODS.length; i++) kernel.addLink(Configs.device(i), List.of(Configs.onNetwork(i)));
        Reports reports = Reports.toFiles(
                folder,
                folder,
                new ConfigSource("/etc/ftr.conf", "c0ffee", BEGIN),
                notifier,
                status -> samples.offer(clock.instant(), status.samples()));
        return new Daemon(
                config,
                Health.UNKNOWN,
                new Surroundings(
                        kernel,
                        ChangeLock.NONE,
                        watch::tell,
                        ConfigFeed.fixed(config, "c0ffee"),
                        reports,
                        Systemd.of(Map.of()),
                        clock,
                        new Random(1)));
    }

    private static void run(Daemon daemon) {
        try {
            daemon.run();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void pass(Duration from, Duration to) throws InterruptedException {
        for (Duration at = from; at.compareTo(to) <= 0; at = at.plus(STEP)) {
            seconds.set(at.toSeconds());
            watch.runUntil(at);
        }
    }

    private static long answer(UplinkId uplink, int target, long sentAt) {
        long period = PERIODS[uplink.value()];
        return sentAt / 1_000_000_000 / period % 2 == 1 ? ProbeObserver.LOST : ROUND_TRIP;
    }

    private long events() throws IOException {
        try (Stream<String> lines = Files.lines(folder.resolve("events.jsonl"))) {
            return lines.filter(line -> line.contains("\"type\":\"uplink\"")).count();
        }
    }

    /** What the program has in use, garbage aside. */
    private record Use(long bytes, int threads, int classes) {
        static Use now() throws InterruptedException {
            for (int i = 0; i < 3; i++) {
                System.gc();
                // References are put into their queues by another thread.
                Thread.sleep(50);
            }
            return new Use(
                    ManagementFactory.getMemoryMXBean().getHeapMemoryUsage().getUsed(),
                    ManagementFactory.getThreadMXBean().getThreadCount(),
                    ManagementFactory.getClassLoadingMXBean().getLoadedClassCount());
        }
    }

    /** Takes whatever it is given. */
    private static final class Taker implements Courier {
        @Override
        public String name() {
            return "mail";
        }

        @Override
        public Set<Topic> topics() {
            return EnumSet.allOf(Topic.class);
        }

        @Override
        public Gathering gathering() {
            return new Gathering(50, Duration.ZERO, Duration.ZERO, Duration.ofDays(2));
        }

        @Override
        public Delivery deliver(Dispatch dispatch) {
            return new Delivery.Done(List.of());
        }
    }
}
