package dev.ftr.health;

import static dev.ftr.health.Story.NO_ANSWER;
import static dev.ftr.health.Story.REFUSES;
import static dev.ftr.health.Story.SECOND;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ftr.health.Story.Sent;
import dev.ftr.model.UplinkState;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** From the first verdict to the news that an uplink is dead. */
class DetectionTest {
    private static final int BEGIN = 30;

    @Test
    void firstVerdictComesWithTheLastAnswerThatIsRequired() {
        Story story =
                new Story((u, t, s) -> 20 * (t + 2)).follow(1, Draft.EXAMPLE).until(1);
        assertEquals(List.of(UplinkState.UP), story.states(0));
        // Targets 0 to 3 answer after 40, 60, 80 and 100 ms.
        assertEquals(0.1, story.last().second());
        assertEquals("4 of 6 targets answered, 4 required", story.last().reason());
    }

    @Test
    void firstVerdictOverADeadLineTakesOneTimeout() {
        Story story = new Story((u, t, s) -> NO_ANSWER).follow(1, Draft.EXAMPLE).until(5);
        assertEquals(List.of(UplinkState.DOWN), story.states(0));
        assertEquals(1, story.changes().getFirst().second(), 0.001);
        assertEquals("0 of 6 targets answered, 4 required", story.last().reason());
    }

    @Test
    void nothingIsKnownBeforeTheFirstVerdict() {
        Story story = new Story((u, t, s) -> 20).follow(1, Draft.EXAMPLE);
        assertTrue(story.health(0).isAwaited());
    }

    @Test
    void goodUplinkGetsOnePacketInEachIntervalAndEachTargetItsTurn() {
        Story story = new Story((u, t, s) -> 20).follow(1, Draft.EXAMPLE).until(60.9);
        List<Sent> beats = story.sentAfter(0.5);
        assertEquals(60, beats.size());
        for (int i = 1; i < beats.size(); i++)
            assertEquals(SECOND, beats.get(i).at() - beats.get(i - 1).at());
        List<Integer> targets = beats.stream().map(Sent::target).toList();
        for (int i = 0; i < 60; i += 6)
            assertEquals(
                    IntStream.range(0, 6).boxed().collect(Collectors.toSet()), Set.copyOf(targets.subList(i, i + 6)));
        assertTrue(
                IntStream.range(1, 10).anyMatch(i -> !targets.subList(0, 6).equals(targets.subList(6 * i, 6 * i + 6))),
                "always in the same order");
    }

    @Test
    void uplinksWithTheSameIntervalSendAtTheSameTime() {
        Story story =
                new Story((u, t, s) -> 20 + 30 * u).follow(3, Draft.EXAMPLE).until(20);
        assertEquals(
                19,
                story.sentAfter(0.5).stream()
                        .map(Sent::at)
                        .distinct()
                        .filter(at -> at < 20 * SECOND)
                        .count());
    }

    @Test
    void missedHeartbeatIsVerifiedAfterTheShortestPatience() {
        Story story = new Story((u, t, s) -> s > 29.5 && s < 30.05 ? NO_ANSWER : 20)
                .follow(1, Draft.EXAMPLE)
                .until(40);
        // The heartbeat at 30.0 s is missed at 30.1 s; all targets and the gateway are asked.
        assertEquals(
                7,
                story.sent().stream().filter(s -> s.at() == 301 * SECOND / 10).count());
        assertEquals(List.of(UplinkState.UP), story.states(0));
    }

    /** What a steady line needs: the heartbeat, 0.1 s until it is missed, two attempts 0.1 s apart and 0.1 s for the last. */
    @Test
    void silentCutIsFoundWithinTheUsualTime() {
        Story story = cutAt(BEGIN + 0.03, Draft.EXAMPLE, 20);
        assertEquals(UplinkState.DOWN, story.last().after());
        assertEquals(BEGIN + 1.3, story.last().second(), 1e-6);
        assertEquals(1.3, Draft.EXAMPLE.promise().usualDetection().toMillis() / 1e3, 1e-6);
    }

