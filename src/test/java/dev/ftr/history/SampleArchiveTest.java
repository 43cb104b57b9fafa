package dev.ftr.history;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ftr.model.UplinkState;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SampleArchiveTest {
    private static final Instant AT = Instant.parse("2026-03-01T10:00:00Z");

    private final Path folder;

    SampleArchiveTest(@TempDir Path folder) {
        this.folder = folder;
    }

    @Test
    void writesWhatItIsOfferedInAThreadOfItsOwnThatKeepsNoProgramAlive() throws InterruptedException {
        Set<Thread> before = threads();
        try (SampleArchive archive = SampleArchive.start(folder)) {
            assertTrue(archive.offer(AT, samples(1)));
            Samples samples = new Samples(folder);
            Span span = new Span(AT.minusSeconds(60), AT.plusSeconds(60));
            // A file that was just made has a beginning and no sample yet.
            for (int i = 0; i < 1000 && !samples.last("line0", span).equals(Optional.of(AT)); i++) Thread.sleep(10);
            assertEquals(Optional.of(AT), samples.last("line0", span));
            Set<Thread> ours = threads();
            ours.removeAll(before);
            assertTrue(ours.stream().allMatch(Thread::isDaemon), ours.toString());
        }
    }

    @Test
    void whoOffersNeverWaitsForTheDisk() throws IOException {
        Files.writeString(folder.resolve("history"), "no folder: every write fails");
        try (SampleArchive archive = SampleArchive.start(folder)) {
            for (int i = 0; i < 10_000; i++) archive.offer(AT.plusSeconds(i), samples(64));
        }
        assertFalse(Files.isDirectory(folder.resolve("history")));
    }

    private static List<Sample> samples(int count) {
        return IntStream.range(0, count)
                .mapToObj(i ->
                        new Sample("line" + i, UplinkState.UP, Optional.of(Duration.ofMillis(10)), Optional.empty(), 0))
                .toList();
    }

    private static Set<Thread> threads() {
        return new HashSet<>(Thread.getAllStackTraces().keySet());
    }
}
