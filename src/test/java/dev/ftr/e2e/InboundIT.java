package dev.ftr.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ftr.e2e.Flows.Flow;
import dev.ftr.e2e.HeldConnections.Held;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Who calls in is answered through the uplink he came in by. Uplink 1 carries all that goes out; providers drop what comes
 * with another's source, so a wrong way shows as a lost connection and is counted.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class InboundIT {
    private static final int FORWARDED_PORT = 9100;

    private Lab lab;
    private DaemonProcess daemon;

    @BeforeAll
    void start() {
        lab = Lab.up("inbound");
        lab.router(
                "iptables -t nat -A PREROUTING -p tcp --dport %1$d -j DNAT --to-destination 10.77.0.2:9000"
                        .formatted(FORWARDED_PORT),
                "iptables -t nat -A PREROUTING -p udp --dport %1$d -j DNAT --to-destination 10.77.0.2:9000"
                        .formatted(FORWARDED_PORT));
        daemon = Ftr.with(lab, LabConfig.ofUplinks(3).groups(1, 2, 0)).monitor().awaitRouting("eth1");
        daemon.awaitState("eth2", "up").awaitState("eth3", "up");
    }

    @AfterAll
    void end() {
        lab.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"tcp", "udp"})
    void theRouterAnswersThroughTheUplinkThatTheCallerCameInBy(String protocol) {
        assertAnswered(protocol, Lab.SERVER_PORT);
    }

    @ParameterizedTest
    @ValueSource(strings = {"tcp", "udp"})
    void aServerInTheLanAnswersThroughTheUplinkThatTheCallerCameInBy(String protocol) {
        assertAnswered(protocol, FORWARDED_PORT);
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3})
    void pingsAreAnsweredOnEachUplink(int uplink) {
        Ran ping = lab.run("internet", Lab.ops("lab/traffic"), "ping", "--to", Lab.source(uplink), "--count", "5");
        assertTrue(ping.exits(0).out().contains("\"lost\":0"), ping.toString());
    }

    @Test
    void callersAreNotDisturbedWhenTheOutgoingWayChanges() {
        HeldConnections own = HeldConnections.open(lab, "internet", "198.18.2.2,198.18.3.2", "tcp", 9000, 10);
        HeldConnections forwarded =
                HeldConnections.open(lab, "internet", "198.18.2.2,198.18.3.2", "tcp", FORWARDED_PORT, 10);
        lab.fault("cut", 1);
        daemon.awaitRouting("eth2");
        lab.heal();
        daemon.awaitRouting("eth1");
        for (HeldConnections held : List.of(own, forwarded))
            assertEquals(
                    List.of(),
                    held.close().stream().filter(h -> !h.undisturbed()).toList(),
                    "disturbed callers");
        assertEquals(0, lab.misrouted());
    }

    @Test
    void whatTheLanSendsOutGoesByTheFirstUplinkMeanwhile() {
        assertEquals(Set.of(Lab.source(1)), Flows.sources(Flows.ofLan(lab, "tcp", 60)));
    }

    private void assertAnswered(String protocol, int port) {
        lab.forgetMisrouted();
        List<Flow> flows = Flows.count(lab, "internet", "198.18.1.2,198.18.2.2,198.18.3.2", protocol, port, 90);
        Flows.assertNoneLost(flows);
        assertEquals(90, flows.size());
        HeldConnections held =
                HeldConnections.open(lab, "internet", "198.18.1.2,198.18.2.2,198.18.3.2", protocol, port, 6);
        Await.pause(Duration.ofMillis(500));
        List<Held> kept = held.close();
        assertTrue(kept.stream().allMatch(Held::undisturbed), kept.toString());
        assertEquals(0, lab.misrouted());
    }
}
