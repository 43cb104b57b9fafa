package dev.ftr.probe;

import static dev.ftr.probe.UplinkLab.ordinary;
import static dev.ftr.probe.UplinkLab.path;
import static dev.ftr.probe.UplinkLab.probe;
import static dev.ftr.probe.UplinkLab.round;
import static dev.ftr.probe.UplinkLab.start;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ftr.health.ProbeRound;
import dev.ftr.health.ProbeRound.TargetResult;
import dev.ftr.model.IpAddress;
import dev.ftr.model.UplinkId;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class IcmpProberIT {
    @SuppressWarnings("NullAway.Init")
    private static UplinkLab lab;

    @SuppressWarnings("NullAway.Init")
    private IcmpProber prober;

    @BeforeAll
    static void build() {
        lab = new UplinkLab(1, 2);
    }

    @AfterAll
    static void demolish() {
        lab.close();
    }

    @BeforeEach
    void open() {
        prober = lab.prober();
    }

    @AfterEach
    void close() {
        prober.close();
    }

    @Test
    void allTargetsAnswer() {
        ProbeRound result = probe(prober, path(1), round(3, 2, 2000, 1, 2, 3));
        assertEquals(3, result.answered());
        assertEquals(Optional.empty(), result.failure());
        assertEquals(new UplinkId(1), result.uplink());
        assertEquals(
                List.of(IpAddress.parse("203.0.113.1"), IpAddress.parse("203.0.113.2"), IpAddress.parse("203.0.113.3")),
                result.results().stream().map(TargetResult::target).toList());
        for (TargetResult target : result.results()) {
            assertEquals(1, target.sent());
            assertTrue(target.roundTrip().orElseThrow().compareTo(Duration.ofSeconds(2)) < 0);
        }
    }

    @Test
    void endsAsSoonAsEnoughHaveAnswered() {
        long before = System.nanoTime();
        ProbeRound result = probe(prober, path(1), round(1, 3, 10_000, 1, 200));
        assertTrue(elapsed(before).toMillis() < 5000, "took " + elapsed(before));
        assertEquals(1, result.answered());
        assertEquals(Optional.empty(), result.results().get(1).roundTrip());
    }

    @Test
    void deadTargetUsesUpItsAttempts() {
        ProbeRound result = probe(prober, path(1), round(2, 3, 100, 1, 200));
        assertEquals(1, result.answered());
        assertEquals(1, result.results().get(0).sent());
        assertEquals(3, result.results().get(1).sent());
    }

    @Test
    void allDeadTakesAttemptsTimesTimeout() {
        long before = System.nanoTime();
        ProbeRound result = probe(prober, path(1), round(1, 3, 200, 200, 201, 202));
        Duration took = elapsed(before);
        assertEquals(0, result.answered());
        assertEquals(Optional.empty(), result.failure());
        assertTrue(took.toMillis() >= 600, "took " + took);
        assertTrue(took.toMillis() < 3000, "took " + took);
    }

    @Test
    void secondAttemptIsAnswered() {
        String[] everyOther =
                "iptables -t raw -I PREROUTING -i up2 -p icmp -m statistic --mode nth --every 2 --packet 0 -j DROP"
                        .split(" ");
        lab.internet.command(everyOther);
        try {
            ProbeRound result = probe(prober, path(2), round(1, 3, 300, 1));
            assertEquals(1, result.answered());
            assertEquals(2, result.results().getFirst().sent());
            assertTrue(result.results().getFirst().roundTrip().orElseThrow().toMillis() < 300);
        } finally {
            lab.internet.command("iptables", "-t", "raw", "-F");
        }
    }

    @Test
    void roundsRunSideBySide() {
        CompletableFuture<ProbeRound> slow = start(prober, path(1), round(1, 1, 2000, 200));
        for (int i = 0; i < 10; i++) {
            assertEquals(1, probe(prober, path(1), round(1, 1, 2000, 1)).answered());
            assertEquals(1, probe(prober, path(2), round(1, 1, 2000, 1)).answered());
        }
        assertFalse(slow.isDone());
        assertEquals(0, slow.orTimeout(20, TimeUnit.SECONDS).join().answered());
    }

    @Test
    void aListenerMayThrow() {
        CompletableFuture<Throwable> reported = new CompletableFuture<>();
        Thread.UncaughtExceptionHandler before = Thread.getDefaultUncaughtExceptionHandler();
        Thread.setDefaultUncaughtExceptionHandler((thread, e) -> reported.complete(e));
        try {
            prober.start(path(1), ordinary(), verdict -> {
                throw new IllegalStateException("a listener's fault");
            });
            assertEquals(
                    "a listener's fault",
                    reported.orTimeout(20, TimeUnit.SECONDS).join().getMessage());
        } finally {
            Thread.setDefaultUncaughtExceptionHandler(before);
        }
        assertTrue(probe(prober, path(1), ordinary()).answered() >= 1);
    }

    @Test
    void aListenerMayStartTheNextRound() {
        CompletableFuture<ProbeRound> second = new CompletableFuture<>();
        prober.start(path(1), ordinary(), first -> prober.start(path(1), ordinary(), second::complete));
        assertTrue(second.orTimeout(20, TimeUnit.SECONDS).join().answered() >= 1);
    }

    @Test
    void aListenerMayCloseTheProber() throws Exception {
        CompletableFuture<Boolean> closed = new CompletableFuture<>();
        prober.start(path(1), ordinary(), first -> {
            prober.close();
            closed.complete(true);
        });
        assertTrue(closed.get(20, TimeUnit.SECONDS));
        assertThrows(IllegalStateException.class, () -> prober.start(path(1), ordinary(), r -> {}));
    }

    @Test
    void closeIsPromptAndCompletesNothingMore() throws Exception {
        CompletableFuture<ProbeRound> open = start(prober, path(1), round(1, 1, 700, 200));
        Thread.sleep(100);
        long before = System.nanoTime();
        prober.close();
        assertTrue(elapsed(before).toMillis() < 500, "took " + elapsed(before));
        assertTrue(Thread.getAllStackTraces().keySet().stream()
                .noneMatch(t -> t.getName().equals("icmp-prober")));
        Thread.sleep(1000);
        assertFalse(open.isDone());
        assertThrows(IllegalStateException.class, () -> prober.start(path(1), ordinary(), r -> {}));
        prober.close();
    }

    private static Duration elapsed(long since) {
        return Duration.ofNanos(System.nanoTime() - since);
    }
}
