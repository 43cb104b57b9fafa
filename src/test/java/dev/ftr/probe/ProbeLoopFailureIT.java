package dev.ftr.probe;

import static dev.ftr.probe.Probing.LONG_ENOUGH;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ftr.model.UplinkId;
import dev.ftr.probe.ScriptedSchedule.Told;
import dev.ftr.probe.ScriptedSchedule.What;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What becomes of an uplink that goes away under the loop and comes back; always with one and the same loop. */
class ProbeLoopFailureIT {
    @SuppressWarnings("NullAway.Init")
    private UplinkLab lab;

    @SuppressWarnings("NullAway.Init")
    private Probing probing;

    @BeforeEach
    void build() {
        lab = new UplinkLab(1, 2);
        probing = new Probing(lab, 1, 2);
        assertGood();
    }

    @AfterEach
    void demolish() {
        probing.close();
        lab.close();
    }

    @Test
    void deviceIsDeletedAndMadeAgain() {
        lab.router.ip("link del eth1");
        assertGone("ICMP socket on eth1: No such device");
        lab.add(1);
        assertGood();
    }

    @Test
    void deviceIsReplacedBetweenTwoProbes() {
        lab.router.ip("link del eth1");
        lab.add(1);
        assertGood();
    }

    /** The old socket could still send, by a device that is the uplink's no more. */
    @Test
    void deviceIsRenamedAndNamedBack() {
        rename("eth1", "old1");
        lab.router.ip("route replace default via 198.18.1.2 dev old1 table 1001");
        assertGone("ICMP socket on eth1: No such device");
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
    void aBrokenUplinkIsToldOncePerTurn() {
        lab.router.ip("link del eth1");
        probing.send(1, 1, 2, 3, 4);
        List<Told> told = probing.during(300);
        assertEquals(1, told.size(), told.toString());
    }

    @Test
    void anAnswerIsTakenByTheSocketThatReplacesTheOneThatAsked() throws Exception {
        EchoForger.during(lab.internet, () -> {
            int number = probing.send(1, EchoForger.LATE);
            assertEquals(List.of(), probing.during(50));
            lab.router.ip("link set eth1 down");
            assertSilent();
            lab.router.ip("link set eth1 up");
            lab.router.ip("route replace default via 198.18.1.2 dev eth1 table 1001");
            Told late = probing.next(LONG_ENOUGH).orElseThrow();
            assertEquals(number, late.number());
            assertEquals(What.ANSWERED, late.what());
        });
    }

    @Test
    void addressIsRemovedAndComesBack() {
        lab.router.ip("address del 198.18.1.1/24 dev eth1");
        assertGone("ICMP socket on eth1: source address 198.18.1.1: Cannot assign requested address");
        lab.router.ip("address add 198.18.1.1/24 dev eth1");
        lab.router.ip("route replace default via 198.18.1.2 dev eth1 table 1001");
        assertGood();
    }

    /** It tells of the router, not of the uplink: a route that somebody deletes is back before the probe is given up. */
    @Test
    void aMissingRouteRefutesNothing() {
        lab.router.ip("route del default table 1001");
        assertSilent();
        lab.router.ip("route replace unreachable default table 1001");
        assertSilent();
        lab.router.ip("route replace default via 198.18.1.2 dev eth1 table 1001");
        assertGood();
    }

    @Test
    void linkIsDownAndUp() {
        lab.router.ip("link set eth1 down");
        assertSilent();
        lab.router.ip("link set eth1 up");
        lab.router.ip("route replace default via 198.18.1.2 dev eth1 table 1001");
        assertGood();
    }

    @Test
    void carrierIsLostAndBack() {
        lab.internet.ip("link set up1 down");
        assertEquals(Optional.empty(), probing.probe(1, 1, 200).filter(t -> t.what() == What.ANSWERED));
        lab.internet.ip("link set up1 up");
        assertGood();
    }

    @Test
    void aFirewallThatDropsProbesIsNamed() {
        lab.router.command("iptables -A OUTPUT -o eth1 -p icmp -j DROP".split(" "));
        assertRefused("ICMP socket on eth1: Operation not permitted (a firewall rule drops the probes)");
        lab.router.command("iptables", "-F", "OUTPUT");
        assertGood();
    }

    @Test
    void anotherUplinkIsNotDisturbed() {
        lab.router.ip("link del eth1");
        probing.send(1, 1);
        probing.send(2, 1);
        List<Told> told = probing.during(500);
        assertEquals(
                List.of(What.ANSWERED),
                told.stream()
                        .filter(t -> t.uplink().equals(new UplinkId(2)))
                        .map(Told::what)
                        .toList());
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
        assertEquals("BROKEN ICMP socket on eth1: Operation not permitted (needs CAP_NET_RAW)", output);
    }

    /** Program that prints what comes of a probe. */
    static final class Unprivileged {
        public static void main(String[] args) throws InterruptedException {
            ScriptedSchedule schedule = new ScriptedSchedule();
            try (ProbeLoop loop = new ProbeLoop(schedule, new Probing.NoConversations(), () -> {})) {
                loop.use(List.of(new Probed(UplinkLab.way(1), Probing.TARGETS, Duration.ofSeconds(1))));
                loop.execute(() -> schedule.send(1, 1, 0));
                Told told = schedule.told.poll(LONG_ENOUGH, TimeUnit.MILLISECONDS);
                System.out.println(told == null ? "nothing" : told.what() + " " + told.why());
            }
        }
    }

    private void assertGood() {
        Told told = probing.probe(1, 1, LONG_ENOUGH).orElseThrow();
        assertEquals(What.ANSWERED, told.what(), told.toString());
    }

    private void assertSilent() {
        assertEquals(Optional.empty(), probing.probe(1, 1, 200));
    }

    private void assertRefused(String why) {
        Told told = probing.probe(1, 1, LONG_ENOUGH).orElseThrow();
        assertEquals(What.REFUSED, told.what(), told.toString());
        assertEquals(1, told.target());
        assertEquals(why, told.why());
    }

    private void assertGone(String why) {
        long before = System.nanoTime();
        Told told = probing.probe(1, 1, LONG_ENOUGH).orElseThrow();
        assertEquals(What.GONE, told.what(), told.toString());
        assertEquals(why, told.why());
        assertTrue(before <= told.at() && told.at() <= System.nanoTime());
    }
}
