package dev.ftr.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import dev.ftr.e2e.HeldConnections.Held;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

/** A connection stays on the uplink it began on, whatever happens to the others. */
class StickinessIT {
    @Test
    void longConnectionsDoNotNoticeThatAnotherUplinkFailsAndReturns() {
        try (Lab lab = Lab.up("sticky")) {
            DaemonProcess daemon =
                    Ftr.with(lab, LabConfig.ofUplinks(3)).monitor().awaitRouting("eth1", "eth2", "eth3");
            HeldConnections tcp = HeldConnections.open(lab, "lan", Lab.INTERNET, "tcp", Lab.SERVER_PORT, 30);
            HeldConnections udp = HeldConnections.open(lab, "lan", Lab.INTERNET, "udp", Lab.SERVER_PORT, 30);
            HeldConnections own = HeldConnections.open(lab, "router", Lab.INTERNET, "tcp", Lab.SERVER_PORT, 15);

            lab.fault("cut", 1);
            daemon.awaitRouting("eth2", "eth3");
            lab.fault("carrier", 1);
            lab.heal();
            daemon.awaitRouting("eth1", "eth2", "eth3");

            List<Held> ofTcp = new ArrayList<>(tcp.close());
            ofTcp.addAll(own.close());
            List<Held> all = new ArrayList<>(ofTcp);
            all.addAll(udp.close());
            Set<String> seen = new TreeSet<>();
            for (Held held : all) seen.add(held.source());
            assertEquals(Set.copyOf(Lab.sources(1, 2, 3)), seen, "all uplinks had connections");
            assertEquals(
                    List.of(),
                    all.stream()
                            .filter(h -> !h.source().equals(Lab.source(1)) && !h.undisturbed())
                            .toList());
            // UDP of the failed uplink goes on over another one; of TCP no other end would know what that is.
            assertFalse(ofTcp.stream().anyMatch(h -> h.changes() > 0), "a connection moved to another uplink: " + all);
            assertEquals(0, lab.misrouted());
        }
    }
}
