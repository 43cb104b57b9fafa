package dev.ftr.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ftr.e2e.Flows.Flow;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Policies follow the health of their uplinks, and let nothing out where they say so. */
class PolicyFailoverIT {
    private static final String PINNED = "203.0.113.66";
    private static final String STRICT = """
            policies:
            - {name: strict, match: {to: [203.0.113.66/32]}, uplinks: [eth1], otherwise: reject}
            """;
    private static final String STRICT_AND_OTHERS = """
            policies:
            - {name: new, match: {from: [10.77.0.9/32]}, uplinks: [eth3, eth2], otherwise: reject}
            - {name: strict, match: {to: [203.0.113.66/32], protocol: [tcp, udp]}, uplinks: [eth1], otherwise: reject}
            - {name: strict-rest, match: {to: [203.0.113.66/32]}, balance: [eth1], otherwise: reject}
            - {name: last, match: {to: [203.0.113.0/24]}, uplinks: [eth2]}
            """;

    @Test
    void aPinnedPolicyMovesWhenItsUplinkIsSilentlyCutAndReturns() {
        try (Lab lab = Lab.up("pinned")) {
            LabConfig config = LabConfig.ofUplinks(3);
            DaemonProcess daemon = Ftr.withText(lab, config.text() + """
                            policies:
                            - {name: pinned, match: {to: [203.0.113.66/32]}, uplinks: [eth1, eth2]}
                            """)
                    .monitor()
                    .awaitRouting("eth1", "eth2", "eth3")
                    .awaitConverged();
            Flows flows =
                    Flows.start(lab, "lan", "--to", PINNED, "--protocol", "udp", "--rate", "100", "--seconds", "120");
            flows.awaitMore(50);
            double cut = Lab.now();
            lab.fault("cut", 1);
            daemon.awaitState("eth1", "down");
            flows.awaitMore(100);
            double healed = Lab.now();
            lab.heal();
            daemon.awaitState("eth1", "up");
            Await.until(
                    "return to the first uplink",
                    () -> flows.soFar().getLast().source().equals(Lab.source(1)),
                    () -> flows.soFar().getLast().toString());
            flows.awaitMore(100);
            List<Flow> all = flows.stop();
            double lastLost =
                    Flows.lost(all).stream().mapToDouble(Flow::t).max().orElse(cut);
            double returned = all.stream()
                    .filter(f -> f.t() > healed && f.source().equals(Lab.source(1)))
                    .mapToDouble(Flow::t)
                    .min()
                    .orElseThrow();
            System.out.printf(
                    "pinned policy: %.0f ms from the cut to the last lost flow, %.0f ms from the heal to the return%n",
                    1000 * (lastLost - cut), 1000 * (returned - healed));
            double detected = daemon.transitions("eth1", cut).getFirst().t();
            assertTrue(lastLost < detected + 0.25, "lost %s after the verdict".formatted(lastLost - detected));
            assertEquals(Set.of(Lab.source(1)), Flows.sources(Flows.since(all, returned + 0.2)));
            assertEquals(
                    Set.of(Lab.source(2)),
                    Flows.sources(all.stream()
                            .filter(f -> f.t() > lastLost && f.t() < healed)
                            .toList()));
            assertEquals(
                    List.of(
                            "policies that want eth1, eth2 use eth2: uplink eth1 is down",
                            "policies that want eth1, eth2 use eth1"),
                    daemon.texts("policy"));
            assertEquals(0, lab.misrouted());
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"nft", "legacy"})
    void whatIsToBeRefusedNeverLeavesElsewhere(String backend) {
        try (Lab lab = Lab.up("reject-" + backend, "--backend", backend)) {
            LabConfig config = LabConfig.ofUplinks(3);
            Ftr ftr = Ftr.withText(lab, config.text() + STRICT);
            DaemonProcess daemon =
                    ftr.monitor().awaitRouting("eth1", "eth2", "eth3").awaitConverged();
            Wire wire = Wire.count(lab, 3, "strict", "-d " + PINNED);
            Flows tcp =
                    Flows.start(lab, "lan", "--to", PINNED, "--protocol", "tcp", "--rate", "100", "--seconds", "120");
            Flows udp =
                    Flows.start(lab, "lan", "--to", PINNED, "--protocol", "udp", "--rate", "100", "--seconds", "120");
            HeldConnections heldTcp = HeldConnections.open(lab, "lan", PINNED, "tcp", Lab.SERVER_PORT, 10);
            HeldConnections heldUdp = HeldConnections.open(lab, "lan", PINNED, "udp", Lab.SERVER_PORT, 10);
            HeldConnections closed = HeldConnections.open(lab, "lan", PINNED, "tcp", Lab.SERVER_PORT, 10);
            tcp.awaitMore(50);
            lab.fault("cut", 1);
            daemon.awaitRouting("eth2", "eth3");
            tcp.awaitMore(50);
            closed.close();
            lab.router("conntrack -F 2>/dev/null");
            udp.awaitMore(50);
            daemon.terminate();
            udp.awaitMore(20);
            daemon = ftr.monitor().awaitState("eth1", "down").awaitConverged();
            ftr.write(config.text() + STRICT_AND_OTHERS);
            daemon.hangUp();
            awaitPolicyFor(daemon, lab, "10.77.0.9");
            lab.heal();
            daemon.awaitRouting("eth1", "eth2", "eth3");
            awaitAnswer(udp);
            lab.fault("carrier", 1);
            daemon.awaitRouting("eth2", "eth3");
            lab.router("conntrack -F 2>/dev/null");
            udp.awaitMore(50);
            lab.heal();
            daemon.awaitRouting("eth1", "eth2", "eth3");
            lab.fault("admin", 1);
            daemon.awaitRouting("eth2", "eth3");
            ftr.write(config.text() + STRICT);
            daemon.hangUp();
            udp.awaitMore(50);
            daemon.kill();
            udp.awaitMore(20);
            lab.heal();
            ftr.monitor().awaitRouting("eth1", "eth2", "eth3").awaitConverged();
            awaitAnswer(udp);
            awaitAnswer(tcp);
            heldTcp.close();
            heldUdp.close();
            assertEquals(Set.of(Lab.source(1)), Flows.sources(tcp.stop()));
            assertEquals(Set.of(Lab.source(1)), Flows.sources(udp.stop()));
            assertEquals(List.of(0, 0), List.of(wire.packets(2), wire.packets(3)), "packets elsewhere");
            assertTrue(wire.packets(1) > 1000, "%d packets where they should go".formatted(wire.packets(1)));
        }
    }

