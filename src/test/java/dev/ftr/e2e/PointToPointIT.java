package dev.ftr.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ftr.e2e.Flows.Flow;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Uplink 3 is of type ppp: its address and its peer are what the interface has at the moment. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PointToPointIT {
    private Lab lab;
    private DaemonProcess daemon;

    @BeforeAll
    void start() {
        lab = Lab.up("ppp");
        lab.router("ip address flush dev eth3", "ip address add 198.18.3.2 peer 198.18.3.1/32 dev eth3");
        daemon = Ftr.with(lab, LabConfig.ofUplinks(3).pointToPoint(3)).monitor().awaitRouting("eth1", "eth2", "eth3");
    }

    @AfterAll
    void end() {
        lab.close();
    }

    @Test
    void theAddressIsFollowedWhereverItGoes() {
        assertTrue(lab.router("iptables-save -t nat").contains("-o eth3 -j MASQUERADE"));
        assertSources("198.18.1.2", "198.18.2.2", "198.18.3.2");

        lab.router("ip address flush dev eth3; ip address add 198.18.3.7 peer 198.18.3.1/32 dev eth3");
        awaitAddress("198.18.3.7");
        daemon.awaitRouting("eth1", "eth2", "eth3");
        assertSources("198.18.1.2", "198.18.2.2", "198.18.3.7");
        assertTrue(
                daemon.texts("address").stream().anyMatch(t -> t.contains("--> 198.18.3.7")),
                daemon.events().toString());
        assertAnswersCallers("198.18.3.7");

        lab.router("ip address flush dev eth3");
        daemon.awaitRouting("eth1", "eth2").awaitState("eth3", "down");
        assertSources("198.18.1.2", "198.18.2.2");
        daemon.await(
                "convergence: a line that has not dialled in is no error",
                s -> s.path("converged").asBoolean());

        lab.router("ip address add 198.18.3.2 peer 198.18.3.1/32 dev eth3");
        awaitAddress("198.18.3.2");
        daemon.awaitRouting("eth1", "eth2", "eth3");
        assertSources("198.18.1.2", "198.18.2.2", "198.18.3.2");
        assertAnswersCallers("198.18.3.2");
        assertEquals(0, lab.misrouted());
    }

    @Test
    void anotherPeerIsFollowed() {
        daemon.awaitRouting("eth1", "eth2", "eth3");
        lab.run("p3", "ip", "address", "add", "198.18.3.254/24", "dev", "eth0").exits(0);
        lab.router(
                "ip address del 198.18.3.2 peer 198.18.3.1/32 dev eth3",
                "ip address add 198.18.3.2 peer 198.18.3.254/32 dev eth3");
        awaitGateway("198.18.3.254");
        daemon.awaitRouting("eth1", "eth2", "eth3");
        assertSources("198.18.1.2", "198.18.2.2", "198.18.3.2");
        lab.router(
                "ip address del 198.18.3.2 peer 198.18.3.254/32 dev eth3",
                "ip address add 198.18.3.2 peer 198.18.3.1/32 dev eth3");
        awaitGateway("198.18.3.1");
        daemon.awaitRouting("eth1", "eth2", "eth3").awaitConverged();
    }

    @Test
    void anInterfaceThatVanishesMayComeBackUnderItsName() {
        daemon.awaitRouting("eth1", "eth2", "eth3");
        lab.fault("gone", 3);
        daemon.awaitRouting("eth1", "eth2").awaitState("eth3", "down").awaitConverged();
        assertSources("198.18.1.2", "198.18.2.2");
        lab.heal("gone", 3);
        lab.router("ip address flush dev eth3", "ip address add 198.18.3.9 peer 198.18.3.1/32 dev eth3");
        awaitAddress("198.18.3.9");
        daemon.awaitRouting("eth1", "eth2", "eth3").awaitConverged();
        assertSources("198.18.1.2", "198.18.2.2", "198.18.3.9");
        assertAnswersCallers("198.18.3.9");
        lab.router("ip address flush dev eth3", "ip address add 198.18.3.2 peer 198.18.3.1/32 dev eth3");
        awaitAddress("198.18.3.2");
        daemon.awaitRouting("eth1", "eth2", "eth3").awaitConverged();
    }

    private void awaitGateway(String gateway) {
        daemon.await(
                "gateway " + gateway,
                s -> DaemonProcess.uplink(s, "eth3")
                        .path("gateway")
                        .asString("")
                        .equals(gateway));
    }

    private void awaitAddress(String address) {
        daemon.await(
                "address " + address,
                s -> DaemonProcess.uplink(s, "eth3").path("ip").asString("").equals(address));
    }

    private void assertSources(String... expected) {
        List<Flow> flows = Flows.ofLan(lab, "tcp", 100);
        Flows.assertNoneLost(flows);
        assertEquals(new TreeSet<>(Set.of(expected)), Flows.sources(flows));
    }

    private void assertAnswersCallers(String address) {
        Flows.assertNoneLost(Flows.count(lab, "internet", address, "tcp", Lab.SERVER_PORT, 30));
    }
}
