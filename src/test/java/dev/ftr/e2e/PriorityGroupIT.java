package dev.ftr.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.ftr.e2e.Flows.Flow;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;

/** Uplinks 1 and 2 in the first group, 3 in the second, 4 in none. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PriorityGroupIT {
    private Lab lab;
    private DaemonProcess daemon;

    @BeforeAll
    void start() {
        lab = Lab.up("groups", "--uplinks", "4");
        daemon = Ftr.with(lab, LabConfig.ofUplinks(4).groups(1, 1, 2, 0))
                .monitor()
                .awaitRouting("eth1", "eth2");
    }

    @AfterAll
    void end() {
        lab.close();
    }

    @Test
    void theBackupCarriesTrafficOnlyWhileTheBetterGroupIsAllDown() {
        assertSources(1, 2);
        lab.fault("cut", 1);
        daemon.awaitRouting("eth2");
        assertSources(2);
        lab.fault("cut", 2);
        daemon.awaitRouting("eth3");
        assertSources(3);
        lab.heal("cut", 1);
        daemon.awaitRouting("eth1");
        assertSources(1);
        lab.heal();
        daemon.awaitRouting("eth1", "eth2");
        assertSources(1, 2);
        assertEquals(0, lab.misrouted());
    }

    @Test
    void anUplinkWithoutGroupCarriesNothingNewButAnswersCallers() {
        for (int i = 1; i <= 3; i++) lab.fault("cut", i);
        try {
            for (int i = 1; i <= 3; i++) daemon.awaitState("eth" + i, "down");
            daemon.awaitState("eth4", "up");
            List<Flow> out = Flows.ofLan(lab, "tcp", 40);
            assertEquals(Set.of(), Flows.sources(out), "with all others down nothing leaves by uplink 4");
            Flows.assertNoneLost(Flows.count(lab, "internet", Lab.source(4), "tcp", Lab.SERVER_PORT, 40));
        } finally {
            lab.heal();
        }
        daemon.awaitRouting("eth1", "eth2");
        for (int i = 1; i <= 3; i++) daemon.awaitState("eth" + i, "up");
        Flows.assertNoneLost(Flows.count(lab, "internet", Lab.source(4), "udp", Lab.SERVER_PORT, 40));
    }

    private void assertSources(int... uplinks) {
        List<Flow> flows = Flows.ofLan(lab, "tcp", 80);
        Flows.assertNoneLost(flows);
        assertEquals(Set.copyOf(Lab.sources(uplinks)), Flows.sources(flows));
    }
}
