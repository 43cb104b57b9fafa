package dev.ftr.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ftr.e2e.Flows.Flow;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** One uplink that cannot work keeps no other from working. */
class BrokenUplinkIT {
    @ParameterizedTest
    @ValueSource(strings = {"missing interface", "gateway off-link"})
    void theOthersWorkAndApplySaysWhichDoesNot(String problem) {
        LabConfig config = LabConfig.ofUplinks(3);
        String name = problem.startsWith("missing") ? "eth9" : "eth2";
        if (name.equals("eth9")) config.device(2, "eth9");
        else config.gateway(2, "192.0.2.77");
        try (Lab lab = Lab.up("broken")) {
            Ftr ftr = Ftr.with(lab, config);
            Ran apply = ftr.run("apply").exits(1);
            assertTrue(
                    apply.errors().stream().anyMatch(l -> l.startsWith("error: ") && l.contains(name)),
                    apply.toString());
            Ran plan = ftr.run("plan", "--detailed-exitcode").exits(0);
            assertTrue(plan.out().contains("Nothing to change"), plan.toString());
            assertTrue(plan.out().contains("uplink %s cannot be used".formatted(name)), plan.toString());
            assertOthersWork(lab);

            DaemonProcess daemon = ftr.monitor().awaitRouting("eth1", "eth3");
            daemon.awaitState(name, "down");
            assertOthersWork(lab);
            assertTrue(daemon.log().contains(name), daemon.log());
            lab.fault("cut", 1);
            daemon.awaitRouting("eth3");
            lab.heal();
            daemon.awaitRouting("eth1", "eth3");
        }
    }

    private static void assertOthersWork(Lab lab) {
        List<Flow> flows = Flows.ofLan(lab, "tcp", 60);
        Flows.assertNoneLost(flows);
        assertEquals(Set.copyOf(Lab.sources(1, 3)), Flows.sources(flows));
        assertEquals(0, lab.misrouted());
    }

    @Test
    void anUplinkWhoseInterfaceAppearsLaterJoins() {
        try (Lab lab = Lab.up("late")) {
            lab.fault("gone", 2);
            DaemonProcess daemon =
                    Ftr.with(lab, LabConfig.ofUplinks(3)).monitor().awaitRouting("eth1", "eth3");
            lab.heal();
            daemon.awaitRouting("eth1", "eth2", "eth3");
            daemon.await("convergence", s -> s.path("converged").asBoolean());
            List<Flow> flows = Flows.ofLan(lab, "tcp", 100);
            Flows.assertNoneLost(flows);
            assertEquals(Set.copyOf(Lab.sources(1, 2, 3)), Flows.sources(flows));
        }
    }
}
