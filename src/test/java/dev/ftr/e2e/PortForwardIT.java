package dev.ftr.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ftr.e2e.Flows.Flow;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What is let in to machines inside, and with which address what leaves is seen. Server and clients are on the LAN; uplink 1
 * alone carries what goes out.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class PortForwardIT {
    private static final String ALL = "198.18.1.2,198.18.2.2,198.18.3.2";
    private static final String EXTRA = "198.18.2.3";
    private static final String BYPASSED = "198.51.100.77";
    private static final String TRAFFIC = """
            port_forwards:
            - {protocol: tcp, port: 8443, to: "10.77.0.2:9000"}
            - {protocol: udp, port: 8443, to: "10.77.0.2:9000"}
            - {uplink: eth2, protocol: tcp, port: 8080, address: 198.18.2.3, to: "10.77.0.3:9000"}
            - {uplink: eth1, protocol: tcp, port: 8990-9010, to: "10.77.0.2:8980-9000"}
            - {uplink: eth3, protocol: tcp, port: 9001-9002, to: "10.77.0.2:9000"}
            source_nat:
            - {from: [10.77.0.6/32], uplink: eth2, to: 198.18.2.3}
            no_nat: [10.77.0.7/32]
            bypass: [198.51.100.77/32]
            firewall: basic
            policies:
            - {name: second, match: {from: [10.77.0.6/32]}, uplinks: [eth2]}
            """;

    /** Sends so many RSTs from an address, port 7, to another, port 9000 (RFC 9293, section 3.1; RFC 1071). */
    private static final String STRAY = """
            import socket, struct, sys
            source, to, count = sys.argv[1:]
            sender = socket.socket(socket.AF_INET, socket.SOCK_RAW, socket.IPPROTO_TCP)
            sender.bind((source, 0))
            tcp = lambda checksum: struct.pack("!HHIIBBHHH", 7, 9000, 1, 0, 5 << 4, 4, 0, checksum, 0)
            ends = socket.inet_aton(source) + socket.inet_aton(to)
            words = sum(struct.unpack("!16H", ends + struct.pack("!HH", 6, 20) + tcp(0)))
            while words >> 16:
                words = (words & 0xffff) + (words >> 16)
            for _ in range(int(count)):
                sender.sendto(tcp(~words & 0xffff), (to, 0))
            """;

    private Lab lab;
    private DaemonProcess daemon;

    @BeforeAll
    void start() {
        lab = Lab.up("forward");
        lab.router(
                "ip address add %s/24 dev eth2".formatted(EXTRA),
                // As a VPN would: a way of its own, by an uplink that is not the first.
                "ip route add %s via %s".formatted(BYPASSED, Lab.gateway(3)));
        LabConfig config = LabConfig.ofUplinks(3)
                .groups(1, 2, 0)
                .key(2, "extra_ips", "[%s]".formatted(EXTRA))
                .key(1, "clamp_mss", "1300");
        daemon = Ftr.withText(lab, config.text() + TRAFFIC)
                .monitor()
                .awaitRouting("eth1")
                .awaitState("eth2", "up")
                .awaitState("eth3", "up")
                .awaitConverged();
    }

    @AfterAll
    void end() {
        lab.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"tcp", "udp"})
    void aPortOfEachUplinkLeadsInsideAndIsAnsweredByTheSame(String protocol) {
        lab.forgetMisrouted();
        List<Flow> flows = Flows.count(lab, "internet", ALL, protocol, 8443, 60);
        Flows.assertNoneLost(flows);
        assertEquals(60, flows.size());
        assertEquals(0, lab.misrouted());
    }

    @Test
    void rangesKeepTheirOrderOrMeetInOnePort() {
        Flows.assertNoneLost(Flows.count(lab, "internet", Lab.source(1), "tcp", 9010, 10));
        assertEquals(
                10,
                Flows.lost(Flows.count(lab, "internet", Lab.source(1), "tcp", 9009, 10))
                        .size());
        Flows.assertNoneLost(Flows.count(lab, "internet", Lab.source(3), "tcp", 9001, 10));
        Flows.assertNoneLost(Flows.count(lab, "internet", Lab.source(3), "tcp", 9002, 10));
    }

    @Test
    void anExtraAddressHasPortsOfItsOwn() {
        Flows.assertNoneLost(Flows.count(lab, "internet", EXTRA, "tcp", 8080, 10));
        assertEquals(
                10,
                Flows.lost(Flows.count(lab, "internet", Lab.source(2), "tcp", 8080, 10))
                        .size());
    }

    @Test
    void machinesInsideReachTheServerByItsOuterAddress() {
        List<Flow> flows = Flows.count(lab, "lan", Lab.source(2), "tcp", 8443, 10);
        Flows.assertNoneLost(flows);
        assertEquals(Set.of("10.77.0.1"), Flows.sources(flows), "the server answers through the router");
    }

    @Test
    void theFirewallLetsNothingElseIn() {
        lab.run("p2", "ip", "route", "add", "10.77.0.0/24", "via", Lab.source(2));
        lab.run("internet", "ip", "route", "add", "10.77.0.0/24", "via", "10.250.2.1");
        assertEquals(
                10,
                Flows.lost(Flows.count(lab, "internet", "10.77.0.2", "tcp", Lab.SERVER_PORT, 10))
                        .size());
        Flows.assertNoneLost(Flows.ofLan(lab, "tcp", 20));
        for (int i = 1; i <= 3; i++) daemon.awaitState("eth" + i, "up");
    }

    @Test
    void chosenSourcesLeaveWithTheirAddress() {
        assertEquals(Set.of(EXTRA), sources("lan", "10.77.0.6", Lab.INTERNET));
        assertEquals(Set.of(Lab.source(1)), sources("lan", "10.77.0.8", Lab.INTERNET));
    }

    @Test
    void aRoutedNetworkKeepsItsAddress() {
        Wire wire = Wire.count(lab, 3, "routed", "-s 10.77.0.7");
        Flows.start(lab, "lan", "--to", "203.0.113.10", "--from", "10.77.0.7", "--rate", "50", "--count", "5")
                .finish();
        assertTrue(wire.packets(1) >= 5, "packets with their own address");
        lab.forgetMisrouted();
    }

    /** An RST of no connection is INVALID to the kernel, which translates no such packet. */
    @Test
    void whatCannotBeTranslatedDoesNotLeaveWithAnInnerAddress() {
        Wire wire = Wire.count(lab, 3, "strays", "-p tcp --tcp-flags RST RST --sport 7");
        List<Integer> seen = new ArrayList<>();
        for (String source : List.of("10.77.0.2", "10.77.0.6", "10.77.0.7")) {
            lab.run("lan", "python3", "-c", STRAY, source, "203.0.113.10", "30").exits(0);
            seen.add(wire.packets(1) + wire.packets(2) + wire.packets(3));
        }
        lab.run("router", "python3", "-c", STRAY, Lab.source(1), "203.0.113.10", "30")
                .exits(0);
        seen.add(wire.packets(1));
        assertEquals(
                List.of(0, 0, 30, 60), seen, "after those of two clients, a routed network, and the router itself");
        lab.forgetMisrouted();
    }

    @Test
    void theRoutersOwnTrafficKeepsAnExtraAddressThatItIsBoundTo() {
        assertEquals(Set.of(EXTRA), sources("router", EXTRA, Lab.INTERNET));
        Flows.assertNoneLost(Flows.count(lab, "internet", EXTRA, "udp", Lab.SERVER_PORT, 20));
    }

    @Test
    void whatIsBypassedTakesTheWayOfMainWithItsAddress() {
        Wire wire = Wire.count(lab, 3, "bypass", "-d %s -s 10.77.0.0/24".formatted(BYPASSED));
        for (String machine : List.of("10.77.0.2", "10.77.0.6"))
            Flows.start(lab, "lan", "--to", BYPASSED, "--from", machine, "--rate", "50", "--count", "5")
                    .finish();
        assertTrue(wire.packets(3) >= 10, "packets that nobody touched");
        assertEquals(List.of(0, 0), List.of(wire.packets(1), wire.packets(2)));
        lab.forgetMisrouted();
    }

    @Test
    void whatIsBypassedWithoutAWayIsSaid() {
        String lost = "198.51.100.99";
        String other = TRAFFIC.replace("bypass: [198.51.100.77/32]", "bypass: [%s, %s]".formatted(BYPASSED, lost));
        Ran ran = Ftr.withText(lab, LabConfig.ofUplinks(3).text() + other).run("validate");
        assertTrue(
                (ran.out() + ran.err()).contains("bypass: the system has no route to %s/32:".formatted(lost)),
                ran::toString);
    }

    @Test
    void segmentsAreClampedInBothDirections() {
        String opening = "-p tcp --tcp-flags SYN,RST SYN -m tcpmss ! --mss 1:1300";
        Wire outside = Wire.count(lab, 1, "mss", opening);
        for (String command : List.of(
                "iptables -t mangle -N WIRE-in", "iptables -t mangle -I INPUT %s -j WIRE-in".formatted(opening)))
            lab.run("lan", "bash", "-c", command).exits(0);
        Flows.assertNoneLost(Flows.ofLan(lab, "tcp", 20));
        assertEquals(0, outside.packets(1), "openings with larger segments seen outside");
        String inside =
                lab.run("lan", "iptables-save", "-c", "-t", "mangle").exits(0).out();
        assertTrue(inside.contains("[0:0] -A INPUT "), "openings with larger segments seen inside: " + inside);
    }

    private Set<String> sources(String node, String from, String to) {
        List<Flow> flows = Flows.start(lab, node, "--to", to, "--from", from, "--rate", "200", "--count", "20")
                .finish();
        Flows.assertNoneLost(flows);
        return Flows.sources(flows);
    }
}
