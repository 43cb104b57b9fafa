package dev.ftr.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ftr.e2e.Flows.Flow;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;

/** Uplinks fail in every way there is, under traffic, and come back. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class FailureIT {
    private Lab lab;
    private Ftr ftr;
    private DaemonProcess daemon;

    @BeforeAll
    void start() {
        lab = Lab.up("failures");
        ftr = Ftr.with(lab, LabConfig.ofUplinks(3));
        daemon = ftr.monitor();
    }

    @AfterAll
    void end() {
        lab.close();
    }

    @BeforeEach
    void allIsWell() {
        lab.heal();
        daemon.awaitRouting("eth1", "eth2", "eth3");
        lab.forgetMisrouted();
    }

    /** The failed uplink is left within the deadline of {@link Await}, and its return costs nobody anything. */
    @ParameterizedTest
    @ValueSource(strings = {"cut", "mute", "carrier", "admin", "gone"})
    void theOthersTakeOverAndTheReturnLosesNothing(String fault) {
        int eventsBefore = daemon.events().size();
        Flows flows = Flows.fromLan(lab, "tcp");
        flows.awaitMore(20);
        double began = Lab.now();
        lab.fault(fault, 2);
        daemon.awaitRouting("eth1", "eth3").awaitState("eth2", "down");
        double over = Lab.now();
        flows.awaitMore(50);
        double healed = Lab.now();
        lab.heal();
        daemon.awaitRouting("eth1", "eth2", "eth3").awaitState("eth2", "up");
        double back = Lab.now();
        flows.awaitMore(100);
        List<Flow> all = flows.stop();

        // A flow counts from its first packet: one that began just before may lose its next.
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
        assertEquals(0, lab.misrouted());

        List<JsonNode> events =
                daemon.events().subList(eventsBefore, daemon.events().size());
        assertEquals(List.of("up --> down", "down --> up"), transitions(events, "eth2"), events.toString());
        assertEquals(List.of(), transitions(events, "eth1"));
        assertEquals(List.of(), transitions(events, "eth3"));
        assertTrue(
                events.stream()
                        .anyMatch(e -> e.path("text")
                                .asString()
                                .startsWith("new connections: eth1, eth2, eth3 --> eth1, eth3")),
                events.toString());
        Ran plan = ftr.run("plan", "--detailed-exitcode").exits(0);
        assertTrue(plan.out().contains("Nothing to change"), plan.toString());
    }

    @Test
    void twoUplinksFailTogetherAndTheThirdCarriesAll() {
        lab.fault("cut", 1);
        lab.fault("mute", 3);
        daemon.awaitRouting("eth2");
        List<Flow> flows = Flows.ofLan(lab, "udp", 100);
        Flows.assertNoneLost(flows);
        assertEquals(Set.of(Lab.source(2)), Flows.sources(flows));
        lab.heal();
        daemon.awaitRouting("eth1", "eth2", "eth3");
        flows = Flows.ofLan(lab, "udp", 100);
        Flows.assertNoneLost(flows);
        assertEquals(Set.copyOf(Lab.sources(1, 2, 3)), Flows.sources(flows));
        assertEquals(0, lab.misrouted());
    }

    @Test
    void whenAllFailTheMultipathRouteStaysAndCarriesAgainAtOnce() {
        for (int i = 1; i <= 3; i++) lab.fault("cut", i);
        for (int i = 1; i <= 3; i++) daemon.awaitState("eth" + i, "down");
        daemon.await("convergence", s -> s.path("converged").asBoolean());
        assertFalse(multipath().isBlank(), "the multipath route is gone");
        assertEquals(Set.of(), Flows.sources(Flows.ofLan(lab, "tcp", 20)));
        lab.heal("cut", 3);
        daemon.awaitRouting("eth3");
        Flows.assertNoneLost(Flows.ofLan(lab, "tcp", 40));
        lab.heal();
        daemon.awaitRouting("eth1", "eth2", "eth3");
        List<Flow> flows = Flows.ofLan(lab, "tcp", 100);
        Flows.assertNoneLost(flows);
        assertEquals(Set.copyOf(Lab.sources(1, 2, 3)), Flows.sources(flows));
        assertEquals(0, lab.misrouted());
    }

    /** All devices off: the kernel deletes every route over them, the multipath route too. */
    @Test
    void whenAllInterfacesAreSwitchedOffAndOnTheRoutesAreRestored() {
        for (int i = 1; i <= 3; i++) lab.fault("admin", i);
        for (int i = 1; i <= 3; i++) daemon.awaitState("eth" + i, "down");
        assertEquals("", multipath());
        lab.heal();
        daemon.awaitRouting("eth1", "eth2", "eth3");
        for (int i = 1; i <= 3; i++) daemon.awaitState("eth" + i, "up");
        List<Flow> flows = Flows.ofLan(lab, "tcp", 100);
        Flows.assertNoneLost(flows);
        assertEquals(Set.copyOf(Lab.sources(1, 2, 3)), Flows.sources(flows));
        assertEquals(0, lab.misrouted());
    }

    private String multipath() {
        return lab.run("router", "ip", "route", "show", "table", "65").out();
    }

    private static List<String> transitions(List<JsonNode> events, String uplink) {
        return events.stream()
                .filter(e -> e.path("type").asString().equals("uplink")
                        && e.path("uplink").asString().equals(uplink))
                .map(e -> "%s --> %s"
                        .formatted(e.path("before").asString(), e.path("after").asString()))
                .toList();
    }
}
