package dev.ftr.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ftr.testing.NetworkNamespace;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The events of the real kernel, in a namespace. */
class KernelWatchIT {
    private static final CommandRunner RUNNER = new CommandRunner(Duration.ofSeconds(10));
    private static final String NFT = "-nft";
    private static final String LEGACY = "-legacy";

    private final HeardNews heard = new HeardNews();
    private final NetworkNamespace router = NetworkNamespace.create("watched");
    private final NetworkNamespace outside = NetworkNamespace.create("beyond");
    private Optional<KernelWatch> watch = Optional.empty();
    private long quietMs = 60;

    @BeforeEach
    void cable() {
        // Its addresses come and go by themselves seconds after a device.
        sysctl("net.ipv6.conf.default.disable_ipv6=1");
        router.connect("eth1", outside, "eth1");
        router.ip("address add 192.0.2.1/24 dev eth1");
    }

    @AfterEach
    void close() {
        watch.ifPresent(KernelWatch::close);
        router.close();
        outside.close();
    }

    @Test
    void everyChangeOfTheNetworkIsAnnounced() throws InterruptedException {
        start(NFT);
        announced("a route", () -> router.ip("route add default via 192.0.2.2 table 65 proto 157"));
        announced("a route gone", () -> router.ip("route del default table 65"));
        announced("a rule", () -> router.ip("rule add from 192.0.2.1 lookup 65 pref 40000 protocol 157"));
        announced("a rule gone", () -> router.ip("rule del from 192.0.2.1 lookup 65"));
        announced("an address", () -> router.ip("address add 192.0.2.3/24 dev eth1"));
        announced("an address gone", () -> router.ip("address del 192.0.2.3/24 dev eth1"));
        announced("rp_filter", () -> sysctl("net.ipv4.conf.eth1.rp_filter=2"));
        announced("linkdown", () -> sysctl("net.ipv4.conf.eth1.ignore_routes_with_linkdown=1"));
        announced("forwarding", () -> sysctl("net.ipv4.ip_forward=1"));
        announced("no carrier", () -> outside.ip("link set eth1 down"));
        announced("carrier", () -> outside.ip("link set eth1 up"));
        announced("switched off", () -> router.ip("link set eth1 down"));
        announced("another name", () -> router.ip("link set eth1 name eth9"));
        announced("switched on", () -> router.ip("link set eth9 up"));
        announced("a device gone", () -> router.ip("link del eth9"));
        assertEquals(0, heard.count("missed"));
    }

    @Test
    void everyChangeOfOurChainsIsAnnounced() throws InterruptedException {
        start(NFT);
        everyChangeOfChains(NFT);
        announced("a chain renamed", () -> iptables(NFT, "-t mangle -E FTR-OUTPUT OTHER"));
        announced("a table gone", () -> router.command("nft", "delete", "table", "ip", "mangle"));
        announced("another table", () -> iptables(NFT, "-t nat -N FTR-POSTROUTING"));
        announced("everything gone", () -> router.command("nft", "flush", "ruleset"));
        assertEquals(0, heard.count("missed"));
    }

    @Test
    void changesOfTheOldIptablesAreSeenWithoutEvents() throws InterruptedException {
        quietMs = 300; // longer than from one look to the next
        start(LEGACY);
        everyChangeOfChains(LEGACY);
        iptables(LEGACY, "-t mangle -A OUTPUT -j RETURN");
        settle();
        int before = heard.changes();
        // Counters are no change.
        router.command("ping", "-c", "3", "-i", "0.2", "-w", "3", "192.0.2.1");
        assertTrue(iptables(LEGACY, "-t mangle -L OUTPUT -v -x -n").contains("6 "), "packets were counted");
        settle();
        assertEquals(before, heard.changes());
    }

