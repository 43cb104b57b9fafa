package dev.ftr.daemon;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ftr.replay.Fared;
import dev.ftr.replay.RecordingInvalid;
import dev.ftr.replay.Replay.Comparison;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReplayTest {
    private static final long MUCH = 1L << 30;

    private final Path folder;

    ReplayTest(@TempDir Path folder) {
        this.folder = folder;
    }

    @Test
    void theSameSettingsGiveTheSameDownsAgain() throws IOException, RecordingInvalid {
        Past.record(folder, Past.config(Past.STEADY), Past.network(0.02, 20.3, 100, 400, 777, 1500, 2801), 3600, MUCH);
        Comparison eth1 = Past.replayed(folder, Past.config(Past.STEADY)).getFirst();
        assertEquals(5, eth1.outages());
        assertEquals(5, eth1.recorded().downs());
        assertEquals(5, eth1.again().downs());
        assertEquals(eth1.again(), eth1.other().orElseThrow());
        assertNear(eth1.recorded().out(), eth1.again().out(), Duration.ofSeconds(5));
        assertNear(eth1.recorded().longest(), eth1.again().longest(), Duration.ofSeconds(2));
        assertEquals(5, eth1.again().noticed());
        assertNear(
                eth1.recorded().longestDelay().orElseThrow(),
                eth1.again().longestDelay().orElseThrow(),
                Duration.ofSeconds(1));
        assertNear(Duration.ofSeconds(3600), eth1.judged(), Duration.ofSeconds(2));
    }

    @Test
    void aLineThatFailsNeverIsNeverOut() throws IOException, RecordingInvalid {
        Past.record(folder, Past.config(Past.STEADY), Past.network(0, 0), 600, MUCH);
        for (Comparison uplink : Past.replayed(folder, Past.config(Past.JUMPY))) {
            assertEquals(0, uplink.outages());
            assertEquals(Duration.ZERO, uplink.recorded().out());
            assertEquals(0, uplink.again().downs());
            assertEquals(0, uplink.other().orElseThrow().downs());
        }
    }

    @Test
    void aJumpyConfigGoesDownForLossAloneAndASteadyOneDoesNot() throws IOException, RecordingInvalid {
        Past.record(folder, Past.config(Past.STEADY), Past.network(0.05, 0), 4 * 3600, MUCH);
        Comparison eth1 = Past.replayed(folder, Past.config(Past.JUMPY)).getFirst();
        Fared jumpy = eth1.other().orElseThrow();
        assertEquals(0, eth1.outages());
        assertEquals(0, eth1.recorded().downs());
        assertEquals(0, eth1.again().downs());
        // A heartbeat and the one probe of the verification are lost, 0.0025, 14400 times: 36.
        assertTrue(jumpy.downs() > 18 && jumpy.downs() < 72, jumpy.toString());
        assertEquals(jumpy.downs(), jumpy.falseDowns());
    }

    @Test
    void theFalseDownsOfAJumpyDaemonAreSeenInItsOwnRecording() throws IOException, RecordingInvalid {
        Past.record(folder, Past.config(Past.JUMPY), Past.network(0.05, 0), 4 * 3600, MUCH);
        Comparison eth1 = Past.replayed(folder, Past.config(Past.STEADY)).getFirst();
        assertTrue(eth1.recorded().downs() > 18, eth1.toString());
        assertTrue(eth1.recorded().falseDowns() >= 0.9 * eth1.recorded().downs(), eth1.toString());
        assertTrue(eth1.other().orElseThrow().downs() <= 3, eth1.toString());
    }

    @Test
    void aCutOfTenSecondsIsOneFailoverWithBoth() throws IOException, RecordingInvalid {
        Past.record(folder, Past.config(Past.STEADY), Past.network(0, 10, 300), 600, MUCH);
        Comparison eth1 = Past.replayed(folder, Past.config(Past.JUMPY)).getFirst();
        for (Fared fared :
                new Fared[] {eth1.recorded(), eth1.again(), eth1.other().orElseThrow()}) {
            assertEquals(1, fared.downs());
            assertEquals(0, fared.falseDowns());
            assertEquals(1, fared.noticed());
            assertEquals(0, fared.missed());
            assertTrue(fared.longestDelay().orElseThrow().compareTo(Duration.ofSeconds(3)) < 0, fared.toString());
        }
        assertNear(eth1.recorded().out(), eth1.other().orElseThrow().out(), Duration.ofSeconds(3));
    }

    @Test
    void aSlowConfigMissesShortOutages() throws IOException, RecordingInvalid {
        Past.record(folder, Past.config(Past.STEADY), Past.network(0, 10, 100, 200, 310, 425, 540), 900, MUCH);
        Comparison eth1 = Past.replayed(folder, Past.config(Past.STEADY.replace("interval: 1", "interval: 60")))
                .getFirst();
        Fared slow = eth1.other().orElseThrow();
        assertEquals(5, eth1.recorded().noticed());
        assertTrue(slow.missed() >= 2, slow.toString());
        assertEquals(0, slow.falseDowns());
    }

    @Test
    void targetsThatAreDeadForAllAreNoOutage() throws IOException, RecordingInvalid {
        var line = Past.network(0.01, 0);
        Past.record(
                folder,
                Past.config(Past.STEADY),
                (uplink, target, at) -> target == 2 || target == 5 ? -1 : line.roundTrip(uplink, target, at),
                3600,
                MUCH);
        Comparison eth1 = Past.replayed(
                        folder, Past.config(Past.STEADY.replace("required_successful: 4", "required_successful: 5")))
                .getFirst();
        assertEquals(0, eth1.recorded().downs());
        assertEquals(0, eth1.again().downs());
        assertEquals(0, eth1.outages());
        assertTrue(eth1.other().orElseThrow().out().compareTo(Duration.ofSeconds(1700)) > 0, eth1.toString());
    }

    private static void assertNear(Duration expected, Duration actual, Duration tolerance) {
        assertTrue(
                expected.minus(actual).abs().compareTo(tolerance) <= 0,
                () -> "%s, but it should be near %s".formatted(actual, expected));
    }
}
