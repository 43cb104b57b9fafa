package dev.ftr.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ftr.kernel.EventFilter.News;
import java.util.ArrayList;
import java.util.Collections;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;

/**
 * What the monitors wrote on a real kernel: {@code src/test/resources/fixtures/monitor}. Behind each {@code ###} is the
 * command that was run, then what it caused.
 */
class MonitorLinesTest {
    private static final List<String> FOREIGN_ROUTES = List.of(
            "ip route add 198.51.100.0/24 via 192.0.2.2", "ip neigh add 192.0.2.7 lladdr 02:00:00:00:00:01 dev d9");
    /** The kernel says nothing of what stays as it is, and of this parameter never anything. */
    private static final List<String> SILENT = List.of("sysctl -qw net.ipv4.fib_multipath_hash_policy=0");

    private static final List<String> FOREIGN_CHAINS = List.of(
            "iptables -t nat -A FOREIGN -s 203.0.113.5 -j RETURN",
            "iptables -t nat -A FOREIGN -m comment --comment jump FTR-X { -j RETURN",
            "iptables -N f2b-sshd",
            "iptables -A f2b-sshd -s 203.0.113.9 -j REJECT",
            "iptables -I INPUT -p tcp -j f2b-sshd",
            "iptables -P FORWARD DROP",
            "nft add table inet fw",
            "nft add chain inet fw input { type filter hook input priority 0; policy accept; }",
            "nft add rule inet fw input ip saddr 203.0.113.7 drop",
            "nft add set inet fw bad { type ipv4_addr; flags dynamic,timeout; timeout 1m; }",
            "nft add element inet fw bad { 203.0.113.77 }");
    /** Of a flush of an empty table there is nothing to say. */
    private static final List<String> NO_EVENT = List.of("nft flush table ip mangle");

    private static final Set<News> CHANGES = Set.of(News.LINKS, News.ROUTING, News.FIREWALL);

    @TestFactory
    Stream<DynamicTest> ipMonitor() {
        return tests("ip", IpEvents::read, FOREIGN_ROUTES, SILENT);
    }

    @TestFactory
    Stream<DynamicTest> nftMonitor() {
        return tests("nft", FirewallEvents::readNft, FOREIGN_CHAINS, NO_EVENT);
    }

    @TestFactory
    Stream<DynamicTest> xtablesMonitor() {
        return tests("xtables", FirewallEvents::readXtables, FOREIGN_CHAINS, NO_EVENT);
    }

    /** Every command either concerns us or does not; that none is forgotten is told by the lists above. */
    private static Stream<DynamicTest> tests(
            String file, EventFilter filter, List<String> foreign, List<String> silent) {
        Map<String, List<Set<News>>> commands = commands(file, filter);
        assertTrue(commands.size() > 10, commands.toString());
        return commands.entrySet().stream()
                .map(command -> DynamicTest.dynamicTest(command.getKey(), () -> {
                    for (Set<News> news : command.getValue()) {
                        if (command.getKey().equals("overrun")) assertEquals(Set.of(News.LOST), news);
                        else if (foreign.contains(command.getKey()))
                            assertTrue(Set.of(News.NOTHING).containsAll(news), news.toString());
                        else if (!silent.contains(command.getKey()))
                            assertTrue(!Collections.disjoint(news, CHANGES), news.toString());
                        assertEquals(command.getKey().equals("overrun"), news.contains(News.LOST));
                        assertTrue(!news.contains(News.WORDS), news.toString());
                    }
                }));
    }

    @Test
    void wordsOfTheToolsAreNoEvents() {
        assertEquals(News.WORDS, IpEvents.read("Failed to open netlink socket"));
        assertEquals(News.WORDS, FirewallEvents.readNft("Operation not permitted (you must be root)"));
        assertEquals(News.WORDS, FirewallEvents.readXtables("xtables-monitor: unable to bind"));
        assertEquals(News.WORDS, FirewallEvents.readNft(""));
        assertEquals(News.WORDS, FirewallEvents.readXtables(""));
        assertEquals(News.WORDS, IpEvents.read(""));
    }

    @Test
    void cutOffLinesAreNoChange() {
        for (String line :
                List.of("delete", "delete rule", "add rule ip", "add chain ip mangle", "insert rule ip mangle"))
            assertEquals(News.NOTHING, FirewallEvents.readNft(line), line);
        for (String line :
                List.of(" EVENT: ", " EVENT: -4 -t mangle", " EVENT: nft: NEW table:", " EVENT: # nft: inet fw"))
            assertEquals(News.NOTHING, FirewallEvents.readXtables(line), line);
    }

    /** The same command may have been run several times. */
    private static Map<String, List<Set<News>>> commands(String file, EventFilter filter) {
        Map<String, List<Set<News>>> commands = new LinkedHashMap<>();
        Set<News> current = EnumSet.noneOf(News.class);
        for (String line : Fixtures.text("monitor/" + file + ".txt").lines().toList()) {
            if (line.startsWith("### ")) {
                current = EnumSet.noneOf(News.class);
                commands.computeIfAbsent(line.substring(4), k -> new ArrayList<>())
                        .add(current);
            } else {
                current.add(filter.of(line));
            }
        }
        return commands;
    }
}
