package dev.ftr.probe;

import static dev.ftr.probe.UplinkLab.way;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ftr.health.ProbeSchedule;
import dev.ftr.model.IpAddress;
import dev.ftr.model.Target;
import dev.ftr.model.UplinkId;
import dev.ftr.probe.HealthWatch.Path;
import dev.ftr.probe.ScriptedSchedule.Told;
import dev.ftr.probe.ScriptedSchedule.What;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;

/** What a loop does without a network and without privileges. */
class ProbeLoopTest {
    private static final Target WEB = new Target.Tcp("203.0.113.1", 443);
    private static final Target SIX = new Target.Echo(IpAddress.parse("2001:db8::1"));

    private final ScriptedSchedule schedule = new ScriptedSchedule();
    private final Talks talks = new Talks();

    /** The wake-up and the wish to end must reach the thread together, or it sleeps for ever. */
    @Test
    void alwaysEndsItsThread() {
        for (int i = 0; i < 300; i++) {
            ProbeLoop loop = loop();
            for (int spin = 0; spin < i * 100; spin++) Thread.onSpinWait();
            loop.close();
        }
        assertTrue(Thread.getAllStackTraces().keySet().stream()
                .noneMatch(t -> t.getName().equals(ProbeLoop.THREAD)));
    }

    @Test
    void runsNothingAfterClose() {
        AtomicInteger runs = new AtomicInteger();
        ProbeLoop loop = loop();
        loop.close();
        loop.execute(runs::incrementAndGet);
        loop.use(List.of());
        loop.close();
        assertEquals(0, runs.get());
        assertTrue(talks.closed);
    }

    @Test
    void tasksRunInTheirOrderOnItsThread() {
        try (ProbeLoop loop = loop()) {
            List<Integer> order = new ArrayList<>();
            CompletableFuture<String> last = new CompletableFuture<>();
            for (int i = 0; i < 100; i++) {
                int number = i;
                loop.execute(() -> order.add(number));
            }
            loop.execute(() -> last.complete(Thread.currentThread().getName()));
            assertEquals(ProbeLoop.THREAD, last.orTimeout(20, TimeUnit.SECONDS).join());
            assertEquals(100, order.size());
            assertEquals(order.stream().sorted().toList(), order);
        }
    }

    @Test
    void aTaskMayCloseTheLoop() throws Exception {
        ProbeLoop loop = loop();
        CompletableFuture<Boolean> closed = new CompletableFuture<>();
        loop.execute(() -> {
            loop.close();
            closed.complete(true);
        });
        assertTrue(closed.get(20, TimeUnit.SECONDS));
    }

    @Test
    void aTaskThatThrowsHarmsNothing() {
        CompletableFuture<Throwable> reported = new CompletableFuture<>();
        Thread.UncaughtExceptionHandler before = Thread.getDefaultUncaughtExceptionHandler();
        Thread.setDefaultUncaughtExceptionHandler((thread, e) -> reported.complete(e));
        try (ProbeLoop loop = loop()) {
            loop.execute(() -> {
                throw new IllegalStateException("a task's fault");
            });
            assertEquals(
                    "a task's fault",
                    reported.orTimeout(20, TimeUnit.SECONDS).join().getMessage());
            CompletableFuture<Boolean> next = new CompletableFuture<>();
            loop.execute(() -> next.complete(true));
            assertTrue(next.orTimeout(20, TimeUnit.SECONDS).join());
        } finally {
            Thread.setDefaultUncaughtExceptionHandler(before);
        }
        assertEquals(List.of(), List.copyOf(schedule.told));
    }

    @Test
    void sleepsUntilSomethingIsDueAndNoLonger() throws Exception {
        Alarm alarm = new Alarm();
        AtomicInteger turns = new AtomicInteger();
        try (ProbeLoop loop = new ProbeLoop(alarm, talks, turns::incrementAndGet)) {
            loop.execute(() -> alarm.due = System.nanoTime() + 300_000_000);
            long late = alarm.late.get(20, TimeUnit.SECONDS);
            assertTrue(late >= 0, "ns early: " + late);
            assertTrue(late < 50_000_000, "ns late: " + late);
            assertTrue(turns.get() < 10, turns + " turns");
        }
    }