    @Test
    void establishedConnectionsStayWhenAPolicyComesAndGoes() {
        try (Lab lab = Lab.up("added")) {
            LabConfig config = LabConfig.ofUplinks(3);
            Ftr ftr = Ftr.with(lab, config);
            DaemonProcess daemon = ftr.monitor().awaitRouting("eth1", "eth2", "eth3");
            HeldConnections tcp = HeldConnections.open(lab, "lan", Lab.INTERNET, "tcp", Lab.SERVER_PORT, 20);
            HeldConnections udp = HeldConnections.open(lab, "lan", Lab.INTERNET, "udp", Lab.SERVER_PORT, 20);
            ftr.write(config.text() + """
                            policies:
                            - {name: all, match: {from: [10.77.0.0/24]}, uplinks: [eth3], otherwise: reject}
                            """);
            daemon.hangUp();
            Await.until(
                    "new connections over eth3",
                    () -> Flows.sources(Flows.ofLan(lab, "tcp", 20)).equals(Set.of(Lab.source(3))),
                    daemon::log);
            Ran inside = lab.run("lan", Lab.ops("lab/traffic"), "ping", "--to", "10.77.0.1,198.18.2.1", "--count", "4");
            assertTrue(inside.exits(0).out().contains("\"lost\":0"), inside::toString);
            Flows.assertNoneLost(Flows.count(lab, "lan", "10.77.0.1", "tcp", Lab.SERVER_PORT, 20));
            ftr.write(config.text());
            daemon.hangUp();
            Await.until(
                    "new connections over all",
                    () -> Flows.sources(Flows.ofLan(lab, "tcp", 20)).size() > 1,
                    daemon::log);
            for (HeldConnections held : List.of(tcp, udp))
                assertEquals(
                        List.of(),
                        held.close().stream().filter(h -> !h.undisturbed()).toList());
            daemon.awaitConverged();
            assertEquals(0, lab.misrouted());
        }
    }

    /** Until the policy of {@link #STRICT_AND_OTHERS} for this machine is in force. */
    private static void awaitPolicyFor(DaemonProcess daemon, Lab lab, String machine) {
        Await.until(
                "the policy for " + machine,
                Duration.ofSeconds(20),
                () -> Flows.sources(Flows.start(
                                        lab,
                                        "lan",
                                        "--to",
                                        Lab.INTERNET,
                                        "--from",
                                        machine,
                                        "--rate",
                                        "300",
                                        "--count",
                                        "20")
                                .finish())
                        .equals(Set.of(Lab.source(3))),
                daemon::log);
    }

    private static void awaitAnswer(Flows flows) {
        double now = Lab.now();
        Await.until(
                "an answer",
                () -> !Flows.sources(Flows.since(flows.soFar(), now)).isEmpty(),
                () -> flows.soFar().getLast().toString());
    }
}