    /** Where the wait for an answer is the whole timeout, the heartbeat is missed when it is given up. */
    @ParameterizedTest
    @ValueSource(ints = {10_000, 30_000, 60_000})
    void silentCutIsFoundHoweverRareTheHeartbeats(int interval) {
        Draft rare = Draft.of(3, 2, 2, interval);
        Story story = cutAt(130, rare, 20);
        assertEquals(UplinkState.DOWN, story.last().after());
        assertTrue(
                story.last().second() - 130 <= rare.promise().worstDetection().toMillis() / 1e3,
                story.last()::toString);
    }

    @Test
    void silentCutOfALineAsSlowAsTheTimeoutIsFound() {
        Story story = cutAt(BEGIN, Draft.EXAMPLE, 990);
        assertEquals(UplinkState.DOWN, story.last().after());
        assertTrue(story.last().second() - BEGIN <= 3, story.last()::toString);
    }

    private static Story cutAt(double second, Draft draft, int millis) {
        return new Story((u, t, s) -> s + millis / 1e3 >= second ? NO_ANSWER : millis)
                .follow(1, draft)
                .until(second + 300);
    }

    @Test
    void verificationEndsWithTheLastAnswerThatIsRequired() {
        Story story = new Story((u, t, s) -> s == 30.0 || (t >= 4 && s > 30 && s < 31) ? NO_ANSWER : 20)
                .follow(1, Draft.EXAMPLE)
                .until(40);
        assertEquals(List.of(UplinkState.UP), story.states(0));
        // One attempt was enough, and the heartbeats go on.
        assertEquals(
                7,
                story.sent().stream()
                        .filter(s -> s.at() > 30 * SECOND && s.at() < 31 * SECOND)
                        .count());
    }

    @Test
    void refusedHeartbeatIsVerifiedAtOnceAndRefusedAttemptsAreTheEnd() {
        Story story = new Story((u, t, s) -> s >= 30 ? REFUSES : 20)
                .follow(1, Draft.EXAMPLE)
                .until(30.2);
        assertEquals(UplinkState.DOWN, story.last().after());
        assertEquals(30.1, story.last().second(), 1e-6);
        assertEquals(
                "0 of 6 targets answered, 4 required; refused", story.last().reason());
    }

    @Test
    void oneAttemptThatIsRefusedEverywhereIsDownAtOnce() {
        Story story = new Story((u, t, s) -> s >= 30 ? REFUSES : 20)
                .follow(1, Draft.of(6, 4, 1, 1000))
                .until(30.2);
        assertEquals(30, story.last().second(), 1e-6);
        assertEquals(UplinkState.DOWN, story.last().after());
    }

    @Test
    void someRefusalsDoNotEndWhatCanStillBecomeGood() {
        Story story = new Story((u, t, s) -> s >= 30 && t < 2 ? REFUSES : 20)
                .follow(1, Draft.EXAMPLE)
                .until(60);
        assertEquals(List.of(UplinkState.UP), story.states(0));
    }

    @Test
    void lateAnswersToTheFirstAttemptsCount() {
        // All at once as slow as half a second; patience is 0.1 s.
        Story story = new Story((u, t, s) -> s >= 30 ? 230 : 20)
                .follow(1, Draft.EXAMPLE)
                .until(60);
        assertEquals(List.of(UplinkState.UP), story.states(0));
    }

    @Test
    void verdictIsTakenBackWhenTheAnswersComeWithinTheTimeout() {
        Story story = new Story((u, t, s) -> u == 0 && s >= 30 && s < 30.5 ? 700 : 20)
                .follow(2, Draft.EXAMPLE)
                .until(60);
        assertEquals(List.of(UplinkState.UP, UplinkState.DOWN, UplinkState.UP), story.states(0));
        assertEquals(30.3, story.changes().get(2).second(), 1e-6);
        // The first attempt went out at 30.1 s.
        assertEquals(30.8, story.last().second(), 1e-6);
        assertEquals("its answers came late, after up to 700 ms", story.last().reason());
    }

