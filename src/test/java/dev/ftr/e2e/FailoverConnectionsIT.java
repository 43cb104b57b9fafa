package dev.ftr.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ftr.e2e.HeldConnections.Held;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What becomes of established connections when their uplink fails, or when a better one is back. */
class FailoverConnectionsIT {
    @ParameterizedTest
    @ValueSource(strings = {"carrier", "cut"})
    void udpMovesAndTcpFailsFastAndOthersFeelNothing(String fault) {
        try (Lab lab = Lab.up("parting")) {
            DaemonProcess daemon =
                    Ftr.with(lab, LabConfig.ofUplinks(3)).monitor().awaitRouting("eth1", "eth2", "eth3");
            HeldConnections tcp = hold(lab, "tcp");
            HeldConnections udp = hold(lab, "udp");
            Set<Integer> tcpOfFirst = tcp.on(1);
            Set<Integer> udpOfFirst = udp.on(1);
            assertFalse(tcpOfFirst.isEmpty() || udpOfFirst.isEmpty(), "uplink 1 has connections of both kinds");
            long entries = entries(lab, 2);

            lab.fault(fault, 1);
            daemon.awaitRouting("eth2", "eth3");
            awaitBroken(tcp, tcpOfFirst);
            awaitMoved(udp, udpOfFirst, 2, 3);
            assertTrue(entries(lab, 2) >= entries, "connections of uplink 2 have been forgotten");
            assertEquals(0, entries(lab, 1));

            assertUndisturbed(tcp.close(), tcpOfFirst);
            assertUndisturbed(udp.close(), udpOfFirst);
            assertEquals(0, lab.misrouted());
        }
    }

    @Test
    void onDownKeepLeavesThem() {
        try (Lab lab = Lab.up("keep")) {
            DaemonProcess daemon = Ftr.with(lab, LabConfig.ofUplinks(3).key(1, "on_down", "keep"))
                    .monitor()
                    .awaitRouting("eth1", "eth2", "eth3");
            HeldConnections tcp = hold(lab, "tcp");
            Set<Integer> ofFirst = tcp.on(1);
            long entries = entries(lab, 1);
            lab.fault("cut", 1);
            daemon.awaitRouting("eth2", "eth3").awaitConverged();
            assertTrue(entries(lab, 1) >= entries, "connections of uplink 1 have been forgotten");
            lab.heal();
            daemon.awaitRouting("eth1", "eth2", "eth3");
            assertEquals(Set.of(), tcp.broken());
            List<Held> all = tcp.close();
            assertEquals(
                    List.of(),
                    all.stream()
                            .filter(h -> ofFirst.contains(h.number()) && h.changes() > 0)
                            .toList());
            assertUndisturbed(all, ofFirst);
            assertEquals(0, lab.misrouted());
        }
    }

    @Test
    void onRecoverFlushBringsThemBackFromTheBackup() {
        try (Lab lab = Lab.up("recover")) {
            LabConfig config = LabConfig.ofUplinks(2).groups(1, 2).key(2, "on_recover", "flush");
            DaemonProcess daemon = Ftr.with(lab, config).monitor().awaitRouting("eth1");
            lab.fault("cut", 1);
            daemon.awaitRouting("eth2");
            HeldConnections tcp = hold(lab, "tcp");
            HeldConnections udp = hold(lab, "udp");
            Set<Integer> tcpOfBackup = tcp.on(2);
            Set<Integer> udpOfBackup = udp.on(2);
            assertEquals(30, tcpOfBackup.size());
            lab.heal();
            daemon.awaitRouting("eth1");
            awaitBroken(tcp, tcpOfBackup);
            awaitMoved(udp, udpOfBackup, 1);
            assertEquals(0, lab.misrouted());
        }
    }

    @Test
    void withoutTheToolItWarnsOnceAndAllElseWorks() {
        try (Lab lab = Lab.up("noconntrack")) {
            FaultyTools tools = FaultyTools.of(lab);
            tools.remove("conntrack");
            DaemonProcess daemon = Ftr.with(lab, LabConfig.ofUplinks(3))
                    .startedBy(tools.starter())
                    .monitor()
                    .awaitRouting("eth1", "eth2", "eth3")
                    .awaitConverged();
            lab.fault("cut", 1);
            daemon.awaitRouting("eth2", "eth3").awaitConverged();
            Flows.assertNoneLost(Flows.ofLan(lab, "tcp", 60));
            List<String> warnings = daemon.status()
                    .orElseThrow()
                    .path("warnings")
                    .valueStream()
                    .map(w -> w.asString())
                    .filter(w -> w.contains("conntrack"))
                    .toList();
            assertEquals(1, warnings.size(), warnings.toString());
            long logged = daemon.log()
                    .lines()
                    .filter(l -> l.contains("conntrack is not installed"))
                    .count();
            assertEquals(1, logged, daemon.log());
            assertEquals(0, lab.misrouted());
        }
    }

    private static HeldConnections hold(Lab lab, String protocol) {
        return HeldConnections.open(lab, "lan", Lab.INTERNET, protocol, Lab.SERVER_PORT, 30);
    }

    private static long entries(Lab lab, int uplink) {
        return lab.router("conntrack -L -m %d/0xff 2>/dev/null".formatted(uplink))
                .lines()
                .filter(l -> l.contains("src=10.77.0."))
                .filter(l -> l.contains("dport=" + Lab.SERVER_PORT))
                .count();
    }

    private static void awaitBroken(HeldConnections held, Set<Integer> expected) {
        Await.until(
                "the TCP connections %s end".formatted(expected),
                () -> held.broken().equals(expected),
                () -> held.broken().toString());
    }

    private static void awaitMoved(HeldConnections held, Set<Integer> expected, int... uplinks) {
        Await.until(
                "the UDP connections %s move".formatted(expected),
                () -> moved(held, uplinks).containsAll(expected),
                () -> moved(held, uplinks).toString());
    }

    private static Set<Integer> moved(HeldConnections held, int... uplinks) {
        Set<Integer> moved = held.movedTo(uplinks[0]);
        for (int uplink : uplinks) moved.addAll(held.movedTo(uplink));
        return moved;
    }

    private static void assertUndisturbed(List<Held> held, Set<Integer> except) {
        List<Held> others =
                held.stream().filter(h -> !except.contains(h.number())).toList();
        assertFalse(others.isEmpty());
        assertEquals(List.of(), others.stream().filter(h -> !h.undisturbed()).toList());
    }
}
