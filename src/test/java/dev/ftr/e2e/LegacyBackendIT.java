package dev.ftr.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ftr.e2e.Flows.Flow;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** The same program on a machine whose iptables is the old one. */
class LegacyBackendIT {
    @Test
    void worksWithIptablesLegacy() {
        try (Lab lab = Lab.up("legacy", "--backend", "legacy")) {
            Ftr ftr = Ftr.with(lab, LabConfig.ofUplinks(3));
            ftr.applyAllUp().exits(0);
            assertTrue(lab.router("iptables-save").contains("FTR-POSTROUTING"));
            assertFalse(lab.router("xtables-nft-multi iptables-save").contains("FTR-"));
            assertTrue(ftr.applyAllUp().exits(0).out().contains("Nothing to change."));
            ftr.planAllUp().exits(0);

            lab.router("iptables -t mangle -D FTR-PREROUTING 2");
            ftr.applyAllUp().exits(0);
            ftr.planAllUp().exits(0);

            DaemonProcess daemon = ftr.monitor().awaitRouting("eth1", "eth2", "eth3");
            lab.fault("cut", 2);
            daemon.awaitRouting("eth1", "eth3");
            List<Flow> flows = Flows.ofLan(lab, "tcp", 80);
            Flows.assertNoneLost(flows);
            assertEquals(Set.copyOf(Lab.sources(1, 3)), Flows.sources(flows));
            lab.heal();
            daemon.awaitRouting("eth1", "eth2", "eth3");
            assertEquals(0, lab.misrouted());
            daemon.terminate();

            ftr.run("teardown").exits(0);
            assertFalse(lab.router("iptables-save").contains("FTR-"));
        }
    }

    @Test
    void rulesOfTheOtherBackendAreReported() {
        try (Lab lab = Lab.up("both")) {
            Ftr ftr = Ftr.with(lab, LabConfig.ofUplinks(3));
            assertFalse(ftr.applyAllUp().exits(0).err().contains("iptables-legacy"));
            lab.router("xtables-legacy-multi iptables -t nat -A POSTROUTING -s 10.1.2.3 -j ACCEPT");
            Ran plan = ftr.planAllUp().exits(0);
            assertTrue(plan.out().contains("rules of iptables-legacy are live beside ours"), plan.toString());
            Ran apply = ftr.applyAllUp().exits(0);
            assertTrue(apply.err().contains("rules of iptables-legacy are live beside ours"), apply.toString());
        }
        try (Lab lab = Lab.up("both-legacy", "--backend", "legacy")) {
            Ftr ftr = Ftr.with(lab, LabConfig.ofUplinks(3));
            lab.router("xtables-nft-multi iptables -t nat -A POSTROUTING -s 10.1.2.3 -j ACCEPT");
            Ran apply = ftr.applyAllUp().exits(0);
            assertTrue(apply.err().contains("rules of iptables-nft are live beside ours"), apply.toString());
        }
    }
}
