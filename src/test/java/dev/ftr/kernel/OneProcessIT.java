package dev.ftr.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ftr.model.Family;
import dev.ftr.model.FirewallTable;
import dev.ftr.model.TableId;
import dev.ftr.testing.NetworkNamespace;
import java.time.Duration;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What one process tells of many things is what one for each tells. */
class OneProcessIT {
    private static final CommandRunner RUNNER = new CommandRunner(Duration.ofSeconds(20));
    private static final int OURS = 157;

    private final NetworkNamespace router = NetworkNamespace.create("one");

    @AfterEach
    void close() {
        router.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"-nft", "-legacy"})
    void theListingOfAllTables(String flavour) {
        Iptables iptables = new Iptables(RUNNER, flavour);
        assertSame(iptables);
        iptables(flavour, "mangle", "-N", "FTR-PREROUTING");
        iptables(flavour, "mangle", "-A", "PREROUTING", "-j", "FTR-PREROUTING");
        assertSame(iptables);
        iptables(flavour, "mangle", "-A", "FTR-PREROUTING", "-i", "eth1", "-j", "MARK", "--set-mark", "0x1/0xff");
        iptables(flavour, "raw", "-A", "PREROUTING", "-i", "eth9", "-j", "DROP");
        iptables(
                flavour,
                "filter",
                "-A",
                "FORWARD",
                "-m",
                "comment",
                "--comment",
                "a\nCOMMIT\n*nat\n:x",
                "-j",
                "ACCEPT");
        iptables(flavour, "filter", "-N", "FTR-FORWARD");
        assertSame(iptables);
        iptables(flavour, "nat", "-N", "FTR-POSTROUTING");
        iptables(flavour, "nat", "-A", "FTR-POSTROUTING", "-o", "eth1", "-j", "SNAT", "--to-source", "192.0.2.2");
        Reading reading = assertSame(iptables);
        assertEquals(3, reading.state().chains().size());
        assertEquals(1, reading.state().jumps().size());
    }

    private void iptables(String flavour, String table, String... words) {
        String[] command = new String[words.length + 3];
        command[0] = "iptables" + flavour;
        command[1] = "-t";
        command[2] = table;
        System.arraycopy(words, 0, command, 3, words.length);
        router.command(command);
    }

    private Reading assertSame(Iptables iptables) {
        ReadScope scope = scope(Set.of(), EnumSet.allOf(FirewallTable.class));
        Reading listed =
                router.run(() -> LinuxKernel.reading(iptables, () -> FirewallListing.start(iptables, Family.IPV4))
                        .read(scope));
        Reading each = router.run(() -> new LinuxKernel(RUNNER, iptables).read(scope));
        assertEquals(each, listed);
        return listed;
    }

    @Test
    void theBatchOfRoutes() {
        router.ip("link set lo up");
        router.ip("route add 198.51.100.0/24 dev lo table 65 proto " + OURS);
        router.ip("route add blackhole default table 65 metric 4000 proto static");
        router.ip("route add 203.0.113.0/24 dev lo table 7 proto " + OURS);
        router.ip("rule add to 203.0.113.0/24 table 7 protocol " + OURS);
        List<ReadScope> scopes = List.of(
                scope(Set.of(new TableId(65), new TableId(66)), Set.of()),
                new ReadScope(
                        new TreeSet<>(Set.of(new TableId(65), new TableId(66))),
                        false,
                        OURS,
                        List.of(),
                        Set.of(),
                        Optional.empty(),
                        Set.of(),
                        Set.of()));
        Iptables iptables = new Iptables(RUNNER, "");
        List<Reading> inBatch = scopes.stream()
                .map(scope -> router.run(() -> new LinuxKernel(RUNNER, iptables).read(scope)))
                .toList();
        assertTrue(router.run(TableSizes::read).areFew());
        // Of somebody else, and in no table of ours.
        List<String> many = IntStream.range(0, 1100)
                .mapToObj(i -> "route add 10.%d.%d.0/24 dev lo table main".formatted(i / 250, i % 250))
                .toList();
        many.forEach(router::ip);
        assertFalse(router.run(TableSizes::read).areFew());
        List<Reading> byProcesses = scopes.stream()
                .map(scope -> router.run(() -> new LinuxKernel(RUNNER, iptables).read(scope)))
                .toList();
        assertEquals(byProcesses, inBatch);
        assertEquals(3, inBatch.getFirst().state().routes().size());
    }

    private static ReadScope scope(Set<TableId> tables, Set<FirewallTable> firewall) {
        return new ReadScope(
                new TreeSet<>(tables), true, OURS, List.of(), Set.of(), Optional.empty(), firewall, Set.of());
    }
}
