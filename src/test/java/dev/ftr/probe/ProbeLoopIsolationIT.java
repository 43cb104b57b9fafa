package dev.ftr.probe;

import static dev.ftr.probe.Probing.LONG_ENOUGH;
import static dev.ftr.probe.UplinkLab.count;
import static dev.ftr.probe.UplinkLab.counted;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ftr.health.ProbeSchedule;
import dev.ftr.probe.ScriptedSchedule.Told;
import dev.ftr.probe.ScriptedSchedule.What;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A probe leaves by its own uplink or not at all, and is answered by its target or not at all. */
class ProbeLoopIsolationIT {
    @SuppressWarnings("NullAway.Init")
    private UplinkLab lab;

    @SuppressWarnings("NullAway.Init")
    private Probing probing;

    @BeforeEach
    void build() {
        lab = new UplinkLab(1, 2);
        probing = new Probing(lab, 1, 2);
    }

    @AfterEach
    void demolish() {
        probing.close();
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
        assertTrue(probing.isAnswered(1, 1));
        count(lab.internet, "up2", "any");

        lab.router.ip(mishap);
        assertUnanswered(probing);
        try (Probing fresh = new Probing(lab, 1, 2)) {
            assertUnanswered(fresh);
        }
        assertEquals(0, counted(lab.internet));
    }

    @Test
    void aDefaultRouteInMainDoesNotLeadItAstray() {
        lab.router.ip("route add default via 198.18.2.2 dev eth2");
        lab.router.ip("rule add priority 1 lookup main");
        count(lab.internet, "up2", "any");
        assertTrue(probing.isAnswered(1, 1));
        assertEquals(0, counted(lab.internet));
    }

    @Test
    void neverLeavesByAnotherUplinkWhenTheCarrierIsLost() {
        lab.router.ip("route add default via 198.18.2.2 dev eth2");
        UplinkLab.sysctl(lab.router, "conf/eth1/ignore_routes_with_linkdown", "1");
        count(lab.internet, "up2", "any");
        lab.internet.ip("link set up1 down");
        assertUnanswered(probing);
        assertEquals(0, counted(lab.internet));
    }

    private static void assertUnanswered(Probing probing) {
        probing.send(1, 1, 2, ProbeSchedule.GATEWAY);
        List<Told> told = probing.during(200);
        assertTrue(told.stream().noneMatch(t -> t.what() == What.ANSWERED && t.target() >= 0), told.toString());
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
            probing.send(1, EchoForger.FORGED);
            assertEquals(List.of(), probing.during(300));
            assertEquals(EchoForger.FORGED.length, counted(lab.router));
            assertTrue(probing.isAnswered(1, EchoForger.GENUINE));
        });
    }

    @Test
    void aDuplicateCountsOnce() throws Exception {
        EchoForger.during(lab.internet, () -> {
            probing.send(1, EchoForger.TWICE);
            assertEquals(1, probing.during(300).size());
        });
    }

    @Test
    void aLateAnswerIsTold() throws Exception {
        EchoForger.during(lab.internet, () -> {
            int first = probing.send(1, EchoForger.LATE);
            assertTrue(probing.isAnswered(1, EchoForger.GENUINE));
            Told late = probing.next(LONG_ENOUGH).orElseThrow();
            assertEquals(first, late.number());
            assertTrue(late.roundTripMillis() >= EchoForger.LATE_MILLIS, late.toString());
        });
    }

    /** Of those before, the memory no longer knows; nothing else may be taken for their answers. */
    @Test
    void anAnswerToWhatHasBeenForgottenIsIgnored() throws Exception {
        EchoForger.during(lab.internet, () -> {
            int first = probing.send(1, EchoForger.LATE);
            probing.loop.execute(() -> probing.schedule.send(1, 200, first + EchoesInFlight.SIZE));
            assertEquals(List.of(), probing.during(2 * EchoForger.LATE_MILLIS));
        });
    }

    @Test
    void errorsCountForTheProbeTheyQuote() throws Exception {
        EchoForger.during(lab.internet, () -> {
            int first = probing.send(1, EchoForger.ERRORS);
            List<Told> told = probing.during(300);
            assertEquals(
                    Set.of("0 198.18.1.2 says: host unreachable", "1 198.18.1.2 says: time to live exceeded"),
                    told.stream().map(t -> t.number() - first + " " + t.why()).collect(Collectors.toSet()));
            assertEquals(2, told.size(), told.toString());
        });
    }

    @Test
    void forgedErrorsAreIgnored() throws Exception {
        count(lab.router, "eth1", "any");
        EchoForger.during(lab.internet, () -> {
            probing.send(1, EchoForger.FORGED_ERRORS);
            assertEquals(List.of(), probing.during(300));
            assertEquals(EchoForger.FORGED_ERRORS.length, counted(lab.router));
        });
    }

    @Test
    void anErrorDoesNotKeepTheAnswerOut() throws Exception {
        EchoForger.during(lab.internet, () -> {
            probing.send(1, EchoForger.ERROR_THEN_ANSWER);
            assertEquals(
                    List.of(What.REFUSED, What.ANSWERED),
                    probing.during(300).stream().map(Told::what).toList());
        });
    }
}
