package dev.ftr.daemon;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ftr.daemon.PendingChange.Applier;
import dev.ftr.daemon.PendingFolder.Found;
import dev.ftr.daemon.Reconciler.Proposal;
import dev.ftr.demo.SimulatedKernel;
import dev.ftr.kernel.KernelException;
import dev.ftr.kernel.Reading;
import dev.ftr.model.DesiredState;
import dev.ftr.model.KernelState;
import dev.ftr.notify.Event.ChangeEnded;
import dev.ftr.plan.Plan;
import dev.ftr.scenario.Configs;
import dev.ftr.scenario.Router;
import dev.ftr.testing.Schemas;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;

@Timeout(60)
class DeadManTest {
    private static final Duration SOON = Duration.ofMillis(300);
    private static final Duration NEVER = Duration.ofHours(1);
    private static final Applier DEAD = new Applier(Integer.MAX_VALUE, Instant.EPOCH);

    private final SimulatedKernel kernel = new SimulatedKernel();
    private final Router router = new Router(kernel, Configs.of(Configs.uplink(0), Configs.uplink(1)));
    private final ScriptedWatch uplinks = new ScriptedWatch();

    @TempDir
    private Path folder;

    private PendingFolder pending;
    private KernelState before = KernelState.EMPTY;

    @BeforeEach
    void plugIn() {
        pending = new PendingFolder(folder.resolve("run"), folder.resolve("state"));
        kernel.addLink(Configs.LAN, List.of(Configs.LAN_ADDRESS));
        for (int provider = 0; provider < 2; provider++)
            kernel.addLink(Configs.device(provider), List.of(Configs.onNetwork(provider)));
        before = router.read().state();
    }

    @Test
    void takesTheChangeBackWhenItsTimeIsOver() throws Exception {
        CompletableFuture<Void> deadMan = armed(SOON, Applier.current(), Optional.empty());
        router.apply(Configs.down(router.config()));
        pending.applied(Instant.now().plus(SOON));
        deadMan.get();
        assertEquals(before, router.read().state());
        assertEquals("not confirmed within 0.3 s", lastEnd().path("reason").asString());
        assertFalse(lastEnd().path("confirmed").asBoolean());
        assertTrue(Files.readString(folder.resolve("state/events.jsonl")).contains("\"type\":\"confirm\""));
        assertEquals(Optional.empty(), pending.find());
    }

    @Test
    void takesTheChangeBackWhenApplyHasDied() throws Exception {
        CompletableFuture<Void> deadMan = armed(SOON, DEAD, Optional.empty());
        kernel.applyFirst(router.plan(Configs.down(router.config())), 7);
        deadMan.get();
        assertEquals(before, router.read().state());
    }

    @Test
    void waitsWhileApplyIsStillAtWork() throws Exception {
        CompletableFuture<Void> deadMan = armed(Duration.ofMillis(1), Applier.current(), Optional.empty());
        Thread.sleep(SOON);
        assertFalse(deadMan.isDone());
        router.apply(Configs.down(router.config()));
        pending.applied(Instant.now());
        deadMan.get();
        assertEquals(before, router.read().state());
    }

    @Test
    void whatIsConfirmedStays() throws Exception {
        CompletableFuture<Void> deadMan = armed(NEVER, DEAD, Optional.empty());
        router.apply(Configs.down(router.config()));
        KernelState after = router.read().state();
        Found found = pending.find().orElseThrow();
        assertTrue(found.guarded());
        assertTrue(pending.confirm(found, "by hand"));
        deadMan.get();
        assertEquals(after, router.read().state());
        assertTrue(lastEnd().path("confirmed").asBoolean());
        assertFalse(pending.confirm(found, "once more"));
    }

    @Test
    void takesTheChangeBackAtOnceWhenAsked() throws Exception {
        CompletableFuture<Void> deadMan = armed(NEVER, DEAD, Optional.empty());
        router.apply(Configs.down(router.config()));
        pending.askForRevert();
        deadMan.get();
        assertEquals(before, router.read().state());
    }

    @Test
    void autoConfirmsWhenAllWorks() throws Exception {
        CompletableFuture<Void> deadMan = armed(SOON, DEAD, Optional.of(2));
        router.apply(Configs.down(router.config()));
        KernelState after = router.read().state();
        deadMan.get();
        assertEquals(after, router.read().state());
        assertEquals(
                "by itself: all downlinks work, healthy uplinks: 2, before the change: 2",
                lastEnd().path("reason").asString());
    }

    @Test
    void autoTakesBackWhatCostsAnUplink() throws Exception {
        uplinks.fail(1);
        CompletableFuture<Void> deadMan = armed(SOON, DEAD, Optional.of(2));
        router.apply(Configs.down(router.config()));
        deadMan.get();
        assertEquals(before, router.read().state());
        assertEquals(
                "healthy uplinks: 1, before the change: 2",
                lastEnd().path("reason").asString());
    }

    @Test
    void autoNeedsAtLeastOneUplink() throws Exception {
        CompletableFuture<Void> deadMan = armed(SOON, DEAD, Optional.of(0));
        deadMan.get();
        assertEquals(
                "healthy uplinks: 0, before the change: 0",
                lastEnd().path("reason").asString());
        assertFalse(lastEnd().path("confirmed").asBoolean());
    }

