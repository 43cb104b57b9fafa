package dev.ftr.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** Whatever somebody does to what is ours, it is put right without waiting for the next look at everything. */
class DriftIT {
    /** Far below the minute between two looks at everything. */
    private static final Duration SOON = Duration.ofSeconds(10);

    private static final String FOREIGN = String.join(
            "; ",
            "ip rule add pref 20050 from 10.99.0.0/16 lookup 150",
            "ip route add default via 198.18.2.1 dev eth2 table 150",
            "ip route add 192.0.2.0/24 via 198.18.1.1 dev eth1 table 1 proto static",
            "iptables -t mangle -N OTHERS",
            "iptables -t mangle -A OTHERS -p tcp --dport 7 -j RETURN",
            "iptables -t mangle -A PREROUTING -j OTHERS",
            "iptables -t nat -A POSTROUTING -s 10.98.0.0/16 -j ACCEPT",
            "iptables -A INPUT -s 192.0.2.7/32 -j DROP");

    /** Commands, and what the event has to name. */
    private record Damage(String commands, String named) {}

    @Test
    void whatIsOursIsMendedAndWhatIsNotStays() {
        try (Lab lab = Lab.up("drift")) {
            DaemonProcess daemon = started(lab);
            String foreign = KernelDump.ofForeign(lab);
            mended(lab, daemon, single(lab));
            mended(lab, daemon, edits());
            assertEquals(foreign, KernelDump.ofForeign(lab));
            lab.router("iptables -t mangle -D PREROUTING -j OTHERS; iptables -t mangle -F OTHERS; "
                    + "iptables -t mangle -X OTHERS; iptables -t nat -D POSTROUTING -s 10.98.0.0/16 -j ACCEPT; "
                    + "nft delete table ip filter");
            mended(lab, daemon, wholeTables());
            mended(lab, daemon, withNft());
        }
    }

    @Test
    void soItIsWithIptablesLegacy() {
        try (Lab lab = Lab.up("drift-legacy", "--backend", "legacy")) {
            DaemonProcess daemon = started(lab);
            String foreign = KernelDump.ofForeign(lab);
            mended(
                    lab,
                    daemon,
                    single(lab).stream()
                            .filter(d -> d.commands.contains(" POSTROUTING") || d.commands.contains("FTR-POSTROUTING"))
                            .toList());
            mended(lab, daemon, chainEdits());
            assertEquals(foreign, KernelDump.ofForeign(lab));
        }
    }

    private static DaemonProcess started(Lab lab) {
        lab.router(FOREIGN);
        return Ftr.with(lab, LabConfig.ofUplinks(3))
                .monitor()
                .awaitRouting("eth1", "eth2", "eth3")
                .awaitConverged();
    }

    private static void mended(Lab lab, DaemonProcess daemon, List<Damage> damages) {
        String whole = KernelDump.settled(lab);
        for (Damage damage : damages) {
            int told = reconciled(daemon).size();
            lab.router(damage.commands);
            Await.until(
                    "%s is mended, and %s is told to be so".formatted(damage.commands, damage.named),
                    SOON,
                    () -> mendedFromEvent(daemon, told, damage.named)
                            && KernelDump.settled(lab).equals(whole),
                    () -> "%s%nnot%n%s%n%s".formatted(KernelDump.settled(lab), whole, reconciled(daemon)));
        }
    }

    private static boolean mendedFromEvent(DaemonProcess daemon, int told, String named) {
        return reconciled(daemon).stream()
                .skip(told)
                .anyMatch(e -> e.path("trigger").asString().equals("kernel")
                        && e.path("text").asString().contains(named));
    }

    private static List<JsonNode> reconciled(DaemonProcess daemon) {
        return daemon.ofType("reconciled", 0);
    }

    /** Each rule, route, guard, chain rule and jump of ours, deleted alone. */
    private static List<Damage> single(Lab lab) {
        List<Damage> damages = new ArrayList<>();
        for (String line : lab.router("ip -4 rule").lines().toList()) {
            String[] words = line.split(":\t", 2);
            if (line.endsWith("proto 157"))
                damages.add(new Damage("ip -4 rule del pref %s %s".formatted(words[0], words[1]), "rule " + words[0]));
        }
        for (String line :
                lab.router("ip -4 route show table all proto 157").lines().toList()) {
            if (line.startsWith("\t")) continue;
            String table = line.replaceFirst(".* table (\\d+) .*", "$1");
            String metric = line.contains("metric") ? " default metric 4000000000" : " default";
            damages.add(new Damage("ip -4 route del " + line, "route table " + table + metric));
        }
        for (String table : List.of("mangle", "nat"))
            for (String line : lab.router("iptables-save -t " + table).lines().toList()) {
                if (!line.startsWith("-A ") || !line.contains("FTR-")) continue;
                String chain = line.replaceFirst("-A (\\S+) .*", "$1");
                String named = chain.startsWith("FTR-")
                        ? "%s %s rule".formatted(table, chain)
                        : "jump %s %s -> FTR-%s".formatted(table, chain, chain);
                damages.add(new Damage("iptables -t %s -D%s".formatted(table, line.substring(2)), named));
            }
        return damages;
    }

