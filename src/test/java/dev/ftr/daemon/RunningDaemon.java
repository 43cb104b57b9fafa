package dev.ftr.daemon;

import static org.junit.jupiter.api.Assertions.fail;

import dev.ftr.config.RouterConfig;
import dev.ftr.daemon.Daemon.Surroundings;
import dev.ftr.daemon.Status.ConfigSource;
import dev.ftr.demo.SimulatedKernel;
import dev.ftr.health.Health;
import dev.ftr.kernel.Kernel;
import dev.ftr.kernel.KernelException;
import dev.ftr.kernel.KernelPart;
import dev.ftr.kernel.ReadScope;
import dev.ftr.kernel.Reading;
import dev.ftr.kernel.Refusal;
import dev.ftr.notify.Audience;
import dev.ftr.plan.Plan;
import dev.ftr.testing.Schemas;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;

/** The real loop in a thread of its own, on a simulated kernel and scripted uplinks; looked at through its files. */
final class RunningDaemon implements AutoCloseable {
    static final Instant BEGIN = Instant.parse("2026-03-01T10:00:00Z");
    static final String SHA256 = "c0ffee00".repeat(8);
    /** Has it look for a standstill of the probes often. */
    private static final Duration PACE = Duration.ofMillis(100);

    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final ObjectMapper JSON = new ObjectMapper();

    final SimulatedKernel kernel;
    final ScriptedWatch uplinks;
    final AtomicBoolean unreadable = new AtomicBoolean();
    final AtomicBoolean broken = new AtomicBoolean();
    final AtomicInteger readings = new AtomicInteger();
    private final Path folder;
    private final Daemon daemon;
    private final Thread thread;

    RunningDaemon(RouterConfig config, SimulatedKernel kernel, ScriptedWatch uplinks, Path folder) {
        this(config, Health.UNKNOWN, ConfigFeed.fixed(config, SHA256), kernel, uplinks, folder);
    }

    /** @param lastKnown what an earlier daemon knew */
    RunningDaemon(
            RouterConfig config,
            Health lastKnown,
            ConfigFeed configs,
            SimulatedKernel kernel,
            ScriptedWatch uplinks,
            Path folder) {
        this.kernel = kernel;
        this.uplinks = uplinks;
        this.folder = folder;
        ConfigSource source = new ConfigSource("/etc/ftr.conf", SHA256, BEGIN);
        AtomicLong ticks = new AtomicLong();
        this.daemon = new Daemon(
                config.withInterval(PACE),
                lastKnown,
                new Surroundings(
                        new Watched(),
                        ChangeLock.NONE,
                        uplinks::tell,
                        configs,
                        Reports.toFiles(folder, folder, source, Audience.NOBODY, status -> {}),
                        Systemd.of(Map.of()),
                        () -> BEGIN.plusMillis(ticks.incrementAndGet()),
                        new Random(1)));
        this.thread = Thread.ofPlatform().daemon().unstarted(this::run);
    }

    RunningDaemon start() {
        thread.start();
        return this;
    }

    private void run() {
        try {
            daemon.run();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    void configChanged() {
        daemon.trigger(new Trigger.ConfigChanged());
    }

    void kernelChanged() {
        for (KernelPart part : KernelPart.values()) daemon.trigger(new Trigger.KernelChanged(part));
    }

    /** Has the daemon look at the kernel, and waits until it has done so from beginning to end. */
    void lookAgain() {
        // The first reading may have been under way; what the second finds may take a third to mend.
        for (int i = 0; i < 2; i++) {
            int before = readings.get();
            String at = lastReconcile();
            kernelChanged();
            await(
                    "another look",
                    () -> readings.get() > before && !lastReconcile().equals(at));
        }
    }

    private String lastReconcile() {
        return status().path("last_reconcile").path("at").asString("");
    }

    /** Waits until new connections go over just these, and the daemon knows of all uplinks what they are like. */
    void awaitRouting(String... devices) {
        List<String> wanted = List.of(devices);
        await(
                "new connections over " + wanted,
                () -> Multipath.devices(kernel).equals(wanted)
                        && routing().equals(wanted)
                        && status().path("uplinks")
                                .valueStream()
                                .noneMatch(u -> u.path("state").asString("").equals("unknown")));
    }

    /** Names of the uplinks that the status says carry new connections. */
    List<String> routing() {
        return status().path("uplinks")
                .valueStream()
                .filter(u -> u.path("routing").asBoolean(false))
                .map(u -> u.path("name").asString())
                .toList();
    }

    JsonNode uplink(String name) {
        return status().path("uplinks")
                .valueStream()
                .filter(u -> u.path("name").asString().equals(name))
                .findFirst()
                .orElse(JSON.missingNode());
    }

    JsonNode status() {
        try {
            Path file = folder.resolve("status.json");
            return Files.exists(file) ? Schemas.fit("status", Files.readString(file)) : JSON.missingNode();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    List<JsonNode> events() {
        try {
            Path file = folder.resolve("events.jsonl");
            if (!Files.exists(file)) return List.of();
            String text = Files.readString(file);
            return text.substring(0, text.lastIndexOf('\n') + 1)
                    .lines()
                    .map(line -> Schemas.fit("event", line))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    List<JsonNode> events(String type) {
        return events().stream()
                .filter(e -> e.path("type").asString().equals(type))
                .toList();
    }

    /** Texts of the events of this type. */
    List<String> texts(String type) {
        return events(type).stream().map(e -> e.path("text").asString()).toList();
    }

    void awaitText(String type, String text) {
        await("event " + text, () -> texts(type).contains(text));
    }

    void await(String what, BooleanSupplier condition) {
        long end = System.nanoTime() + PATIENCE.toNanos();
        while (!condition.getAsBoolean()) {
            if (System.nanoTime() - end > 0) fail("no %s; status %s; events %s".formatted(what, status(), events()));
            try {
                Thread.sleep(2);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                fail(e);
            }
        }
    }

    boolean ended() {
        return !thread.isAlive();
    }

    void stop() {
        daemon.trigger(new Trigger.Stop());
        await("end", this::ended);
    }

    @Override
    public void close() {
        stop();
    }

    private final class Watched implements Kernel {
        @Override
        public Reading read(ReadScope scope) throws KernelException {
            readings.incrementAndGet();
            if (broken.get()) throw new IllegalStateException("a fault in the program");
            if (unreadable.get()) throw new KernelException("ip -j route show table all: Cannot open netlink socket");
            return kernel.read(scope);
        }

        @Override
        public List<Refusal> apply(Plan plan) {
            return kernel.apply(plan);
        }
    }
}