    @Test
    void lineWhoseBuffersOnceFilledUpIsGivenTimeTheNextTime() {
        Story story = new Story((u, t, s) -> (s >= 30 && s < 30.5) || (s >= 90 && s < 91) ? 700 : 20)
                .follow(1, Draft.EXAMPLE)
                .until(120);
        assertEquals(3, story.changes().size(), story.changes()::toString);
    }

    @Test
    void aLineThatHasBlinkedMayBlinkAgain() {
        Story story = new Story((u, t, s) ->
                        u == 0 && (Math.abs(s - 30.2) < 0.25 || Math.abs(s - 60.2) < 0.25) ? NO_ANSWER : 20)
                .follow(2, Draft.EXAMPLE)
                .until(90);
        assertEquals(List.of(UplinkState.UP, UplinkState.DOWN, UplinkState.UP), story.states(0));
        Story cut = new Story((u, t, s) -> u == 0 && (Math.abs(s - 30.2) < 0.25 || s > 60.5) ? NO_ANSWER : 20)
                .follow(2, Draft.EXAMPLE)
                .until(90);
        assertEquals(UplinkState.DOWN, cut.last().after());
        assertTrue(cut.last().second() < 60.5 + 3, () -> "noticed at " + cut.last());
    }

    @Test
    void answersAfterTheTimeoutTakeNothingBack() {
        Story story = new Story((u, t, s) -> s >= 30 && s < 30.5 ? 1500 : s >= 30.5 ? NO_ANSWER : 20)
                .follow(1, Draft.EXAMPLE)
                .until(60);
        assertEquals(List.of(UplinkState.UP, UplinkState.DOWN), story.states(0));
    }

    /** A line that answers something is not cut: it is asked seven times before the verdict. */
    @Test
    void tooFewAnswersAreDoubtfulUntilTheSeventhRound() {
        Story story = new Story((u, t, s) -> s >= 30 && t >= 3 ? NO_ANSWER : 20)
                .follow(1, Draft.EXAMPLE)
                .until(60);
        assertEquals(UplinkState.DOWN, story.last().after());
        assertEquals("3 of 6 targets answered, 4 required", story.last().reason());
        List<Sent> asked = new ArrayList<>(story.sentAfter(30));
        asked.removeIf(s -> s.at() >= story.last().at() || s.target() != 5);
        // The suspicious heartbeat may have gone to this target as well.
        assertTrue(asked.size() == 14 || asked.size() == 15, () -> asked.size() + " attempts");
    }

    @Test
    void doubtfulVerificationPassesWithAnyGoodRound() {
        Story story = new Story((u, t, s) -> s >= 30 && s < 30.6 && t >= 3 ? NO_ANSWER : 20)
                .follow(1, Draft.EXAMPLE)
                .until(60);
        assertEquals(List.of(UplinkState.UP), story.states(0));
    }

    @Test
    void downAfterTwoNeedsAnotherFailedVerificationAnIntervalLater() {
        Draft two = Draft.EXAMPLE.hysteresis(2, 3, 5000);
        Story cut = cutAt(BEGIN + 0.03, two, 20);
        // The first one began at 31.1 s.
        assertEquals(32.3, cut.last().second(), 0.001);
        assertEquals(UplinkState.DOWN, cut.last().after());
        Story brief = new Story((u, t, s) -> s > 30.5 && s < 31.5 ? NO_ANSWER : 20)
                .follow(1, two)
                .until(60);
        assertEquals(List.of(UplinkState.UP), brief.states(0));
    }

    @Test
    void answersOfTheGatewayAloneAreNoProof() {
        Story story = new Story((u, t, s) -> s >= 30 && t != ProbeSchedule.GATEWAY ? NO_ANSWER : 20)
                .follow(1, Draft.EXAMPLE)
                .until(60);
        assertEquals(UplinkState.DOWN, story.last().after());
    }
}