    @Test
    void whatIsNoEchoIsAConversation() throws Exception {
        try (ProbeLoop loop = probing(WEB)) {
            loop.execute(() -> schedule.send(1, 0, 5));
            Talk talk = talks.next();
            assertEquals(WEB, talk.target);
            assertEquals(way(1), talk.path);
            assertEquals(Duration.ofSeconds(2), talk.timeout);
            talk.listener.answered(10, 20);
            assertEquals(new Told(What.ANSWERED, new UplinkId(1), 0, 5, "", 10, 20), told());

            loop.execute(() -> schedule.send(1, 0, 6));
            talks.next().listener.failed("Connection refused", 30);
            assertEquals(new Told(What.REFUSED, new UplinkId(1), 0, 6, "Connection refused", 30, 30), told());
        }
    }

    @Test
    void aConversationOfTargetsThatAreNoMoreSaysNothing() throws Exception {
        try (ProbeLoop loop = probing(WEB)) {
            loop.execute(() -> schedule.send(1, 0, 5));
            Talk talk = talks.next();
            use(loop, new Target.Tcp("203.0.113.2", 443));
            talk.listener.answered(10, 20);
            loop.execute(() -> schedule.send(1, 0, 6));
            talks.next().listener.answered(30, 40);
            assertEquals(6, told().number());
        }
    }

    @Test
    void aTargetOfAnotherFamilyIsRefused() throws Exception {
        try (ProbeLoop loop = probing(SIX)) {
            loop.execute(() -> schedule.send(1, 0, 5));
            Told told = told();
            assertEquals(What.REFUSED, told.what());
            assertEquals("2001:db8::1 cannot be asked from 198.18.1.1", told.why());
        }
    }

    private ProbeLoop loop() {
        return new ProbeLoop(schedule, talks, () -> {});
    }

    private ProbeLoop probing(Target target) {
        ProbeLoop loop = loop();
        use(loop, target);
        return loop;
    }

    private static void use(ProbeLoop loop, Target target) {
        loop.use(List.of(new Probed(way(1), List.of(target), Duration.ofSeconds(2))));
    }

    private Told told() throws InterruptedException {
        Told told = schedule.told.poll(20, TimeUnit.SECONDS);
        if (told == null) throw new AssertionError("told nothing");
        return told;
    }

    private record Talk(Path path, Target target, Duration timeout, Conversations.Listener listener) {}

    private static final class Talks implements Conversations {
        private final BlockingQueue<Talk> started = new LinkedBlockingQueue<>();
        private volatile boolean closed;

        @Override
        public void start(Path path, Target target, Duration timeout, Listener listener) {
            assertFalse(closed);
            started.add(new Talk(path, target, timeout, listener));
        }

        Talk next() throws InterruptedException {
            Talk talk = started.poll(20, TimeUnit.SECONDS);
            if (talk == null) throw new AssertionError("nothing was started");
            return talk;
        }

        @Override
        public void close() {
            closed = true;
        }
    }

    /** Is due once. */
    private static final class Alarm implements ProbeSchedule {
        private final CompletableFuture<Long> late = new CompletableFuture<>();
        private long due = Long.MAX_VALUE;

        @Override
        public long due() {
            return due;
        }

        @Override
        public void advance(long now, Sender sender) {
            if (due == Long.MAX_VALUE || due - now > 0) return;
            late.complete(now - due);
            due = Long.MAX_VALUE;
        }

        @Override
        public void answered(UplinkId uplink, int target, int number, long sentAt, long receivedAt) {}

        @Override
        public void refused(UplinkId uplink, int target, int number, String why, long at) {}

        @Override
        public void broken(UplinkId uplink, String why, long at) {}

        @Override
        public void gone(UplinkId uplink, String why, long at) {}
    }
}
