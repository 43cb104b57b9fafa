package dev.ftr.history;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ftr.model.UplinkState;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SampleWriterTest {
    private static final Instant BEGIN = Instant.parse("2026-03-01T10:00:00Z");
    private static final long BYTES = 2_892_280;

    private final Path folder;

    SampleWriterTest(@TempDir Path folder) {
        this.folder = folder;
    }

    @Test
    void whatIsWrittenComesBack() {
        List<Batch> hour = new ArrayList<>();
        for (int s = 0; s <= 3600; s += 10) hour.add(batch(s, up(s <= 1800 ? 10 : 30, 0.02)));
        for (int s = 3610; s <= 4200; s += 10) hour.add(batch(s, down()));
        write(hour);
        LineQuality quality = quality(0, 4200);
        assertEquals(20, quality.rttMean().orElseThrow(), 0.1);
        assertEquals(30, quality.rttMax().orElseThrow(), 1e-6);
        assertEquals(1.5, quality.jitterMean().orElseThrow(), 1e-6);
        assertEquals(100, quality.lossMax().orElseThrow(), 1e-6);
        assertEquals((2 * 3600 + 100 * 600) / 4200.0, quality.lossMean().orElseThrow(), 0.1);
        assertEquals(100 * 3600 / 4200.0, quality.upPercent().orElseThrow(), 0.1);
        assertEquals(Duration.ofSeconds(10), quality.resolution());
        assertEquals(10, quality(0, 1800).rttMean().orElseThrow(), 1e-6);
    }

    @Test
    void aTimeWithoutDaemonOrVerdictIsNotKnown() {
        List<Batch> batches = new ArrayList<>();
        for (int s = 0; s <= 600; s += 5) batches.add(batch(s, up(10, 0)));
        for (int s = 4000; s <= 4100; s += 5) batches.add(batch(s, unknown()));
        for (int s = 4105; s <= 5000; s += 5) batches.add(batch(s, up(10, 0)));
        write(batches);
        assertTrue(quality(1000, 3900).rttMean().isEmpty());
        assertTrue(quality(4020, 4090).upPercent().isEmpty());
        assertEquals(100, quality(0, 5000).upPercent().orElseThrow(), 1e-6);
    }

    @Test
    void tellsWhenTheDaemonWasSeenLast() {
        List<Batch> batches = new ArrayList<>();
        for (int s = 0; s <= 3600; s += 10) batches.add(batch(s, up(10, 0)));
        for (int s = 40_000; s <= 40_100; s += 10) batches.add(batch(s, up(10, 0)));
        write(batches);
        Samples samples = new Samples(folder);
        assertEquals(Optional.of(at(3600)), samples.last("fibre", new Span(at(100), at(39_000))));
        assertEquals(Optional.of(at(40_100)), samples.last("fibre", new Span(at(100), at(50_000))));
        assertEquals(Optional.of(at(500)), samples.last("fibre", new Span(at(100), at(500))));
        assertEquals(Optional.empty(), samples.last("fibre", new Span(at(5000), at(30_000))));
        assertEquals(Optional.empty(), samples.last("lte", new Span(at(0), at(500))));
    }

    @Test
    void twoYearsTakeAsMuchSpaceAsOneSample() throws IOException {
        write(List.of(batch(0, up(10, 0))));
        assertEquals(BYTES, Files.size(file()));
        List<Batch> years = new ArrayList<>();
        for (int day = 1; day < 800; day++)
            for (int s = 0; s < 60; s += 10) years.add(batch(86_400L * day + s, up(10, 0)));
        write(years);
        assertEquals(BYTES, Files.size(file()));
        assertEquals(10, quality(0, 86_400L * 800).rttMean().orElseThrow(), 1e-6);
    }

    @Test
    void aRestartGoesOnInTheSameFile() {
        List<Batch> first = new ArrayList<>();
        for (int s = 0; s <= 300; s += 10) first.add(batch(s, up(10, 0)));
        write(first);
        List<Batch> second = new ArrayList<>();
        for (int s = 310; s <= 600; s += 10) second.add(batch(s, up(30, 0)));
        write(second);
        assertEquals(20, quality(0, 600).rttMean().orElseThrow(), 0.5);
    }

    @Test
    void aDamagedFileIsPutAsideAndBegunAnew() throws IOException {
        Files.createDirectories(file().getParent());
        for (byte[] junk :
                List.of(new byte[0], "no database".getBytes(StandardCharsets.UTF_8), new byte[(int) BYTES])) {
            Files.write(file(), junk);
            assertTrue(new Samples(folder)
                    .quality("fibre", new Span(at(0), at(60)))
                    .isEmpty());
            write(List.of(batch(0, up(10, 0)), batch(10, up(10, 0)), batch(20, up(10, 0))));
            assertEquals(BYTES, Files.size(file()));
            assertEquals(junk.length, Files.size(file().resolveSibling("fibre.rrd.bad")));
            assertEquals(10, quality(0, 20).rttMean().orElseThrow(), 1e-6);
        }
    }

    @Test
    void aFolderThatCannotBeMadeStopsNothing() throws IOException {
        Path noFolder = Files.writeString(folder.resolve("history"), "");
        write(List.of(batch(0, up(10, 0)), batch(90, up(10, 0))));
        assertEquals(0, Files.size(noFolder));
        Files.delete(noFolder);
        write(List.of(batch(180, up(10, 0))));
        assertTrue(Files.exists(file()));
    }

    @Test
    void aClockThatIsSetBackLosesNoHistory() {
        List<Batch> batches = new ArrayList<>();
        for (int s = 0; s <= 600; s += 10) batches.add(batch(s, up(10, 0)));
        for (int s = 300; s <= 900; s += 10) batches.add(batch(s, up(30, 0)));
        write(batches);
        assertEquals(10, quality(0, 600).rttMean().orElseThrow(), 1e-6);
        assertEquals(30, quality(600, 900).rttMean().orElseThrow(), 1e-6);
        write(List.of(new Batch(Instant.parse("1970-01-01T00:00:10Z"), List.of(up(50, 0)))));
        assertEquals(30, quality(600, 900).rttMax().orElseThrow(), 1e-6);
    }

    @Test
    void afterAnHourTheClockIsBelieved() {
        write(List.of(batch(86_400 * 365, up(10, 0))));
        List<Batch> batches = new ArrayList<>();
        for (int s = 0; s <= 4000; s += 10) batches.add(batch(s, up(30, 0)));
        write(batches);
        assertTrue(Files.exists(file().resolveSibling("fibre.rrd.bad")));
        assertEquals(30, quality(3700, 4000).rttMean().orElseThrow(), 1e-6);
    }

    @Test
    void anyNameOfAnInterfaceIsTheNameOfAFile() {
        List<String> names = List.of("..", "a b", "eth0:1", "eth0.7", "wg+1", "ü");
        write(List.of(new Batch(
                BEGIN, names.stream().map(n -> sample(n, UplinkState.UP, 10, 0)).toList())));
        assertEquals(
                names.stream().sorted().toList(),
                new Samples(folder).uplinks().stream().sorted().toList());
    }

    private record Batch(Instant at, List<Sample> samples) {}

    private static Batch batch(long seconds, Sample sample) {
        return new Batch(at(seconds), List.of(sample));
    }

    private static Instant at(long seconds) {
        return BEGIN.plusSeconds(seconds);
    }

    private static Sample up(double rtt, double loss) {
        return sample("fibre", UplinkState.UP, rtt, loss);
    }

    private static Sample sample(String uplink, UplinkState state, double rtt, double loss) {
        return new Sample(uplink, state, Optional.of(millis(rtt)), Optional.of(millis(1.5)), loss);
    }

    private static Duration millis(double millis) {
        return Duration.ofNanos((long) (millis * 1e6));
    }

    private static Sample down() {
        return new Sample("fibre", UplinkState.DOWN, Optional.empty(), Optional.empty(), 1);
    }

    private static Sample unknown() {
        return new Sample("fibre", UplinkState.UNKNOWN, Optional.empty(), Optional.empty(), 0);
    }

    /** One daemon from its start to its end. */
    private void write(List<Batch> batches) {
        try (SampleWriter writer = new SampleWriter(folder)) {
            for (Batch batch : batches) writer.write(batch.at(), batch.samples());
        }
    }

    private LineQuality quality(long from, long to) {
        return new Samples(folder).quality("fibre", new Span(at(from), at(to))).orElseThrow();
    }

    private Path file() {
        return folder.resolve("history").resolve("fibre.rrd");
    }
}
