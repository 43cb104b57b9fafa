package dev.ftr.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ftr.e2e.Flows.Flow;
import dev.ftr.e2e.HeldConnections.Held;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * Three providers behind one switch, on one interface of the router. Each provider drops and counts what comes with another's
 * source, so a wrong way shows twice.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class OneSwitchIT {
    private static final int[] WEIGHTS = {1, 2, 1};
    private static final int FLOWS = 1200;

    /** Chi-square with 2 degrees of freedom; see {@link BalancingIT}. */
    private static final double CRITICAL = -2 * Math.log(1e-6);

    private static final String[] ALL = {"line1", "line2", "line3"};

    /** The machine in the LAN. */
    private static final String SERVER = "10.77.0.2";

    private Lab lab;
    private Ftr ftr;
    private DaemonProcess daemon;

    @BeforeAll
    void start() {
        lab = Lab.up("switch", "--one-switch");
        ftr = Ftr.with(lab, LabConfig.ofUplinks(3).oneSwitch().weights(WEIGHTS));
        daemon = ftr.monitor();
    }

    @AfterAll
    void end() {
        lab.close();
    }

    @BeforeEach
    void allIsWell() {
        lab.heal();
        daemon.awaitRouting(ALL);
        lab.forgetMisrouted();
    }

    @AfterEach
    void nothingLeftByAWrongWay() {
        assertEquals(0, lab.misrouted());
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
    void theRoutersOwnConnectionsAreSharedToo() {
        List<Flow> flows = Flows.count(lab, "router", Lab.INTERNET, "tcp", Lab.SERVER_PORT, 100);
        Flows.assertNoneLost(flows);
        assertEquals(3, Flows.sources(flows).size(), flows.toString());
    }

    @ParameterizedTest
    @ValueSource(strings = {"tcp", "udp"})
    void whoCallsInIsAnsweredThroughTheProviderThatHeCameBy(String protocol) {
        String addresses = String.join(",", Lab.sources(1, 2, 3));
        List<Flow> flows = Flows.count(lab, "internet", addresses, protocol, Lab.SERVER_PORT, 90);
        Flows.assertNoneLost(flows);
        HeldConnections held = HeldConnections.open(lab, "internet", addresses, protocol, Lab.SERVER_PORT, 6);
        Await.pause(Duration.ofMillis(500));
        List<Held> kept = held.close();
        assertTrue(kept.stream().allMatch(Held::undisturbed), kept.toString());
    }

    /** No address of the router's tells by which provider such a caller came: only the station that sent his packets. */
    @Test
    void whoCallsANetworkBehindTheRouterIsAnsweredThroughTheProviderThatHeCameBy() {
        Await.until(
                "the stations of all gateways",
                () -> stationRules() == 3,
                () -> lab.router("iptables -t mangle -S FTR-PREROUTING"));
        for (int provider = 1; provider <= 3; provider++) {
            String way = "via 198.18.%d.2".formatted(provider);
            lab.run("p" + provider, "ip", "route", "replace", SERVER, "via", Lab.source(provider))
                    .exits(0);
            lab.run("internet", "ip", "route", "replace", SERVER, "via", "10.250.%d.1".formatted(provider))
                    .exits(0);
            takes(provider, "-I");
            try {
                List<Flow> flows = Flows.count(lab, "internet", SERVER, "tcp", Lab.SERVER_PORT, 60);
                assertEquals(60, flows.size());
                assertEquals(List.of(), Flows.lost(flows), () -> way + ": lost");
                assertEquals(0, lab.misrouted(), way);
            } finally {
                takes(provider, "-D");
                lab.run("internet", "ip", "route", "del", SERVER).exits(0);
            }
        }
    }

    /** A provider takes packets with the address of the machine inside, or no longer. */
    private void takes(int provider, String change) {
        String rule = "iptables -t mangle %s PREROUTING -i eth0 -s %s -j ACCEPT".formatted(change, SERVER);
        lab.run("p" + provider, rule.split(" ")).exits(0);
    }

    private long stationRules() {
        return lab.router("iptables -t mangle -S FTR-PREROUTING")
                .lines()
                .filter(l -> l.contains("--mac-source"))
                .count();
    }

    @ParameterizedTest
    @ValueSource(strings = {"cut", "mute", "carrier"})
    void aProviderThatFailsIsLeftAndItsReturnLosesNothing(String fault) {
        Flows flows = Flows.fromLan(lab, "tcp");
        flows.awaitMore(20);
        double began = Lab.now();
        lab.fault(fault, 2);
        daemon.awaitRouting("line1", "line3").awaitState("line2", "down");
        double over = Lab.now();
        flows.awaitMore(50);
        double healed = Lab.now();
        lab.heal();
        daemon.awaitRouting(ALL).awaitState("line2", "up");
        double back = Lab.now();
        flows.awaitMore(100);
        List<Flow> all = flows.stop();
        assertEquals(
                List.of(),
                Flows.lost(all).stream()
                        .filter(f -> f.t() < began - 1 || f.t() > over)
                        .toList(),
                "flows lost before the failure or after the failover (%.3f to %.3f, healed %.3f)"
                        .formatted(began, over, healed));
        List<Flow> between =
                Flows.since(all, over).stream().filter(f -> f.t() < healed).toList();
        assertEquals(Set.copyOf(Lab.sources(1, 3)), Flows.sources(between));
        assertEquals(Set.copyOf(Lab.sources(1, 2, 3)), Flows.sources(Flows.since(all, back)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"tcp", "udp"})
    void onlyTheConnectionsOfTheFailedProviderBeginAnew(String protocol) {
        HeldConnections held = HeldConnections.open(lab, "lan", Lab.INTERNET, protocol, Lab.SERVER_PORT, 40);
        Set<Integer> lost = held.on(2);
        assertFalse(lost.isEmpty());
        lab.fault("cut", 2);
        daemon.awaitRouting("line1", "line3");
        Await.until(
                "the connections of the failed provider to be reset or moved",
                () -> {
                    Set<Integer> left = new TreeSet<>(held.broken());
                    left.addAll(held.movedTo(1));
                    left.addAll(held.movedTo(3));
                    return left.containsAll(lost);
                },
                () -> "%s; broken %s".formatted(lost, held.broken()));
        List<Held> disturbed =
                held.close().stream().filter(h -> !h.undisturbed()).toList();
        assertEquals(lost, disturbed.stream().map(Held::number).collect(Collectors.toSet()), disturbed::toString);
    }

    @Test
    void connectionsStayWhereTheyAreWhenTheSharesChange() {
        HeldConnections held = HeldConnections.open(lab, "lan", Lab.INTERNET, "tcp", Lab.SERVER_PORT, 30);
        for (int[] weights : new int[][] {{5, 1, 1}, {1, 1, 5}, WEIGHTS}) {
            ftr.write(LabConfig.ofUplinks(3).oneSwitch().weights(weights).text());
            daemon.await("the new weights", s -> multipath().contains("weight " + weights[0] + " "));
            Await.pause(Duration.ofMillis(300));
        }
        List<Held> kept = held.close();
        assertTrue(kept.stream().allMatch(Held::undisturbed), kept.toString());
    }

    private String multipath() {
        return lab.run("router", "ip", "route", "show", "table", "65").out() + " ";
    }

    @Test
    void theRoutersInterfaceGoesAndComesBack() {
        lab.fault("gone", 1);
        for (String line : ALL) daemon.awaitState(line, "down");
        lab.heal();
        daemon.awaitRouting(ALL);
        List<Flow> flows = Flows.ofLan(lab, "tcp", 100);
        Flows.assertNoneLost(flows);
        assertEquals(Set.copyOf(Lab.sources(1, 2, 3)), Flows.sources(flows));
        assertTrue(ftr.run("plan", "--detailed-exitcode").exits(0).out().contains("Nothing to change"));
    }

    @Test
    void twoProvidersShareTheLoadAndStandInForEachOther() {
        try (Lab two = Lab.up("pair", "--one-switch", "--uplinks", "2")) {
            DaemonProcess pair =
                    Ftr.with(two, LabConfig.ofUplinks(2).oneSwitch()).monitor().awaitRouting("line1", "line2");
            List<Flow> flows = Flows.ofLan(two, "tcp", 400);
            Flows.assertNoneLost(flows);
            // 200 of 400 with a deviation of 10: five of them are passed once in two million runs.
            long first = Flows.bySource(flows).getOrDefault(Lab.source(1), 0L);
            assertTrue(Math.abs(first - 200) < 50, () -> first + " of 400 by the first");
            for (int failed = 1; failed <= 2; failed++) {
                two.fault("cut", failed);
                pair.awaitRouting("line" + (3 - failed));
                List<Flow> meanwhile = Flows.ofLan(two, "udp", 50);
                Flows.assertNoneLost(meanwhile);
                assertEquals(Set.of(Lab.source(3 - failed)), Flows.sources(meanwhile));
                two.heal();
                pair.awaitRouting("line1", "line2");
            }
            assertEquals(0, two.misrouted());
        }
    }
}
