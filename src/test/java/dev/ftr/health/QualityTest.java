package dev.ftr.health;

import static dev.ftr.health.Story.NO_ANSWER;
import static dev.ftr.health.Story.watched;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ftr.health.Story.Net;
import dev.ftr.model.ProbePolicy.WhenDegraded;
import dev.ftr.model.UplinkState;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** Uplinks that answer, but badly. */
class QualityTest {
    private static final List<UplinkState> ONCE = List.of(UplinkState.UP, UplinkState.DEGRADED, UplinkState.UP);

    /** So large a share is lost between these seconds. */
    private static Net lossy(double share, double from, double to) {
        Random random = new Random(3);
        return (u, t, s) -> random.nextDouble() < share && s >= from && s < to ? NO_ANSWER : 20;
    }

    @Test
    void uplinkThatLosesTooMuchIsDegradedAndLaterGoodAgain() {
        Story story = new Story(lossy(0.5, 100, 200)).follow(2, Draft.EXAMPLE).until(400);
        assertEquals(ONCE, story.states(0));
        assertTrue(story.changes().get(2).reason().matches("\\d+ % of the packets are lost, the limit is 30 %"));
        assertTrue(story.last().reason().matches("good again: \\d+ % loss, 20 ms"), story.last()::toString);
    }

    @Test
    void sixtyPercentLossIsSeenWithinFifteenSeconds() {
        for (int seed = 0; seed < 40; seed++) {
            Random random = new Random(seed);
            double phase = 60 + random.nextDouble();
            Net net = (u, t, s) -> u == 0 && s >= phase && random.nextDouble() < 0.6 ? NO_ANSWER : 20;
            Story story = new Story(net).terse().follow(2, Draft.EXAMPLE).until(phase + 15);
            assertEquals(UplinkState.DEGRADED, story.state(0), "seed " + seed + story.changes());
        }
    }

    @Test
    void lossBetweenTwoThirdsOfTheLimitAndTheLimitChangesNothing() {
        Net quarter = (u, t, s) -> (long) s % 4 == 0 && s > 100 && s < 1000 ? NO_ANSWER : 20;
        // One target, so that a heartbeat is one in four, and a verification is at the next second.
        Draft draft = Draft.of(4, 1, 1, 1000);
        Story story = new Story((u, t, s) -> quarter.millis(u, t, s) < 0 && s % 1 < 0.05 ? NO_ANSWER : 20)
                .follow(1, draft)
                .until(900);
        assertEquals(List.of(UplinkState.UP), story.states(0));
    }

    @Test
    void lossyUplinkIsDownIfSoConfigured() {
        Story story = new Story(lossy(0.5, 100, 200))
                .follow(2, Draft.EXAMPLE.whenDegraded(WhenDegraded.DOWN))
                .until(400);
        assertEquals(List.of(UplinkState.UP, UplinkState.DOWN, UplinkState.UP), story.states(0));
    }

    @Test
    void degradedUplinkThatIsCutIsDown() {
        Random random = new Random(5);
        Net net = (u, t, s) -> s > 200 || (s > 100 && random.nextDouble() < 0.5) ? NO_ANSWER : 20;
        Story story = new Story(net).follow(2, Draft.EXAMPLE).until(203);
        assertEquals(List.of(UplinkState.UP, UplinkState.DEGRADED, UplinkState.DOWN), story.states(0));
    }

    @Test
    void slowUplinkIsDegradedAboveTheLimitAndGoodBelowTwoThirdsOfIt() {
        Draft draft = Draft.EXAMPLE.maxRtt(150);
        Net net = (u, t, s) -> s < 100 ? 20 : s < 300 ? 200 : s < 500 ? 120 : 90;
        Story story = new Story(net).follow(1, draft).until(490);
        assertEquals(List.of(UplinkState.UP, UplinkState.DEGRADED), story.states(0));
        assertEquals(
                "answers take 150 ms, the limit is 150 ms",
                story.last().reason().replaceAll("15\\d", "150"));
        story.until(600);
        assertEquals(ONCE, story.states(0));
        assertTrue(story.last().second() > 500);
    }

    @Test
    void showsLossRoundTripAndJitterOfTheWindow() {
        Story story = new Story((u, t, s) -> t % 2 == 0 ? 10 : 30)
                .follow(1, Draft.EXAMPLE)
                .until(100);
        UplinkHealth health = story.health(0);
        assertEquals(20, (double) health.roundTrip().orElseThrow().toMillis(), 1);
        assertEquals(10, (double) health.jitter().orElseThrow().toMillis(), 1);
        assertEquals(0, health.loss());
    }

    @Test
    void lossOfTheTimeWhenItWasDownIsForgotten() {
        Net net = (u, t, s) -> u == 0 && s > 30 && s < 60 ? NO_ANSWER : 20;
        Story story = new Story(net).follow(2, Draft.EXAMPLE).until(90);
        assertEquals(List.of(UplinkState.UP, UplinkState.DOWN, UplinkState.UP), story.states(0));
        assertEquals(0, story.health(0).loss());
    }

    @Test
    void qualityIsJudgedByANewPolicyFromThenOn() {
        Draft strict = Draft.EXAMPLE.maxLoss(0.2);
        Draft easy = Draft.EXAMPLE.maxLoss(0.8);
        Random random = new Random(5);
        Net net = (u, t, s) -> s > 100 && random.nextDouble() < 0.4 ? NO_ANSWER : 20;
        Story story = new Story(net).follow(watched(0, strict)).until(300);
        assertEquals(UplinkState.DEGRADED, story.state(0));
        story.follow(watched(0, easy)).until(400);
        assertEquals(UplinkState.UP, story.state(0));
    }

    @Test
    void uplinkThatWasDegradedWhenThePolicyChangedIsGoodAgainWhenItIs() {
        Story story = new Story(lossy(0.5, 100, 200))
                .follow(watched(0, Draft.EXAMPLE))
                .until(200);
        assertEquals(UplinkState.DEGRADED, story.state(0));
        story.follow(watched(0, Draft.EXAMPLE.interval(500))).until(210);
        assertEquals(UplinkState.UP, story.until(400).state(0));
    }

    @Test
    void degradedUplinkTakesOnWhatANewPolicyMakesOfIt() {
        Draft down = Draft.EXAMPLE.whenDegraded(WhenDegraded.DOWN);
        Story story = new Story(lossy(0.5, 100, 9999)).follow(watched(0, down)).until(200);
        assertEquals(UplinkState.DOWN, story.state(0));
        story.follow(watched(0, Draft.EXAMPLE)).until(300);
        assertEquals(UplinkState.DEGRADED, story.state(0));
    }
}
