package dev.ftr.probe;

import static dev.ftr.probe.UplinkLab.ordinary;
import static dev.ftr.probe.UplinkLab.path;
import static dev.ftr.probe.UplinkLab.probe;
import static dev.ftr.probe.UplinkLab.round;
import static dev.ftr.probe.UplinkLab.start;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ftr.health.ProbeRound;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a prober makes of an uplink that goes away under it and comes back; always with one and the same prober. */
class IcmpProberFailureIT {
    @SuppressWarnings("NullAway.Init")
    private UplinkLab lab;

    @SuppressWarnings("NullAway.Init")
    private IcmpProber prober;

    @BeforeEach
    void build() {
        lab = new UplinkLab(1, 2);
        prober = lab.prober();
        assertGood();
    }

    @AfterEach
    void demolish() {
        prober.close();
        lab.close();
    }

    @Test
    void deviceIsDeletedAndMadeAgain() {
        lab.router.ip("link del eth1");
        assertFailure("ICMP socket on eth1: No such device");
        lab.add(1);
        assertGood();
    }

    @Test
    void deviceIsReplacedBetweenTwoRounds() {
        lab.router.ip("link del eth1");
        lab.add(1);
        assertGood();
    }

    /** The old socket could still send, by a device that is the uplink's no more. */
    @Test
    void deviceIsRenamedAndNamedBack() {
        rename("eth1", "old1");
        lab.router.ip("route replace default via 198.18.1.2 dev old1 table 1001");
        assertFailure("ICMP socket on eth1: No such device");
        rename("old1", "eth1");
        lab.router.ip("route replace default via 198.18.1.2 dev eth1 table 1001");
        assertGood();
    }

    private void rename(String from, String to) {
        lab.router.ip("link set %s down".formatted(from));
        lab.router.ip("link set %s name %s".formatted(from, to));
        lab.router.ip("link set %s up".formatted(to));
    }

    @Test
    void deviceIsReplacedDuringARound() throws Exception {
        lab.internet.command("iptables", "-t", "raw", "-A", "PREROUTING", "-p", "icmp", "-j", "DROP");
        CompletableFuture<ProbeRound> result = start(prober, path(1), round(1, 20, 500, 1));
        Thread.sleep(100);
        lab.router.ip("link del eth1");
        lab.add(1);
        lab.internet.command("iptables", "-t", "raw", "-F");
        assertEquals(1, result.orTimeout(20, TimeUnit.SECONDS).join().answered());
    }

    @Test
    void deviceIsDeletedDuringARound() {
        CompletableFuture<ProbeRound> result = start(prober, path(1), round(1, 20, 300, 200));
        lab.router.ip("link del eth1");
        ProbeRound failed = result.orTimeout(20, TimeUnit.SECONDS).join();
        assertEquals(Optional.of("ICMP socket on eth1: No such device"), failed.failure());
    }

    @Test
    void addressIsRemovedAndComesBack() {
        lab.router.ip("address del 198.18.1.1/24 dev eth1");
        assertFailure("ICMP socket on eth1: source address 198.18.1.1: Cannot assign requested address");
        lab.router.ip("address add 198.18.1.1/24 dev eth1");
        lab.router.ip("route replace default via 198.18.1.2 dev eth1 table 1001");
        assertGood();
    }

    @Test
    void linkIsDownAndUp() {
        lab.router.ip("link set eth1 down");
        ProbeRound down = probe(prober, path(1), round(1, 2, 100, 1));
        assertEquals(0, down.answered());
        assertEquals(Optional.of("ICMP socket on eth1: Network is unreachable"), down.failure());
        lab.router.ip("link set eth1 up");
        lab.router.ip("route replace default via 198.18.1.2 dev eth1 table 1001");
        assertGood();
    }

    @Test
    void carrierIsLostAndBack() {
        lab.internet.ip("link set up1 down");
        assertEquals(0, probe(prober, path(1), round(1, 2, 100, 1)).answered());
        lab.internet.ip("link set up1 up");
        assertGood();
    }

    @Test
    void aRefusedPacketIsOnlyAFailedAttempt() throws Exception {
        String[] drop = "iptables -A OUTPUT -o eth1 -p icmp -j DROP".split(" ");
        lab.router.command(drop);
        ProbeRound dropped = probe(prober, path(1), round(1, 2, 100, 1));
        assertEquals(
                Optional.of("ICMP socket on eth1: Operation not permitted (a firewall rule drops the probes)"),
                dropped.failure());
        assertEquals(0, dropped.results().getFirst().sent());
        CompletableFuture<ProbeRound> result = start(prober, path(1), round(1, 20, 500, 1));
        Thread.sleep(100);
        lab.router.command("iptables", "-F", "OUTPUT");
        ProbeRound recovered = result.orTimeout(20, TimeUnit.SECONDS).join();
        assertEquals(1, recovered.answered());
        assertEquals(Optional.empty(), recovered.failure());
    }

    @Test
    void anotherUplinkIsNotDisturbed() {
        lab.router.ip("link del eth1");
        CompletableFuture<ProbeRound> dead = start(prober, path(1), ordinary());
        assertTrue(probe(prober, path(2), ordinary()).answered() >= 1);
        assertTrue(dead.orTimeout(20, TimeUnit.SECONDS).join().failure().isPresent());
    }

    @Test
    void withoutTheCapabilityItSaysSo() {
        String[] command = {
            "setpriv",
            "--bounding-set=-net_raw,-net_admin",
            "--inh-caps=-net_raw,-net_admin",
            System.getProperty("java.home") + "/bin/java",
            "--enable-native-access=ALL-UNNAMED",
            "-cp",
            System.getProperty("java.class.path"),
            Unprivileged.class.getName()
        };
        String output = lab.router.command(command).strip();
        assertEquals("ICMP socket on eth1: Operation not permitted (needs CAP_NET_RAW)", output);
    }

    /** Program that prints why a round failed. */
    static final class Unprivileged {
        public static void main(String[] args) {
            try (IcmpProber prober = new IcmpProber()) {
                System.out.println(probe(prober, path(1), ordinary()).failure().orElse("none"));
            }
        }
    }

    private void assertGood() {
        ProbeRound result = probe(prober, path(1), ordinary());
        assertEquals(Optional.empty(), result.failure());
        assertTrue(result.answered() >= 1, result.toString());
    }

    private void assertFailure(String text) {
        long before = System.nanoTime();
        assertEquals(
                Optional.of(text),
                probe(prober, path(1), round(1, 10, 10_000, 1)).failure());
        long millis = (System.nanoTime() - before) / 1_000_000;
        assertTrue(millis < 5000, "not at once, but after ms " + millis);
    }
}