    @Test
    void autoTakesBackWhenADownlinkHasNoCarrier() throws Exception {
        CompletableFuture<Void> deadMan = armed(SOON, DEAD, Optional.of(2));
        router.apply(Configs.down(router.config()));
        kernel.setCarrier(Configs.LAN, false);
        deadMan.get();
        assertEquals("downlink lan0 has no carrier", lastEnd().path("reason").asString());
        assertFalse(lastEnd().path("confirmed").asBoolean());
    }

    @Test
    void doesNotArmWhenThereIsSomethingToRestoreAlready() throws Exception {
        assertTrue(pending.claim(change(NEVER, DEAD, Optional.empty())));
        router.apply(Configs.down(router.config()));
        assertThrows(DaemonException.class, () -> deadMan().run(false));
        assertFalse(pending.isArmed());
    }

    @Test
    void aChangeThatNobodyGuardsIsSeenAsSuchAndCanBeTakenBack() throws Exception {
        assertTrue(pending.claim(change(NEVER, DEAD, Optional.empty())));
        router.apply(Configs.down(router.config()));
        assertFalse(pending.find().orElseThrow().guarded());
        deadMan().run(true);
        assertEquals(before, router.read().state());
        assertEquals(Optional.empty(), pending.find());
    }

    /** As systemd does with a RuntimeDirectory when the unit that owns it ends. */
    @Test
    void takesTheChangeBackWhenTheRunDirVanishes() throws Exception {
        CompletableFuture<Void> deadMan = armed(NEVER, DEAD, Optional.empty());
        router.apply(Configs.down(router.config()));
        try (var files = Files.walk(folder.resolve("run"))) {
            for (Path file : files.sorted(Comparator.reverseOrder()).toList()) Files.delete(file);
        }
        deadMan.get();
        assertEquals(before, router.read().state());
        assertTrue(lastEnd().path("reason").asString().contains("vanished"));
    }

    @Test
    void whatIsWithdrawnNeedsNoEnd() throws Exception {
        CompletableFuture<Void> deadMan = armed(NEVER, DEAD, Optional.empty());
        pending.withdraw();
        deadMan.get();
        assertFalse(Files.exists(pending.lastEnd()));
    }

    @Test
    void onlyOneChangeCanBePending() throws IOException {
        assertTrue(pending.claim(change(NEVER, DEAD, Optional.empty())));
        assertFalse(pending.claim(change(NEVER, DEAD, Optional.empty())));
        try (var files = Files.list(folder.resolve("run"))) {
            assertEquals(
                    List.of("pending"),
                    files.map(f -> f.getFileName().toString()).toList());
        }
    }

    @Test
    void ofConfirmAndExpiryOneWins() throws Exception {
        try (ExecutorService threads = Executors.newFixedThreadPool(2)) {
            for (int i = 0; i < 200; i++) {
                PendingChange change = change(NEVER, DEAD, Optional.empty());
                assertTrue(pending.claim(change));
                Found found = pending.find().orElseThrow();
                CountDownLatch start = new CountDownLatch(2);
                List<Future<Boolean>> winners = new ArrayList<>();
                List<Callable<Boolean>> racers =
                        List.of(() -> pending.confirm(found, "by hand"), () -> pending.startReverting(change));
                for (Callable<Boolean> racer : racers)
                    winners.add(threads.submit(() -> {
                        start.countDown();
                        start.await();
                        return racer.call();
                    }));
                boolean confirmed = winners.getFirst().get();
                assertEquals(!confirmed, winners.getLast().get());
                if (!confirmed) pending.reverted(new ChangeEnded(Instant.now(), false, "test", List.of(), List.of()));
                assertEquals(confirmed, lastEnd().path("confirmed").asBoolean());
                assertEquals(Optional.empty(), pending.find());
            }
        }
    }

    private PendingChange change(Duration length, Applier applier, Optional<Integer> healthy) {
        Reading reading = router.read();
        DesiredState desired = router.desired(Configs.down(router.config()));
        Plan plan = Plan.between(desired, reading.state(), router.protocol());
        KernelState previous = Restoration.before(new Proposal(reading, desired, plan), router.protocol());
        PendingChange change = new PendingChange(
                Instant.now(),
                applier,
                length,
                healthy,
                Path.of("/etc/ftr.yaml"),
                "0123456789abcdef".repeat(4),
                router.protocol(),
                previous);
        Schemas.fit("state#pending_change", change.json());
        return change;
    }

    private DeadMan deadMan() {
        return new DeadMan(
                pending, kernel, ChangeLock.NONE, Optional.of(new LineCheck(router.config(), uplinks::tell)));
    }

    private CompletableFuture<Void> armed(Duration length, Applier applier, Optional<Integer> healthy)
            throws Exception {
        assertTrue(pending.claim(change(length, applier, healthy)));
        CompletableFuture<Void> ended = new CompletableFuture<>();
        Thread.ofPlatform().start(() -> {
            try {
                deadMan().run(false);
                ended.complete(null);
            } catch (DaemonException | KernelException | InterruptedException | RuntimeException e) {
                ended.completeExceptionally(e);
            }
        });
        while (!pending.isArmed() && !ended.isDone()) Thread.sleep(2);
        return ended;
    }

    private JsonNode lastEnd() throws IOException {
        return new ObjectMapper().readTree(Files.readString(pending.lastEnd()));
    }
}
