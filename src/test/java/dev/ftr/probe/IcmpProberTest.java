package dev.ftr.probe;

import static dev.ftr.probe.UplinkLab.ordinary;
import static dev.ftr.probe.UplinkLab.path;
import static dev.ftr.probe.UplinkLab.probe;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ftr.health.ProbeRound;
import dev.ftr.model.FwMark;
import dev.ftr.model.InterfaceName;
import dev.ftr.model.IpAddress;
import dev.ftr.model.UplinkId;
import dev.ftr.probe.Prober.Path;
import dev.ftr.probe.Prober.Round;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** What a prober does without a network and without privileges. */
class IcmpProberTest {
    /** The wake-up and the wish to end must reach the thread together, or it sleeps for ever. */
    @Test
    void alwaysEndsItsThread() {
        for (int i = 0; i < 300; i++) {
            IcmpProber prober = new IcmpProber();
            for (int spin = 0; spin < i * 100; spin++) Thread.onSpinWait();
            prober.close();
        }
        assertTrue(Thread.getAllStackTraces().keySet().stream()
                .noneMatch(t -> t.getName().equals("icmp-prober")));
    }

    @Test
    void startsNothingAfterClose() {
        IcmpProber prober = new IcmpProber();
        prober.close();
        assertThrows(IllegalStateException.class, () -> prober.start(path(1), ordinary(), r -> {}));
        prober.close();
    }

    @Test
    void anImpossibleRoundIsTheCallersFault() {
        try (IcmpProber prober = new IcmpProber()) {
            Round round = new Round(List.of(), 1, 1, Duration.ofSeconds(1));
            assertThrows(IllegalArgumentException.class, () -> prober.start(path(1), round, r -> {}));
        }
    }

    @Test
    void ipv6IsRefusedInPlainWords() {
        Path six = new Path(
                new UplinkId(1), new InterfaceName("eth1"), IpAddress.parse("2001:db8::1"), new FwMark(1, 0xff));
        Round round = new Round(List.of(IpAddress.parse("2001:db8::2")), 1, 1, Duration.ofSeconds(1));
        ProbeRound result;
        try (IcmpProber prober = new IcmpProber()) {
            result = probe(prober, six, round);
        }
        assertEquals(Optional.of("ICMP socket on eth1: probes over IPv6 are not possible yet"), result.failure());
        assertEquals(List.of(), result.results());
    }
}
