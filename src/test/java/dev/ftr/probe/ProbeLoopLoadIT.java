package dev.ftr.probe;

import static dev.ftr.probe.UplinkLab.way;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ftr.model.FwMark;
import dev.ftr.model.UplinkId;
import dev.ftr.probe.HealthWatch.Path;
import dev.ftr.probe.ScriptedSchedule.What;
import java.io.IOException;
import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class ProbeLoopLoadIT {
    private static final int PER_SECOND = 10;
    private static final int TARGETS = 16;
    private static final int SECONDS = 3;

    @Test
    void sixtyFourUplinksTenTimesASecond() throws Exception {
        List<UplinkId> all =
                IntStream.range(0, UplinkId.COUNT).mapToObj(UplinkId::new).toList();
        CountingSchedule counting = new CountingSchedule(all, TARGETS, 1_000_000_000L / PER_SECOND, UplinkId.COUNT);
        try (UplinkLab lab = new UplinkLab(IntStream.range(0, UplinkId.COUNT).toArray())) {
            for (int i = 1; i <= TARGETS; i++) lab.internet.ip("address replace 203.0.113." + i + "/32 dev lo");
            try (ProbeLoop loop =
                    lab.router.run(() -> new ProbeLoop(counting, new Probing.NoConversations(), () -> {}))) {
                loop.use(all.stream()
                        .map(u -> new Probed(
                                way(u.value()), Probing.TARGETS.subList(1, TARGETS + 1), Duration.ofSeconds(1)))
                        .toList());
                loop.execute(counting::begin);
                counting.awaitAnswers(SECONDS * PER_SECOND * UplinkId.COUNT);
            }
            assertEquals(0, counting.failures());
            // One burst may have been on its way when the count was reached.
            assertTrue(counting.sent() - counting.answers() <= UplinkId.COUNT, counting.sent() + " sent");
        }
    }

    @Test
    void leaksNoDescriptor() throws Exception {
        try (UplinkLab lab = new UplinkLab(1, 2)) {
            long before = descriptors();
            try (Probing probing = new Probing(lab, 1, 2)) {
                assertTrue(probing.isAnswered(1, 1));
                assertTrue(probing.isAnswered(2, 1));
                long open = descriptors();
                for (int i = 0; i < 10; i++) {
                    lab.router.ip("link del eth1");
                    assertEquals(
                            What.GONE,
                            probing.probe(1, 1, Probing.LONG_ENOUGH)
                                    .orElseThrow()
                                    .what());
                    lab.add(1);
                    assertTrue(probing.isAnswered(1, 1));
                }
                for (int mark = 10; mark < 30; mark++) {
                    Path old = way(1);
                    probing.use(
                            new Path(old.uplink(), old.device(), old.source(), new FwMark(mark, 0xff), old.gateway()),
                            way(2));
                    assertTrue(probing.isAnswered(1, 1));
                }
                assertSettlesAt(open);
                probing.use(way(2));
                probing.onLoop(() -> {});
                assertSettlesAt(open - 1);
            }
            assertSettlesAt(before);
        }
    }

    /** Other threads of the JVM open files now and then. */
    private static void assertSettlesAt(long expected) throws Exception {
        for (int i = 0; i < 50 && descriptors() > expected; i++) Thread.sleep(20);
        assertTrue(descriptors() <= expected, "%d descriptors, not %d".formatted(descriptors(), expected));
    }

    private static long descriptors() throws IOException {
        try (Stream<java.nio.file.Path> open = Files.list(java.nio.file.Path.of("/proc/self/fd"))) {
            return open.count();
        }
    }
}
