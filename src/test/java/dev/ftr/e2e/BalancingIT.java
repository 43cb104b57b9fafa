package dev.ftr.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ftr.e2e.Flows.Flow;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** New connections are shared by weight. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class BalancingIT {
    private static final int[] WEIGHTS = {1, 2, 1};
    private static final int FLOWS = 1200;

    /** Chi-square with 2 degrees of freedom: p = exp(-x/2). A right share fails once in a million runs; an equal one gives well over 100. */
    private static final double CRITICAL = -2 * Math.log(1e-6);

    private Lab lab;

    @BeforeAll
    void start() {
        lab = Lab.up("weights");
        Ftr.with(lab, LabConfig.ofUplinks(3).weights(WEIGHTS)).monitor().awaitRouting("eth1", "eth2", "eth3");
    }

    @AfterAll
    void end() {
        lab.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"tcp", "udp"})
    void newConnectionsAreSharedByWeight(String protocol) {
        List<Flow> flows = Flows.ofLan(lab, protocol, FLOWS);
        Flows.assertNoneLost(flows);
        assertEquals(FLOWS, flows.size());
        Map<String, Long> seen = Flows.bySource(flows);
        double chiSquare = 0;
        for (int i = 1; i <= WEIGHTS.length; i++) {
            double expected = FLOWS * WEIGHTS[i - 1] / 4.0;
            double difference = seen.getOrDefault(Lab.source(i), 0L) - expected;
            chiSquare += difference * difference / expected;
        }
        assertTrue(chiSquare < CRITICAL, "chi-square %.2f, not below %.2f: %s".formatted(chiSquare, CRITICAL, seen));
    }

    @Test
    void oneClientAndOneServerUseAllUplinks() {
        List<Flow> flows = Flows.count(lab, "lan", "203.0.113.10", "tcp", Lab.SERVER_PORT, 60);
        assertEquals(3, Flows.sources(flows).size(), flows.toString());
    }

    @Test
    void theRoutersOwnConnectionsAreSharedToo() {
        List<Flow> flows = Flows.count(lab, "router", Lab.INTERNET, "tcp", Lab.SERVER_PORT, 100);
        Flows.assertNoneLost(flows);
        assertEquals(3, Flows.sources(flows).size(), flows.toString());
        assertEquals(0, lab.misrouted());
    }
}
