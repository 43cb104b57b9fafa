package dev.ftr.daemon;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ftr.health.Watched;
import dev.ftr.model.UplinkId;
import dev.ftr.model.UplinkState;
import dev.ftr.replay.RecordingInvalid;
import dev.ftr.replay.RecordingReader;
import dev.ftr.replay.Replay.Comparison;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProbeRecorderTest {
    private static final UplinkId ETH1 = new UplinkId(0);
    private static final long MUCH = 1L << 30;

    private final Path folder;
    private final Path file;

    ProbeRecorderTest(@TempDir Path folder) {
        this.folder = folder;
        this.file = folder.resolve("lib").resolve("probes.csv");
    }

    private ProbeRecorder recorder(long maxBytes) {
        return new ProbeRecorder(folder.resolve("lib"), Past.config(Past.JUMPY), Past.START, Past.BEGIN, maxBytes);
    }

    @Test
    void writesALineForEachProbeStateAndLinkBelowAHeaderThatTellsOfTheUplinks() throws IOException {
        ProbeRecorder recorder = recorder(MUCH);
        recorder.decided(ETH1, 0, Past.BEGIN + 1_000_000, 15_208_700);
        recorder.decided(ETH1, 0, Past.BEGIN + Past.SECOND, -1);
        recorder.changed(
                ETH1,
                UplinkState.UP,
                UplinkState.DOWN,
                "0 of 1, 1 required; https://x/?token=1",
                Past.BEGIN + 2 * Past.SECOND);
        recorder.flush();
        List<String> lines = Files.readAllLines(file);
        assertEquals("ftr-probes,1,2026-03-01T10:00:00Z,0", lines.getFirst());
        assertTrue(
                lines.get(1).startsWith("uplink,0,eth1,candidate,required=1,attempts=1,interval=1000000,"),
                lines.get(1));
        assertEquals("target,0,0,echo 8.8.8.8", lines.get(2));
        assertEquals(
                List.of("1000,0,0,15208", "1000000,0,0,lost", "state,2000000,0,DOWN,0 of 1%2c 1 required"),
                lines.subList(5, lines.size()));
    }

    @Test
    void namesNoQueryAndNoUserOfAUrl() throws IOException {
        String tests =
                "{ips: [8.8.8.8], probes: [{http: 'https://example.org/check?token=s3cret'}], required_successful: 1, record: true}";
        ProbeRecorder recorder = new ProbeRecorder(folder.resolve("lib"), Past.config(tests), Past.START, 0, MUCH);
        recorder.decided(ETH1, 0, 1, 1);
        recorder.flush();
        assertTrue(Files.readString(file).contains("http https://example.org/check 0\n"), Files.readString(file));
        assertFalse(Files.readString(file).contains("s3cret"));
    }

    @Test
    void theTwoFilesStayWithinTheirSizeAndEachCanBeReadAlone() throws IOException, RecordingInvalid {
        long max = 100_000;
        Past.record(folder, Past.config(Past.STEADY), Past.network(0.05, 20, 100), 3 * 3600, max);
        Path newer = folder.resolve("probes.csv");
        Path older = folder.resolve("probes.csv.1");
        assertTrue(Files.size(newer) <= max + 3000 && Files.size(older) <= max + 3000);
        try (Stream<Path> files = Files.list(folder)) {
            assertEquals(2, files.count());
        }
        long both = RecordingReader.read(List.of(newer)).lines();
        long old = RecordingReader.read(List.of(older)).lines();
        assertEquals(both, RecordingReader.read(List.of(older, newer)).lines());
        assertTrue(old > 1000 && both > old, both + " " + old);
        Comparison eth1 = Past.replayed(folder, Past.config(Past.STEADY)).getFirst();
        assertEquals(0, eth1.recorded().downs());
        assertTrue(eth1.judged().compareTo(Duration.ofMinutes(20)) > 0);
    }

    @Test
    void aHalfLineOfACrashSpoilsNothing() throws IOException, RecordingInvalid {
        Past.record(folder, Past.config(Past.JUMPY), Past.network(0, 0), 60, MUCH);
        Path newer = folder.resolve("probes.csv");
        long before = RecordingReader.read(List.of(newer)).lines();
        Files.writeString(newer, "60000000,0,0,2", StandardOpenOption.APPEND);
        assertEquals(before, RecordingReader.read(List.of(newer)).lines());
        ProbeRecorder next =
                new ProbeRecorder(folder, Past.config(Past.JUMPY), Past.START.plusSeconds(90), Past.BEGIN, MUCH);
        for (int i = 0; i < 10; i++) next.decided(ETH1, 0, Past.BEGIN + i * Past.SECOND, 1000);
        next.flush();
        assertEquals(before + 10, RecordingReader.read(List.of(newer)).lines());
        // What lies between the two is not judged.
        Comparison eth1 = Past.replayed(folder, Past.config(Past.JUMPY)).getFirst();
        assertTrue(eth1.judged().compareTo(Duration.ofSeconds(70)) < 0, eth1.toString());
    }

    @Test
    void aFolderThatCannotBeWrittenStopsNothingAndRecordingGoesOnWhenItCan() throws IOException, RecordingInvalid {
        Files.writeString(folder.resolve("lib"), "in the way");
        ProbeRecorder recorder = recorder(MUCH);
        for (int i = 0; i < 5; i++) {
            recorder.decided(ETH1, 0, Past.BEGIN + i * Past.SECOND, 1000);
            recorder.flush();
        }
        Files.delete(folder.resolve("lib"));
        recorder.decided(ETH1, 0, Past.BEGIN + 6 * Past.SECOND, 1000);
        recorder.flush();
        recorder.decided(ETH1, 0, Past.BEGIN + 7 * Past.SECOND, 1000);
        recorder.flush();
        assertEquals(2, RecordingReader.read(List.of(file)).lines());
        assertEquals(5, RecordingReader.read(List.of(file)).dropped());
    }

    @Test
    void aDiskThatHangsDropsAndCounts() throws IOException, RecordingInvalid {
        ProbeRecorder recorder = recorder(MUCH);
        for (int i = 0; i < 40_000; i++) recorder.decided(ETH1, 0, Past.BEGIN + i * 1_000_000L, 1000);
        recorder.flush();
        assertEquals(1 << 15, RecordingReader.read(List.of(file)).lines());
        assertEquals(40_000 - (1 << 15), RecordingReader.read(List.of(file)).dropped());
    }

    @Test
    void aLinkThatIsDownIsNoFalseDown() throws IOException, RecordingInvalid {
        ProbeRecorder recorder = recorder(MUCH);
        for (int i = 0; i < 120; i++) {
            long now = Past.BEGIN + i * Past.SECOND;
            if (i == 50) {
                recorder.follow(watched(Optional.of("interface eth1 has no carrier")), now);
                recorder.changed(ETH1, UplinkState.UP, UplinkState.DOWN, "interface eth1 has no carrier", now + 1000);
            } else if (i == 70) {
                recorder.follow(watched(Optional.empty()), now);
                recorder.changed(ETH1, UplinkState.DOWN, UplinkState.UP, "", now + 5 * Past.SECOND);
            } else if (i < 50 || i > 70) recorder.decided(ETH1, 0, now, 1000);
        }
        recorder.flush();
        Comparison eth1 =
                Past.replayed(folder.resolve("lib"), Past.config(Past.STEADY)).getFirst();
        assertEquals(119, eth1.judged().toSeconds());
        assertEquals(25.0, eth1.recorded().out().toMillis() / 1000.0, 0.01);
        assertEquals(1, eth1.again().downs());
        assertEquals(0, eth1.recorded().falseDowns() + eth1.again().falseDowns());
        assertTrue(eth1.again().out().toSeconds() >= 20, eth1.toString());
    }

    private static List<Watched> watched(Optional<String> down) {
        return List.of(
                new Watched(ETH1, Past.config(Past.JUMPY).uplinks().getFirst().tests(), true, down));
    }
}