    private void everyChangeOfChains(String flavour) throws InterruptedException {
        announced("a chain", () -> iptables(flavour, "-t mangle -N FTR-OUTPUT"));
        for (int mark = 1; mark <= 3; mark++) {
            String rule = "-t mangle -A FTR-OUTPUT -j CONNMARK --set-xmark %d/0xff".formatted(mark);
            announced("a rule", () -> iptables(flavour, rule));
        }
        announced("a jump", () -> iptables(flavour, "-t mangle -I OUTPUT -j FTR-OUTPUT"));
        announced("a duplicate jump", () -> iptables(flavour, "-t mangle -A OUTPUT -j FTR-OUTPUT"));
        announced("a jump gone", () -> iptables(flavour, "-t mangle -D OUTPUT -j FTR-OUTPUT"));
        announced("another rule", () -> iptables(flavour, "-t mangle -R FTR-OUTPUT 1 -j CONNMARK --set-xmark 9/0xff"));
        announced("one rule gone", () -> iptables(flavour, "-t mangle -D FTR-OUTPUT 2"));
        announced("another order", () -> restore(flavour, """
                *mangle
                :FTR-OUTPUT - [0:0]
                -A FTR-OUTPUT -j CONNMARK --set-xmark 3/0xff
                -A FTR-OUTPUT -j CONNMARK --set-xmark 9/0xff
                COMMIT
                """));
        announced("an empty chain", () -> iptables(flavour, "-t mangle -F FTR-OUTPUT"));
        announced("no jumps", () -> iptables(flavour, "-t mangle -F"));
        announced("a chain gone", () -> iptables(flavour, "-t mangle -X FTR-OUTPUT"));
        announced("a chain again", () -> iptables(flavour, "-t mangle -N FTR-OUTPUT"));
    }

    @Test
    void foreignStormsDoNotWakeUs() throws InterruptedException {
        iptables(NFT, "-t nat -N DOCKER");
        start(NFT);
        router.run(() -> RUNNER.run(
                List.of("ip", "-batch", "-"),
                lines(5000, i -> "route add 10.%d.%d.0/24 via 192.0.2.2".formatted(i / 250, i % 250))));
        restore(
                NFT,
                "*nat\n"
                        + lines(500, i -> "-A DOCKER -s 10.1.%d.%d -j RETURN".formatted(i / 250, i % 250))
                        + "COMMIT\n");
        // What comes behind the storm in the same stream has been read behind it.
        announced("a rule", () -> router.ip("rule add from 192.0.2.1 lookup 65 pref 40000"));
        announced("a chain", () -> iptables(NFT, "-t mangle -N FTR-OUTPUT"));
        assertTrue(heard.changes() <= 6, () -> heard.changes() + " changes");
        assertEquals(0, heard.count("missed"));
    }

    @Test
    void aMonitorKilledByItsPidIsStartedAgain() throws InterruptedException {
        start(NFT);
        for (String tool : List.of("nft", "ip")) {
            long missed = heard.count("missed");
            ProcessHandle monitor = monitors().stream()
                    .filter(m -> m.info().command().orElse("").endsWith("/" + tool))
                    .findAny()
                    .orElseThrow(() -> new AssertionError("no " + tool + " in " + monitors()));
            monitor.destroyForcibly();
            heard.await("all is looked at", () -> heard.count("missed") == missed + 1);
        }
        announced("a rule", () -> router.ip("rule add from 192.0.2.1 lookup 65 pref 40000"));
        announced("a chain", () -> iptables(NFT, "-t mangle -N FTR-OUTPUT"));
        List<ProcessHandle> monitors = monitors();
        watch.orElseThrow().close();
        heard.await("no monitor", () -> monitors.stream().noneMatch(ProcessHandle::isAlive));
    }

    private void start(String flavour) throws InterruptedException {
        watch = Optional.of(router.run(() -> KernelWatch.start(new Iptables(RUNNER, flavour), heard)));
        heard.await("all sources", () -> heard.count("seeing") == 3);
        settle();
    }

    private List<ProcessHandle> monitors() {
        return ProcessHandle.current()
                .children()
                .filter(p -> p.info().commandLine().orElse("").contains("monitor"))
                .toList();
    }

    private void announced(String what, Runnable change) throws InterruptedException {
        settle();
        int before = heard.changes();
        change.run();
        heard.await(what, () -> heard.changes() > before);
    }

    /** Waits for the last lines of what came before. */
    private void settle() throws InterruptedException {
        int before;
        do {
            before = heard.changes();
            Thread.sleep(quietMs);
        } while (heard.changes() != before);
    }

    private void sysctl(String setting) {
        router.command("sysctl", "-qw", setting);
    }

    private String iptables(String flavour, String words) {
        return router.command(("iptables" + flavour + " " + words).split(" "));
    }

    private void restore(String flavour, String lines) {
        router.run(() -> RUNNER.run(List.of("iptables" + flavour + "-restore", "--noflush"), lines));
    }

    private static String lines(int count, IntFunction<String> line) {
        return IntStream.range(0, count).mapToObj(line).collect(Collectors.joining("\n", "", "\n"));
    }
}
