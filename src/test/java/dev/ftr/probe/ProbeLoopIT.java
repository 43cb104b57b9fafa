package dev.ftr.probe;

import static dev.ftr.probe.Probing.LONG_ENOUGH;
import static dev.ftr.probe.UplinkLab.way;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.sun.management.ThreadMXBean;
import dev.ftr.health.ProbeSchedule;
import dev.ftr.model.UplinkId;
import dev.ftr.probe.ScriptedSchedule.Told;
import dev.ftr.probe.ScriptedSchedule.What;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ProbeLoopIT {
    private static final long MILLISECOND = 1_000_000;

    @SuppressWarnings("NullAway.Init")
    private static UplinkLab lab;

    @SuppressWarnings("NullAway.Init")
    private Probing probing;

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
        probing = new Probing(lab, 1, 2);
    }

    @AfterEach
    void close() {
        probing.close();
    }

    @Test
    void tellsAnswersOfTargetsByNumber() {
        long before = System.nanoTime();
        int first = probing.send(1, 3, 1, 2);
        Set<List<Integer>> answers = probing.during(500).stream()
                .peek(t -> assertEquals(What.ANSWERED, t.what(), t.toString()))
                .peek(t -> assertEquals(new UplinkId(1), t.uplink()))
                .peek(t -> assertTrue(before <= t.sentAt() && t.sentAt() <= t.at(), t.toString()))
                .map(t -> List.of(t.target(), t.number() - first))
                .collect(Collectors.toSet());
        assertEquals(Set.of(List.of(3, 0), List.of(1, 1), List.of(2, 2)), answers);
    }

    @Test
    void theGatewayAnswers() {
        Told told = probing.probe(2, ProbeSchedule.GATEWAY, LONG_ENOUGH).orElseThrow();
        assertEquals(What.ANSWERED, told.what());
        assertEquals(ProbeSchedule.GATEWAY, told.target());
    }

    @Test
    void aGatewayThatIsUnknownNeverAnswers() {
        HealthWatch.Path path = way(1);
        probing.use(new HealthWatch.Path(path.uplink(), path.device(), path.source(), path.mark(), Optional.empty()));
        assertEquals(Optional.empty(), probing.probe(1, ProbeSchedule.GATEWAY, 200));
        assertTrue(probing.isAnswered(1, 1));
    }

    @Test
    void numbersWrapAround() {
        for (int number : new int[] {0x7fffffff, 0x80000000, -1, 0x10000}) {
            probing.loop.execute(() -> probing.schedule.send(1, 1, number));
            assertEquals(number, probing.next(LONG_ENOUGH).orElseThrow().number());
        }
    }

    @Test
    void whatIsNotUsedIsNotProbed() {
        assertTrue(probing.isAnswered(1, 1));
        probing.use(way(2));
        assertEquals(Optional.empty(), probing.probe(1, 1, 200));
        probing.use(way(1), way(2));
        assertTrue(probing.isAnswered(1, 1));
    }

    @Test
    void answersThatWaitedInTheSocketCarryTheKernelsTime() {
        assertTrue(probing.isAnswered(1, 1));
        AtomicLong readNoEarlierThan = new AtomicLong();
        probing.loop.execute(() -> {
            probing.schedule.send(1, 1, 77);
            // In the turn after the one that sends, and before it reads.
            probing.loop.execute(() -> {
                long until = System.nanoTime() + 200 * MILLISECOND;
                while (System.nanoTime() - until < 0) LockSupport.parkNanos(MILLISECOND);
                readNoEarlierThan.set(System.nanoTime());
            });
        });
        Told told = probing.next(LONG_ENOUGH).orElseThrow();
        assertEquals(77, told.number());
        assertTrue(told.at() < readNoEarlierThan.get(), "time of reading, not the kernel's");
        assertTrue(told.roundTripMillis() < 50, "ms " + told.roundTripMillis());
    }

    @Test
    void aRouterThatCannotDeliverSaysSo() {
        UplinkLab.sysctl(lab.internet, "ip_forward", "1");
        lab.internet.ip("route add unreachable 203.0.113.100/32");
        lab.internet.ip("route add prohibit 203.0.113.101/32");
        try {
            int first = probing.send(1, 100, 101);
            List<Told> told = probing.during(500);
            assertEquals(
                    Set.of("0 198.18.1.2 says: host unreachable", "1 198.18.1.2 says: communication prohibited"),
                    told.stream().map(t -> t.number() - first + " " + t.why()).collect(Collectors.toSet()));
            assertTrue(told.stream().allMatch(t -> t.what() == What.REFUSED), told.toString());
        } finally {
            UplinkLab.sysctl(lab.internet, "ip_forward", "0");
            lab.internet.ip("route del unreachable 203.0.113.100/32");
            lab.internet.ip("route del prohibit 203.0.113.101/32");
        }
    }

    @Test
    void theLoopOutlivesItsSchedulesFaults() {
        CompletableFuture<Throwable> reported = new CompletableFuture<>();
        Thread.UncaughtExceptionHandler before = Thread.getDefaultUncaughtExceptionHandler();
        Thread.setDefaultUncaughtExceptionHandler((thread, e) -> reported.complete(e));
        try {
            probing.loop.execute(() -> probing.schedule.suffer(() -> {
                throw new IllegalStateException("a schedule's fault");
            }));
            assertEquals(
                    "a schedule's fault",
                    reported.orTimeout(20, TimeUnit.SECONDS).join().getMessage());
        } finally {
            Thread.setDefaultUncaughtExceptionHandler(before);
        }
        for (int uplink = 1; uplink <= 2; uplink++) {
            Told told = probing.next(LONG_ENOUGH).orElseThrow();
            assertEquals(What.BROKEN, told.what());
            assertEquals(new UplinkId(uplink), told.uplink());
            assertEquals("probe loop: a schedule's fault", told.why());
        }
        assertTrue(probing.isAnswered(1, 1));
    }

    @Test
    void nothingIsAllocatedPerProbe() {
        CountingSchedule counting = new CountingSchedule(List.of(new UplinkId(1), new UplinkId(2)), 9, MILLISECOND);
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        try (ProbeLoop loop = lab.router.run(() -> new ProbeLoop(counting, new Probing.NoConversations(), () -> {}))) {
            loop.use(List.of(
                    new Probed(way(1), Probing.TARGETS.subList(1, 10), Duration.ofSeconds(1)),
                    new Probed(way(2), Probing.TARGETS.subList(1, 10), Duration.ofSeconds(1))));
            loop.execute(counting::begin);
            counting.awaitAnswers(6000);
            long answers = counting.answers();
            long bytes = allocated(loop, threads);
            counting.awaitAnswers(answers + 4000);
            long each = (allocated(loop, threads) - bytes) / (counting.answers() - answers);
            assertTrue(each < 100, each + " bytes per probe");
        }
    }

    private static long allocated(ProbeLoop loop, ThreadMXBean threads) {
        CompletableFuture<Long> bytes = new CompletableFuture<>();
        loop.execute(() -> bytes.complete(threads.getCurrentThreadAllocatedBytes()));
        return bytes.orTimeout(20, TimeUnit.SECONDS).join();
    }
}
