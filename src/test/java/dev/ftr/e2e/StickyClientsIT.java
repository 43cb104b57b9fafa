package dev.ftr.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ftr.e2e.Flows.Flow;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** With {@code sticky: client} all connections of a client leave by one uplink. */
class StickyClientsIT {
    private static final List<String> CLIENTS =
            IntStream.rangeClosed(3, 20).mapToObj(i -> "10.77.0." + i).toList();

    @Test
    void clientsStayTogetherUntilTheirUplinkDies() {
        try (Lab lab = Lab.up("clients")) {
            DaemonProcess daemon = Ftr.withText(
                            lab, LabConfig.ofUplinks(3).text() + "sticky: client\nsticky_time: 60s\n")
                    .monitor()
                    .awaitRouting("eth1", "eth2", "eth3")
                    .awaitConverged();
            Map<String, String> before = uplinks(lab);
            assertTrue(Set.copyOf(before.values()).size() > 1, "18 clients on one uplink: " + before);
            String dying = before.values().iterator().next();
            int uplink = Lab.sources(1, 2, 3).indexOf(dying) + 1;

            lab.fault("cut", uplink);
            daemon.awaitState("eth" + uplink, "down");
            Map<String, String> meanwhile = uplinks(lab);
            assertFalse(meanwhile.containsValue(dying), meanwhile::toString);
            assertEquals(
                    others(before, dying), of(meanwhile, others(before, dying).keySet()), "clients of others");

            lab.heal();
            daemon.awaitRouting("eth1", "eth2", "eth3");
            assertEquals(meanwhile, uplinks(lab), "clients stay where they are when it returns");
            assertEquals(0, lab.misrouted());
        }
    }

    @Test
    void clientsAreSpreadByWeight() {
        try (Lab lab = Lab.up("many")) {
            lab.run(
                            "lan",
                            "bash",
                            "-c",
                            "for i in {1..250}; do echo address add 10.77.9.$i/16 dev eth0; done | ip -batch -")
                    .exits(0);
            lab.router("ip address add 10.77.0.1/16 dev eth0");
            Ftr.withText(lab, LabConfig.ofUplinks(2).weights(1, 3).text() + "sticky: client\n")
                    .monitor()
                    .awaitRouting("eth1", "eth2")
                    .awaitConverged();
            List<Flow> flows = Flows.start(
                            lab,
                            "lan",
                            "--to",
                            Lab.INTERNET,
                            "--from",
                            "10.77.9.1-10.77.9.250",
                            "--rate",
                            "300",
                            "--count",
                            "250")
                    .finish();
            Flows.assertNoneLost(flows);
            long first = Flows.bySource(flows).getOrDefault(Lab.source(1), 0L);
            // 62.5 of 250 with a deviation of 6.8: five of them.
            assertTrue(
                    Math.abs(first - 62.5) < 35, first + " of 250 clients on the uplink with a quarter of the weight");
        }
    }

    /** The uplink of each client; it must be one. */
    private static Map<String, String> uplinks(Lab lab) {
        Map<String, String> uplinks = new TreeMap<>();
        for (String client : CLIENTS) {
            List<Flow> flows = Flows.start(
                            lab, "lan", "--to", Lab.INTERNET, "--from", client, "--rate", "400", "--count", "12")
                    .finish();
            Flows.assertNoneLost(flows);
            assertEquals(1, Flows.sources(flows).size(), client + ": " + flows);
            uplinks.put(client, flows.getFirst().source());
        }
        return uplinks;
    }

    private static Map<String, String> others(Map<String, String> uplinks, String not) {
        return uplinks.entrySet().stream()
                .filter(e -> !e.getValue().equals(not))
                .collect(Collectors.toMap(Map.Entry::getKey, Map.Entry::getValue, (a, b) -> a, TreeMap::new));
    }

    private static Map<String, String> of(Map<String, String> uplinks, Set<String> clients) {
        Map<String, String> some = new TreeMap<>(uplinks);
        some.keySet().retainAll(clients);
        return some;
    }
}