    private static List<Damage> edits() {
        return Stream.concat(
                        Stream.of(
                                new Damage(
                                        "ip route replace default via 198.18.1.1 dev eth1 table 1 proto 157",
                                        "table 1 default"),
                                new Damage(
                                        "ip route replace default via 198.18.2.1 dev eth2 table 65 proto 157",
                                        "table 65 default"),
                                new Damage(
                                        "ip route replace default table 65 proto 157 nexthop via 198.18.1.1 dev eth1 "
                                                + "weight 9 nexthop via 198.18.2.1 dev eth2 nexthop via 198.18.3.1 dev eth3",
                                        "table 65 default"),
                                new Damage(
                                        "ip route replace blackhole default metric 4000000000 table 2 proto 157",
                                        "table 2 default metric 4000000000"),
                                new Damage(
                                        "ip route add 192.0.2.128/25 via 198.18.3.1 dev eth3 table 3 proto 157",
                                        "table 3 192.0.2.128/25"),
                                new Damage(
                                        "ip rule del pref 20002; ip rule add pref 20002 from 198.18.2.2 lookup 3 proto 157",
                                        "rule 20002"),
                                new Damage("ip rule add pref 20100 from 10.97.0.0/16 lookup 3 proto 157", "rule 20100"),
                                new Damage("echo 1 >/proc/sys/net/ipv4/conf/eth2/rp_filter", "eth2.rp_filter"),
                                new Damage(
                                        "echo 0 >/proc/sys/net/ipv4/conf/eth3/ignore_routes_with_linkdown",
                                        "eth3.ignore_routes_with_linkdown"),
                                new Damage(
                                        "echo 0 >/proc/sys/net/ipv4/fib_multipath_hash_policy",
                                        "fib_multipath_hash_policy"),
                                new Damage("echo 0 >/proc/sys/net/ipv4/ip_forward", "ip_forward")),
                        chainEdits().stream())
                .toList();
    }

    private static List<Damage> chainEdits() {
        return List.of(
                new Damage(
                        "iptables -t mangle -R FTR-POSTROUTING 2 -o eth2 -j ACCEPT", "mangle FTR-POSTROUTING rule 2"),
                new Damage("iptables -t nat -I FTR-POSTROUTING 1 -o eth1 -j RETURN", "nat FTR-POSTROUTING rule 1"),
                new Damage("iptables -t mangle -F FTR-PREROUTING", "mangle FTR-PREROUTING"),
                new Damage("iptables -t mangle -A OUTPUT -j FTR-OUTPUT", "jump mangle OUTPUT -> FTR-OUTPUT"),
                new Damage(
                        restore("nat", "-D POSTROUTING -j FTR-POSTROUTING", "-F FTR-POSTROUTING", "-X FTR-POSTROUTING"),
                        "chain nat FTR-POSTROUTING"),
                new Damage(
                        restore(
                                "mangle",
                                "-D FTR-PREROUTING 2",
                                "-A FTR-PREROUTING -i eth1 -m conntrack --ctstate NEW -j CONNMARK --set-xmark 0x1/0xff"),
                        "mangle FTR-PREROUTING"));
    }

    private static String restore(String table, String... lines) {
        return "printf '*%s\\n%s\\nCOMMIT\\n' | iptables-restore -n".formatted(table, String.join("\\n", lines));
    }

    private static List<Damage> wholeTables() {
        return List.of(
                new Damage("iptables -t mangle -F", "jump mangle PREROUTING -> FTR-PREROUTING"),
                new Damage("iptables -t nat -F; iptables -t nat -X", "chain nat FTR-POSTROUTING"));
    }

    private static List<Damage> withNft() {
        return List.of(
                new Damage("nft delete table ip mangle", "chain mangle FTR-PREROUTING"),
                new Damage("nft flush ruleset", "chain nat FTR-POSTROUTING"));
    }

    @Test
    void whoKeepsFightingIsNamedAndNotFoughtAsFast() {
        try (Lab lab = Lab.up("fight")) {
            DaemonProcess daemon =
                    Ftr.with(lab, LabConfig.ofUplinks(3)).monitor().awaitRouting("eth1", "eth2", "eth3");
            daemon.awaitConverged();
            String whole = KernelDump.settled(lab);
            double begin = Lab.now();
            Process fighter = lab.start(
                    "router",
                    List.of("bash", "-c", "while :; do ip rule del pref 20001 2>/dev/null || sleep 0.005; done"),
                    builder -> builder.redirectOutput(ProcessBuilder.Redirect.DISCARD));
            daemon.awaitProblem("somebody else keeps changing what is ours: rule 20001");
            Await.pause(Duration.ofSeconds(6));
            int repairs = daemon.ofType("reconciled", begin).size();
            assertTrue(repairs >= 3 && repairs <= 14, repairs + " repairs");
            Flows.assertNoneLost(Flows.ofLan(lab, "tcp", 60));
            Lab.end(fighter);
            Await.until(
                    "what it was before the fight",
                    Duration.ofSeconds(30),
                    () -> KernelDump.settled(lab).equals(whole),
                    () -> daemon.texts("reconciled").toString());
        }
    }
}
