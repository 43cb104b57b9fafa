package dev.ftr.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ftr.e2e.DaemonProcess.Transition;
import dev.ftr.e2e.Flows.Flow;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import tools.jackson.databind.JsonNode;

/**
 * Lines that are bad but not dead, all at the same time, each on an uplink of its own for about half a minute; then the
 * tests look at what was seen of each. Tests as in the generated example. For hours instead of seconds:
 * {@code ops/bench.sh wolf} and {@code flap}.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class BadLinesIT {
    private static final int LOSS_5 = 1;
    private static final int LOSS_30 = 2;
    private static final int LOSS_60 = 3;
    private static final int FLAPPING = 4;
    private static final int SLOWER = 5;
    private static final int MUCH_SLOWER = 6;
    private static final int TOO_SLOW = 7;
    private static final int RARELY_TESTED = 8;

    private static final int FLAP_SECONDS = 5;
    private static final int FLAPS = 6;
    private static final Duration BAD = Duration.ofSeconds(32);

    private Lab lab;
    private DaemonProcess daemon;
    private double began;
    private double healed;
    private double ended;
    private List<Flow> flows;
    private int echoesOfSlower;
    private int echoesOfRarelyTested;

    @BeforeAll
    void watchEightBadLines() throws InterruptedException {
        lab = Lab.up("bad", "--uplinks", "8");
        daemon = Ftr.with(lab, config()).monitor().awaitRouting(names());
        Flows traffic =
                Flows.start(lab, "lan", "--to", Lab.INTERNET, "--protocol", "udp", "--rate", "40", "--seconds", "120");
        traffic.awaitMore(20);
        lab.countEchoRequests(SLOWER);
        lab.countEchoRequests(RARELY_TESTED);

        began = Lab.now();
        Process flapping = lab.flap(FLAPPING, FLAP_SECONDS, FLAPS);
        lab.fault("loss", LOSS_5, 5);
        lab.fault("loss", LOSS_30, 30);
        lab.fault("loss", LOSS_60, 60);
        lab.fault("latency", SLOWER, 150);
        lab.fault("latency", MUCH_SLOWER, 400);
        lab.fault("latency", TOO_SLOW, 150);
        Await.pause(BAD);
        healed = Lab.now();
        lab.heal("loss", LOSS_30);
        lab.heal("loss", LOSS_60);
        lab.heal("latency", TOO_SLOW);

        assertTrue(flapping.waitFor(60, TimeUnit.SECONDS), "flapping does not end");
        assertEquals(0, flapping.exitValue());
        ended = Lab.now();
        echoesOfSlower = lab.echoRequests(SLOWER);
        echoesOfRarelyTested = lab.echoRequests(RARELY_TESTED);
        flows = traffic.stop();
    }

    private static LabConfig config() {
        return LabConfig.ofUplinks(8)
                .testsOfTheExample()
                // One answer of six is enough, so that it is bad for sure, and dead once in a thousand runs.
                .test(LOSS_60, "required_successful", "1")
                .test(LOSS_60, "interval", "500ms")
                .test(LOSS_60, "window", "15s")
                .test(TOO_SLOW, "max_rtt", "100ms")
                .test(TOO_SLOW, "window", "15s")
                .test(RARELY_TESTED, "interval", "5s");
    }

    @AfterAll
    void end() {
        lab.close();
    }

    @Test
    void fivePercentOfLossIsNoNews() {
        assertEquals(List.of(), transitions(LOSS_5));
    }

    @Test
    void thirtyPercentOfLossIsNotDeath() {
        assertFalse(wasEver("down", transitions(LOSS_30)), transitions(LOSS_30).toString());
    }

    @Test
    void withSixtyPercentOfLossAnUplinkIsAvoidedUntilItIsGoodAgain() {
        assertBadFor("degraded", LOSS_60, 15);
    }

    @Test
    void anUplinkSlowerThanAllowedIsAvoidedUntilItIsFastAgain() {
        assertBadFor("degraded", TOO_SLOW, 20);
    }

    @Test
    void aJumpOfTheLatencyIsNotDeath() {
        assertEquals(List.of(), transitions(SLOWER));
    }

    @Test
    void aLargeJumpOfTheLatencyIsOneShortAlarmAtMost() {
        List<Transition> seen = transitions(MUCH_SLOWER);
        assertTrue(seen.size() <= 2, seen.toString());
        assertTrue(seen.stream().allMatch(t -> t.t() < began + 15), seen.toString());
        assertEquals(
                "up",
                DaemonProcess.uplink(daemon.status().orElseThrow(), name(MUCH_SLOWER))
                        .path("state")
                        .asString());
    }

    @Test
    void flappingChangesTheRoutingAFewTimesOnly() {
        List<JsonNode> changes = daemon.ofType("routing", began).stream()
                .filter(e -> e.path("before").toString().contains(name(FLAPPING))
                        != e.path("after").toString().contains(name(FLAPPING)))
                .toList();
        assertFalse(changes.isEmpty(), "a cut of 5 s is noticed");
        assertTrue(changes.size() <= 6, changes.toString());
    }

    @Test
    void anUplinkIsTestedAsOftenAsItsOwnIntervalSays() {
        double seconds = ended - began;
        assertTrue(echoesOfSlower >= 0.8 * seconds, "%d in %.1f s".formatted(echoesOfSlower, seconds));
        assertTrue(
                echoesOfRarelyTested >= 0.1 * seconds && echoesOfRarelyTested <= 0.3 * seconds,
                "%d in %.1f s".formatted(echoesOfRarelyTested, seconds));
        assertEquals(List.of(), transitions(RARELY_TESTED));
    }

    /** It gets into this state in time, carries nothing new while it is in it, and is up at the end. */
    private void assertBadFor(String state, int uplink, double seconds) {
        List<Transition> seen = transitions(uplink);
        assertFalse(seen.isEmpty(), "nothing was seen");
        assertEquals(state, seen.getFirst().after(), seen.toString());
        assertTrue(seen.getFirst().t() <= began + seconds + 1, seen.toString());
        assertEquals("up", seen.getLast().after(), seen.toString());
        assertTrue(seen.getLast().t() > healed, seen.toString());
        double avoided = seen.getFirst().t() + 1;
        assertEquals(
                List.of(),
                flows.stream()
                        .filter(f -> f.t() > avoided && f.t() < healed)
                        .filter(f -> f.source().equals(Lab.source(uplink)))
                        .toList(),
                "new flows over " + name(uplink));
        assertTrue(Flows.sources(Flows.since(flows, seen.getLast().t())).contains(Lab.source(uplink)), "carries again");
    }

    private List<Transition> transitions(int uplink) {
        return daemon.transitions(name(uplink), began);
    }

    private static boolean wasEver(String state, List<Transition> transitions) {
        return transitions.stream().anyMatch(t -> t.after().equals(state));
    }

    private static String name(int uplink) {
        return "eth" + uplink;
    }

    private static String[] names() {
        List<String> names = new ArrayList<>();
        for (int i = 1; i <= 8; i++) names.add(name(i));
        return names.toArray(String[]::new);
    }
}
