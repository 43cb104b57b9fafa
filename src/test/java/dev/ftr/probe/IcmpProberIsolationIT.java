package dev.ftr.probe;

import static dev.ftr.probe.UplinkLab.count;
import static dev.ftr.probe.UplinkLab.counted;
import static dev.ftr.probe.UplinkLab.path;
import static dev.ftr.probe.UplinkLab.probe;
import static dev.ftr.probe.UplinkLab.round;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ftr.health.ProbeRound;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A probe leaves by its own uplink or not at all, and is answered by its target or not at all. */
class IcmpProberIsolationIT {
    @SuppressWarnings("NullAway.Init")
    private UplinkLab lab;

    @SuppressWarnings("NullAway.Init")
    private IcmpProber prober;

    @BeforeEach
    void build() {
        lab = new UplinkLab(1, 2);
        prober = lab.prober();
    }

    @AfterEach
    void demolish() {
        prober.close();
        lab.close();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "route del default table 1001",
                "route replace unreachable default table 1001",
                "route replace blackhole default table 1001",
                "route replace default via 198.18.2.2 dev eth2 table 1001",
                "link set eth1 down",
                "link del eth1",
                "address del 198.18.1.1/24 dev eth1",
            })
    void neverLeavesByAnotherUplink(String mishap) {
        lab.router.ip("route add default via 198.18.2.2 dev eth2");
        lab.router.command("iptables", "-t", "nat", "-A", "POSTROUTING", "-o", "eth2", "-j", "MASQUERADE");
        assertEquals(1, probe(prober, path(1), round(1, 2, 2000, 1)).answered());
        count(lab.internet, "up2", "any");

        lab.router.ip(mishap);
        assertEquals(0, probe(prober, path(1), round(1, 3, 100, 1)).answered());
        try (IcmpProber fresh = lab.prober()) {
            assertEquals(0, probe(fresh, path(1), round(1, 3, 100, 1)).answered());
        }
        assertEquals(0, counted(lab.internet));
    }

    @Test
    void aDefaultRouteInMainDoesNotLeadItAstray() {
        lab.router.ip("route add default via 198.18.2.2 dev eth2");
        lab.router.ip("rule add priority 1 lookup main");
        count(lab.internet, "up2", "any");
        assertEquals(1, probe(prober, path(1), round(1, 2, 2000, 1)).answered());
        assertEquals(0, counted(lab.internet));
    }

    @Test
    void neverLeavesByAnotherUplinkWhenTheCarrierIsLost() {
        lab.router.ip("route add default via 198.18.2.2 dev eth2");
        UplinkLab.sysctl(lab.router, "conf/eth1/ignore_routes_with_linkdown", "1");
        count(lab.internet, "up2", "any");
        lab.internet.ip("link set up1 down");
        assertEquals(0, probe(prober, path(1), round(1, 3, 100, 1)).answered());
        assertEquals(0, counted(lab.internet));
    }

    /** Shows that the counter above counts, and why the device is bound. */
    @Test
    void boundByAddressAloneItWouldLeaveByAnother() {
        lab.router.ip("route add default via 198.18.2.2 dev eth2");
        lab.router.command("iptables", "-t", "nat", "-A", "POSTROUTING", "-o", "eth2", "-j", "MASQUERADE");
        count(lab.internet, "up2", "any");
        lab.router.ip("route del default table 1001");
        lab.router.command("python3", "-c", """
                import socket
                s = socket.socket(socket.AF_INET, socket.SOCK_RAW, socket.IPPROTO_ICMP)
                s.settimeout(5)
                s.bind(('198.18.1.1', 0))
                s.sendto(b'\\x08\\x00\\xf7\\xff\\0\\0\\0\\0', ('203.0.113.1', 0))
                s.recv(100)
                """);
        assertEquals(1, counted(lab.internet));
    }

    @Test
    void forgedRepliesAreIgnored() throws Exception {
        count(lab.router, "eth1", "echo-reply");
        EchoForger.during(lab.internet, () -> {
            ProbeRound forged = probe(prober, path(1), round(1, 2, 300, EchoForger.FORGED));
            assertEquals(0, forged.answered(), forged.toString());
            assertEquals(2L * EchoForger.FORGED.length, counted(lab.router));
            assertEquals(
                    1,
                    probe(prober, path(1), round(1, 2, 5000, EchoForger.GENUINE))
                            .answered());
        });
    }

    @Test
    void aDuplicateCountsOnce() throws Exception {
        EchoForger.during(lab.internet, () -> {
            ProbeRound twice = probe(prober, path(1), round(2, 1, 300, EchoForger.TWICE, EchoForger.FORGED[0]));
            assertEquals(1, twice.answered());
        });
    }

    @Test
    void aLateAnswerToAnEarlierAttemptCounts() throws Exception {
        EchoForger.during(lab.internet, () -> {
            ProbeRound late = probe(prober, path(1), round(1, 10, 250, EchoForger.LATE));
            assertEquals(1, late.answered());
            assertTrue(late.results().getFirst().sent() >= 2, late.toString());
            assertTrue(late.results().getFirst().roundTrip().orElseThrow().toMillis() >= EchoForger.LATE_MILLIS);
        });
    }

    @Test
    void anAnswerToAnEarlierRoundIsIgnored() throws Exception {
        EchoForger.during(lab.internet, () -> {
            assertEquals(
                    0, probe(prober, path(1), round(1, 1, 100, EchoForger.LATE)).answered());
            int[] dead = IntStream.rangeClosed(200, 220).toArray();
            assertEquals(0, probe(prober, path(1), round(1, 1, 1000, dead)).answered());
        });
    }
}
