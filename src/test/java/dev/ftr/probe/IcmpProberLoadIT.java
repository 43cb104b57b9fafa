package dev.ftr.probe;

import static dev.ftr.probe.UplinkLab.ordinary;
import static dev.ftr.probe.UplinkLab.path;
import static dev.ftr.probe.UplinkLab.probe;
import static dev.ftr.probe.UplinkLab.round;
import static dev.ftr.probe.UplinkLab.start;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ftr.health.ProbeRound;
import dev.ftr.model.FwMark;
import dev.ftr.model.UplinkId;
import dev.ftr.probe.Prober.Path;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class IcmpProberLoadIT {
    @Test
    void sixtyFourUplinksSideBySide() {
        try (UplinkLab lab = new UplinkLab(IntStream.range(0, UplinkId.COUNT).toArray());
                IcmpProber prober = lab.prober()) {
            for (int turn = 0; turn < 3; turn++) {
                List<CompletableFuture<ProbeRound>> rounds = IntStream.range(0, UplinkId.COUNT)
                        .mapToObj(i -> start(prober, path(i), round(3, 3, 2000, 1, 2, 3)))
                        .toList();
                for (int i = 0; i < UplinkId.COUNT; i++) {
                    ProbeRound result =
                            rounds.get(i).orTimeout(30, TimeUnit.SECONDS).join();
                    assertEquals(new UplinkId(i), result.uplink());
                    assertEquals(3, result.answered(), result.toString());
                }
            }
        }
    }

    @Test
    void leaksNoDescriptor() throws Exception {
        try (UplinkLab lab = new UplinkLab(1, 2)) {
            long before = descriptors();
            try (IcmpProber prober = lab.prober()) {
                probe(prober, path(1), ordinary());
                probe(prober, path(2), ordinary());
                long open = descriptors();
                for (int i = 0; i < 500; i++) {
                    assertTrue(probe(prober, path(1), ordinary()).answered() >= 1);
                    assertTrue(probe(prober, path(2), ordinary()).answered() >= 1);
                }
                assertSettlesAt(open);
                for (int i = 0; i < 10; i++) {
                    lab.router.ip("link del eth1");
                    assertTrue(probe(prober, path(1), ordinary()).failure().isPresent());
                    lab.add(1);
                    assertTrue(probe(prober, path(1), ordinary()).answered() >= 1);
                }
                for (int mark = 10; mark < 30; mark++) {
                    Path changed =
                            new Path(new UplinkId(1), path(1).device(), path(1).source(), new FwMark(mark, 0xff));
                    assertTrue(probe(prober, changed, ordinary()).answered() >= 1);
                }
                assertSettlesAt(open);
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
