package dev.ftr.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.ftr.e2e.Flows.Flow;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The programs themselves on the same router, where {@link LivingTogetherIT} has their rules only. */
class RealNeighboursIT {
    private static final String LAN = "10.77.0.2";

    @BeforeEach
    void wireGuardIsInstalled() {
        assumeTrue(
                Ran.toTheEnd(new ProcessBuilder("bash", "-c", "type wg-quick wireguard-go"))
                                .exit()
                        == 0,
                "wg-quick or wireguard-go is not installed (Debian: apt-get install wireguard-tools wireguard-go)");
    }

    @Test
    void aTunnelToSomeNetworksAndTheDaemonDoNotFeelEachOther() {
        try (Lab lab = Lab.up("wgsome")) {
            WireGuard tunnel = new WireGuard(lab);
            Ftr ftr = Ftr.with(lab, LabConfig.ofUplinks(3));
            makeTables(lab);
            tunnel.up("10.9.0.0/24, 10.88.0.0/16");
            String theirs = KernelDump.ofForeign(lab);
            DaemonProcess daemon = ftr.monitor().awaitRouting("eth1", "eth2", "eth3");
            assertEquals(theirs, KernelDump.ofForeign(lab));
            assertNotAWordIsSaid(ftr);
            assertReaches(lab, "router", WireGuard.FAR_SIDE);
            assertReaches(lab, "lan", WireGuard.FAR_SIDE);
            assertCarriesTheLan(lab);
            tunnel.down();
            tunnel.up("10.9.0.0/24, 10.88.0.0/16");
            assertReaches(lab, "lan", WireGuard.FAR_SIDE);
            daemon.awaitConverged().terminate();
            assertEquals(0, lab.misrouted());
            ftr.run("teardown").exits(0);
            assertEquals(theirs, KernelDump.ofAll(lab));
        }
    }

    @Test
    void aTunnelForEverythingThatBeginsBesideTheDaemonTakesAllAndGetsOutItself() {
        try (Lab lab = Lab.up("wgall")) {
            WireGuard tunnel = new WireGuard(lab);
            Ftr ftr = Ftr.with(lab, LabConfig.ofUplinks(3));
            makeTables(lab);
            DaemonProcess daemon = ftr.monitor().awaitRouting("eth1", "eth2", "eth3");
            assertTakesAllAndGivesAllBack(lab, tunnel, daemon);
            tunnel.withoutNft();
            assertTakesAllAndGivesAllBack(lab, tunnel, daemon);
            assertEquals(0, lab.misrouted());
        }
    }

    private static void assertTakesAllAndGivesAllBack(Lab lab, WireGuard tunnel, DaemonProcess daemon) {
        String without = KernelDump.ofAll(lab);
        tunnel.up("0.0.0.0/0");
        String theirs = KernelDump.ofForeign(lab);
        assertReaches(lab, "router", WireGuard.FAR_SIDE);
        List<Flow> inside = Flows.ofLan(lab, "tcp", 60);
        Flows.assertNoneLost(inside);
        assertEquals(Set.of(LAN), Flows.sources(inside));
        Flows.assertNoneLost(Flows.ofLan(lab, "udp", 60));
        // Its own packets, gone round in circles, are megabytes in a second.
        assertTrue(tunnel.sent() < 300_000, "sent: " + tunnel.sent());
        assertEquals(theirs, KernelDump.ofForeign(lab));
        daemon.await(
                "a word about it", status -> status.path("warnings").toString().contains("is asked before ours"));

        // wg-quick deletes every rule 'lookup main suppress_prefixlength 0', ours too.
        tunnel.down();
        Await.until(
                "all is as before the tunnel",
                () -> KernelDump.ofAll(lab).equals(without),
                () -> KernelDump.ofAll(lab));
        daemon.awaitConverged();
        assertCarriesTheLan(lab);
    }

    /** The tables of iptables are there before and after. */
    private static void makeTables(Lab lab) {
        lab.router("for table in raw mangle nat; do iptables -t $table -A PREROUTING && iptables -t $table -F; done");
    }

    private static void assertNotAWordIsSaid(Ftr ftr) {
        Ran plan = ftr.run("plan", "--detailed-exitcode").exits(0);
        assertTrue(!plan.out().contains("warning") && !plan.err().contains("warning"), plan.toString());
    }

    private static void assertReaches(Lab lab, String node, String address) {
        Flows.assertNoneLost(Flows.count(lab, node, address, "tcp", Lab.SERVER_PORT, 20));
    }

    private static void assertCarriesTheLan(Lab lab) {
        List<Flow> flows = Flows.ofLan(lab, "tcp", 60);
        Flows.assertNoneLost(flows);
        assertEquals(Set.copyOf(Lab.sources(1, 2, 3)), Flows.sources(flows));
    }
}
