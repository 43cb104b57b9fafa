package dev.ftr.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.ftr.e2e.Flows.Flow;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/**
 * A macvlan device named as VLANs are, a bridge, and a way to a single neighbour under a name that is as long and as odd as the
 * kernel takes it.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class InterfaceKindsIT {
    private static final String MACVLAN = "eth1.10";
    private static final String BRIDGE = "br-wan.2";
    private static final String ODD = "wan@3-x.10_15by";

    private Lab lab;
    private Ftr ftr;
    private DaemonProcess daemon;

    @BeforeAll
    void start() {
        lab = Lab.up("kinds");
        lab.router("ip address flush dev eth1", "ip address flush dev eth2", "ip address flush dev eth3");
        addMacvlan();
        lab.router(
                "ip link add %s type bridge".formatted(BRIDGE),
                "ip link set eth2 master %s".formatted(BRIDGE),
                "ip address add 198.18.2.2/24 dev %s".formatted(BRIDGE),
                "ip link set %s up".formatted(BRIDGE),
                "ip link set eth3 down",
                "ip link set eth3 name %s".formatted(ODD),
                "ip address add 198.18.3.2/32 dev %s".formatted(ODD),
                "ip link set %s up".formatted(ODD));
        // What has no gateway asks for each address itself.
        lab.run("p3", "sysctl", "-qw", "net.ipv4.conf.eth0.proxy_arp=1").exits(0);
        ftr = Ftr.with(
                lab,
                LabConfig.ofUplinks(3)
                        .device(1, MACVLAN)
                        .device(2, BRIDGE)
                        .device(3, ODD)
                        .gateway(3, "none"));
        daemon = ftr.monitor().awaitRouting(MACVLAN, BRIDGE, ODD).awaitConverged();
    }

    @AfterAll
    void end() {
        lab.close();
    }

    @Test
    void allOfThemCarryAndStandInForEachOther() {
        daemon.awaitRouting(MACVLAN, BRIDGE, ODD).awaitConverged();
        assertSources(1, 2, 3);
        for (int i = 1; i <= 3; i++)
            Flows.assertNoneLost(Flows.count(lab, "internet", Lab.source(i), "tcp", Lab.SERVER_PORT, 30));
        List<String> names = List.of(MACVLAN, BRIDGE, ODD);
        for (int i = 1; i <= 3; i++) {
            lab.fault("cut", i);
            daemon.awaitState(names.get(i - 1), "down").awaitConverged();
            assertSources(i == 1 ? 2 : 1, i == 3 ? 2 : 3);
            lab.heal("cut", i);
            daemon.awaitRouting(MACVLAN, BRIDGE, ODD);
        }
        assertEquals(0, lab.misrouted());
    }

    @Test
    void aDeviceThatVanishesMayComeBackUnderItsName() {
        daemon.awaitRouting(MACVLAN, BRIDGE, ODD);
        lab.router("ip link delete %s".formatted(MACVLAN));
        daemon.awaitRouting(BRIDGE, ODD).awaitState(MACVLAN, "down");
        assertSources(2, 3);
        addMacvlan();
        daemon.awaitRouting(MACVLAN, BRIDGE, ODD).awaitConverged();
        assertSources(1, 2, 3);
    }

    @Test
    void theKernelIsReadBackAsItWasWritten() {
        daemon.awaitRouting(MACVLAN, BRIDGE, ODD).awaitConverged();
        assertEquals(0, ftr.run("plan", "--detailed-exitcode").exit());
    }

    private void addMacvlan() {
        lab.router(
                "ip link add link eth1 name %s type macvlan mode bridge".formatted(MACVLAN),
                "ip address add 198.18.1.2/24 dev %s".formatted(MACVLAN),
                "ip link set %s up".formatted(MACVLAN));
    }

    private void assertSources(int... uplinks) {
        List<Flow> flows = Flows.ofLan(lab, "tcp", 100);
        Flows.assertNoneLost(flows);
        assertEquals(Set.copyOf(Lab.sources(uplinks)), Flows.sources(flows));
    }
}
