package dev.ftr.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The daemon starts, ends, is killed and started again. */
class DaemonLifeIT {
    private Lab lab;
    private Ftr ftr;
    private DaemonProcess daemon;

    @BeforeEach
    void start() {
        lab = Lab.up("life");
        ftr = Ftr.with(lab, LabConfig.ofUplinks(3));
        daemon = ftr.monitor().awaitRouting("eth1", "eth2", "eth3");
    }

    @AfterEach
    void end() {
        lab.close();
    }

    @Test
    void sigtermEndsItInOrderAndForwardingGoesOn() {
        ftr.run("status").exits(0);
        String kernel = kernel();
        Flows flows = Flows.fromLan(lab, "tcp");
        flows.awaitMore(20);
        Duration took = daemon.terminate();
        assertEquals(0, daemon.exit(), daemon.log());
        assertTrue(took.compareTo(Duration.ofSeconds(2)) < 0, took.toString());
        flows.awaitMore(100);
        Flows.assertNoneLost(flows.stop());
        assertEquals(kernel, kernel());
        assertEquals(1, daemon.texts("started").size());
        assertEquals(1, daemon.texts("stopped").size());
        Ran status = ftr.run("status").exits(3);
        assertTrue(status.err().contains("not running"), status.toString());
        assertEquals(0, lab.misrouted());
    }

    /** What was broken meanwhile is mended, and what happened meanwhile is noticed. */
    @Test
    void killedAndStartedAgainItConverges() {
        String kernel = kernel();
        List<ProcessHandle> helpers = helpers();
        Flows flows = Flows.fromLan(lab, "tcp");
        flows.awaitMore(20);
        daemon.kill();
        flows.awaitMore(50);
        Flows.assertNoneLost(flows.stop());
        assertEquals(kernel, kernel());
        lab.router("ip rule del pref 20001", "ip route del default table 65", "iptables -t nat -F FTR-POSTROUTING");
        lab.fault("cut", 3);
        DaemonProcess next = ftr.monitor().awaitRouting("eth1", "eth2");
        next.awaitState("eth3", "down");
        lab.heal();
        next.awaitRouting("eth1", "eth2", "eth3");
        assertEquals(kernel, kernel());
        Flows.assertNoneLost(Flows.ofLan(lab, "tcp", 60));
        awaitEnd(helpers);
    }

    /** Who answers first does not get all the traffic. */
    @Test
    void theFirstVerdictsDecideTogether() {
        daemon.terminate();
        ftr.run("teardown").exits(0);
        lab.fault("cut", 1);
        int before = daemon.events().size();
        DaemonProcess next = ftr.monitor().awaitRouting("eth2", "eth3");
        List<String> texts = next.events().stream()
                .skip(before)
                .map(e -> e.path("text").asString())
                .toList();
        assertTrue(
                indexOf(texts, "uplink eth1 .* --> down.*") < indexOf(texts, "new connections: .* --> eth2, eth3.*"),
                texts.toString());
    }

    private static int indexOf(List<String> texts, String pattern) {
        for (int i = 0; i < texts.size(); i++) if (texts.get(i).matches(pattern)) return i;
        throw new AssertionError(pattern + " is not among " + texts);
    }

    @Test
    void aSecondInstanceRefusesToStartAndSaysWhy() {
        Ran second = ftr.run("monitor").exits(1);
        assertEquals(1, second.errors().size(), second.toString());
        assertTrue(
                second.err().contains("another ftr monitor (pid %d) is running".formatted(daemon.pid())),
                second.toString());
        daemon.awaitRouting("eth1", "eth2", "eth3");
        assertFalse(daemon.log().contains("ERROR"), daemon.log());
    }

    /** A helper process that survives would keep the namespace alive and pile up with each restart. */
    @Test
    void nothingOfItIsLeftRunning() {
        List<ProcessHandle> helpers = helpers();
        daemon.terminate();
        awaitEnd(helpers);
    }

    private List<ProcessHandle> helpers() {
        return ProcessHandle.of(daemon.pid()).orElseThrow().descendants().toList();
    }

    private static void awaitEnd(List<ProcessHandle> helpers) {
        Await.until(
                "no process of the daemon",
                () -> helpers.stream().noneMatch(ProcessHandle::isAlive),
                () -> helpers.stream().map(h -> h.info().toString()).toList().toString());
    }

    @Test
    void statusSaysWhatTheDaemonSees() {
        lab.fault("cut", 1);
        daemon.awaitRouting("eth2", "eth3");
        Ran text = ftr.run("status").exits(0);
        assertTrue(text.out().lines().anyMatch(l -> l.startsWith("eth1 ") && l.contains(" down ")), text.toString());
        assertTrue(text.out().lines().anyMatch(l -> l.startsWith("eth2 ") && l.contains(" up ")), text.toString());
        Ran json = ftr.run("status", "--output", "json").exits(0);
        assertTrue(json.out().contains("\"format_version\""), json.toString());
        // plan takes its health from the daemon, without probes of its own.
        ftr.run("plan", "--detailed-exitcode").exits(0);
    }

    /** Over before a probe can tell, but the kernel has deleted the routes all the same. */
    @Test
    void anInterfaceThatGoesDownAndUpAtOnceGetsItsRoutesBack() {
        String before = lab.router("ip route show table 2", "ip route show table 65");
        lab.router("ip link set eth2 down; ip link set eth2 up");
        Await.until(
                "the routes of before",
                () -> lab.router("ip route show table 2", "ip route show table 65")
                        .equals(before),
                () -> lab.router("ip route show table 2", "ip route show table 65"));
        Flows.assertNoneLost(Flows.ofLan(lab, "tcp", 100));
        daemon.awaitRouting("eth1", "eth2", "eth3");
    }

    private String kernel() {
        return KernelDump.ofAll(lab);
    }
}
