package dev.ftr.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ftr.e2e.Flows.Flow;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Blocks that are larger than one would write: a site of ours around the targets of the tests, and rules for every address. */
class BypassIT {
    private static final String TRAFFIC = """
            bypass: [203.0.113.0/29, 198.51.100.0/24]
            no_nat: [0.0.0.0/0]
            source_nat:
            - {from: 0.0.0.0/0, uplink: eth1, to: 198.18.1.2}
            policies:
            - {name: all, match: {from: 0.0.0.0/0, to: 0.0.0.0/0}, uplinks: [eth2]}
            """;

    @Test
    void uplinksAreTestedThroughThemselvesWhateverIsBypassed() {
        try (Lab lab = Lab.up("bypass")) {
            Ftr ftr = Ftr.withText(lab, LabConfig.ofUplinks(3).text() + TRAFFIC.replace("no_nat: [0.0.0.0/0]\n", ""));
            lab.router("ip route add 203.0.113.0/29 via 10.77.0.2", "ip route add 198.51.100.0/24 via 10.77.0.2");
            DaemonProcess daemon =
                    ftr.monitor().awaitRouting("eth1", "eth2", "eth3").awaitConverged();
            List<Flow> flows = Flows.ofLan(lab, "tcp", 60);
            Flows.assertNoneLost(flows);
            assertEquals(List.of(Lab.source(2)), List.copyOf(Flows.sources(flows)));
            String way = lab.router("ip route get 203.0.113.1");
            assertTrue(way.contains("via 10.77.0.2 dev eth0"), way);
            lab.fault("cut", 2);
            daemon.awaitRouting("eth1", "eth3").awaitConverged();
        }
    }

    @Test
    void rulesForEveryAddressAreReadBackAsTheyWereWritten() {
        try (Lab lab = Lab.up("everything")) {
            Ftr ftr = Ftr.withText(lab, LabConfig.ofUplinks(3).text() + TRAFFIC);
            ftr.applyAllUp().exits(0);
            assertTrue(ftr.applyAllUp().exits(0).out().contains("Nothing to change"));
        }
    }
}
