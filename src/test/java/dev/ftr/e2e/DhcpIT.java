package dev.ftr.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ftr.e2e.DhcpLine.Client;
import dev.ftr.e2e.Flows.Flow;
import dev.ftr.e2e.HeldConnections.Held;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import tools.jackson.databind.JsonNode;

/** Uplink 3 is of type dhcp, with a real server and each of several real clients. */
class DhcpIT {
    private static final String FIRST = "198.18.3.50";
    private static final String SECOND = "198.18.3.77";
    private static final String OTHER_GATEWAY = "198.18.3.254";
    private static final Pattern REQUESTS = Pattern.compile("(?m)^ *(\\d+) .* dpt:67");

    @ParameterizedTest
    @EnumSource
    void isFollowedFromLeaseToLease(Client client) {
        DhcpLine.assumeInstalled(client);
        try (Lab lab = Lab.up("dhcp-" + client.name().toLowerCase(Locale.ROOT))) {
            DhcpLine line = new DhcpLine(lab, 3, client);
            countRequests(lab);
            DaemonProcess daemon =
                    Ftr.withText(lab, config()).startedBy(line.sight()).monitor();
            daemon.awaitRouting("eth1", "eth2").awaitConverged();

            line.serve(FIRST, Lab.gateway(3));
            line.start();
            awaitLease(daemon, FIRST, Lab.gateway(3));
            daemon.awaitRouting("eth1", "eth2", "eth3").awaitConverged();
            assertBalanced(lab, FIRST);

            renewsByItsOwnLine(lab, line);

            lab.run("p3", "ip", "address", "add", OTHER_GATEWAY + "/24", "dev", "eth0")
                    .exits(0);
            List<TrafficProcess> wrong = IntStream.rangeClosed(1, 3)
                    .mapToObj(i -> new TrafficProcess(lab, "p" + i, List.of("wrong", "--own", Lab.gateway(i))))
                    .toList();
            RouteTimes times = RouteTimes.follow(lab);
            HeldConnections held = HeldConnections.open(lab, "lan", Lab.INTERNET, "tcp", Lab.SERVER_PORT, 60);
            Flows flows = Flows.fromLan(lab, "tcp");
            flows.awaitMore(20);
            double began = Lab.now();
            line.serve(SECOND, OTHER_GATEWAY);
            line.renew();
            awaitLease(daemon, SECOND, OTHER_GATEWAY);
            daemon.awaitRouting("eth1", "eth2", "eth3").awaitConverged();
            double over = Lab.now();
            flows.awaitMore(100);
            List<Flow> all = flows.stop();
            List<Held> fared = held.close();

            System.out.printf("%s: %s%n", client, times.takeover("eth3", OTHER_GATEWAY));
            assertEquals(
                    List.of(),
                    Flows.lost(all).stream()
                            .filter(f -> f.t() < began - 1 || f.t() > over)
                            .toList(),
                    "flows lost before or after the change of the lease");
            assertEquals(Set.of(Lab.source(1), Lab.source(2), SECOND), Flows.sources(Flows.since(all, over)));
            assertEquals(
                    List.of(),
                    fared.stream()
                            .filter(h -> !h.source().equals(FIRST) && !h.undisturbed())
                            .toList(),
                    "connections of the other uplinks");
            assertEquals(
                    List.of(),
                    wrong.stream()
                            .flatMap(w -> w.stop().stream())
                            .filter(DhcpIT::isOfAnotherLine)
                            .toList(),
                    "packets with the address of another line");
            renewsByItsOwnLine(lab, line);
            assertTrue(
                    lab.router("ip route show table main default").contains("dev eth3"),
                    "the client's default route stays");
            withMetric(lab, 100, OTHER_GATEWAY);
            daemon.awaitRouting("eth1", "eth2", "eth3").awaitConverged();
            assertBalanced(lab, SECOND);
        }
    }

    /**
     * With the address of one line, or of a machine inside, by another line. Not: what the internet sends to an address that has
     * just been taken away; the router forwards it like any other packet.
     */
    private static boolean isOfAnotherLine(JsonNode packet) {
        String source = packet.path("source").asString("");
        return source.startsWith("198.18.") || source.startsWith("10.77.");
    }

    /** Gives the default route of the client another metric, as NetworkManager would. */
    private static void withMetric(Lab lab, int metric, String gateway) {
        lab.router(
                "ip route delete default dev eth3",
                "ip route add default via %s dev eth3 proto dhcp metric %d".formatted(gateway, metric));
    }

    /** Balancing goes on whatever the client puts into table main. */
    private static void assertBalanced(Lab lab, String address) {
        List<Flow> flows = Flows.ofLan(lab, "tcp", 150);
        Flows.assertNoneLost(flows);
        assertEquals(Set.of(Lab.source(1), Lab.source(2), address), Flows.sources(flows));
        flows = Flows.count(lab, "router", Lab.INTERNET, "tcp", Lab.SERVER_PORT, 150);
        Flows.assertNoneLost(flows);
        assertEquals(Set.of(Lab.source(1), Lab.source(2), address), Flows.sources(flows));
        Flows.assertNoneLost(Flows.count(lab, "internet", address, "tcp", Lab.SERVER_PORT, 30));
    }

    private static void renewsByItsOwnLine(Lab lab, DhcpLine line) {
        for (int i = 0; i < 2; i++) {
            int before = requests(lab, 3);
            line.renew();
            Await.until("a renewal", Duration.ofSeconds(40), () -> requests(lab, 3) > before, line::log);
        }
        assertEquals(0, requests(lab, 1), "renewals by uplink 1");
        assertEquals(0, requests(lab, 2), "renewals by uplink 2");
    }

    private static void countRequests(Lab lab) {
        for (int i = 1; i <= 3; i++)
            lab.run("p" + i, "iptables -t raw -A PREROUTING -i eth0 ! -s 0.0.0.0 -p udp --dport 67".split(" "))
                    .exits(0);
    }

    /** How many requests from a host that has an address came to the provider of this uplink. */
    private static int requests(Lab lab, int uplink) {
        String counters = lab.run("p" + uplink, "iptables", "-t", "raw", "-nvxL", "PREROUTING")
                .exits(0)
                .out();
        Matcher counter = REQUESTS.matcher(counters);
        if (!counter.find()) throw new AssertionError("nothing is counted: " + counters);
        return Integer.parseInt(counter.group(1));
    }

    private static void awaitLease(DaemonProcess daemon, String address, String gateway) {
        daemon.await("%s behind %s".formatted(address, gateway), s -> {
            var uplink = DaemonProcess.uplink(s, "eth3");
            return uplink.path("ip").asString("").equals(address)
                    && uplink.path("gateway").asString("").equals(gateway);
        });
    }

    private static String config() {
        return LabConfig.ofUplinks(3)
                .text()
                .replace(
                        "  type: static\n  ip: %s\n  gateway: %s\n".formatted(Lab.source(3), Lab.gateway(3)),
                        "  type: dhcp\n")
                // As by default: one that failed would be away for five seconds.
                .replace("up_hold: 1s", "up_hold: 5s");
    }
}
