package dev.ftr.health;

import static dev.ftr.health.Story.NO_ANSWER;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ftr.health.Story.Net;
import dev.ftr.health.Story.Sent;
import dev.ftr.model.UplinkState;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Targets that do not answer although the uplinks work. */
class SilentTargetsTest {
    private static final Draft THREE_OF_SIX = Draft.of(6, 3, 2, 1000);

    private static Net dead(int targets, double from, double to) {
        return (u, t, s) -> t >= 0 && t < targets && s >= from && s < to ? NO_ANSWER : 20;
    }

    @Test
    void targetsThatDieEverywhereAreNamedAndNoUplinkChanges() {
        Story story = new Story(dead(3, 60, 1e9)).follow(3, THREE_OF_SIX).until(120);
        assertEquals(List.of(Draft.echo(0), Draft.echo(1), Draft.echo(2)), story.silent());
        story.until(7200);
        assertEquals(3, story.changes().size(), story.changes()::toString);
        assertEquals(0, story.health(0).loss());
    }

    @Test
    void targetsThatNeverAnsweredAreNamed() {
        Story story = new Story(dead(2, 0, 1e9)).follow(2, THREE_OF_SIX).until(120);
        assertEquals(List.of(Draft.echo(0), Draft.echo(1)), story.silent());
        assertEquals(2, story.changes().size());
        assertEquals(0, story.health(0).loss());
    }

    @Test
    void targetThatIsDeadThroughOneUplinkAloneIsNotNamed() {
        Net net = (u, t, s) -> u == 0 && t == 1 && s > 60 ? NO_ANSWER : 20;
        Story story = new Story(net).follow(3, THREE_OF_SIX).until(1000);
        assertEquals(List.of(), story.silent());
        assertEquals(3, story.changes().size());
    }

    @Test
    void silentTargetIsAskedLessAndLess() {
        Story story = new Story(dead(1, 60, 1e9)).follow(1, THREE_OF_SIX).until(20_000);
        List<Sent> tries =
                story.sentAfter(1000).stream().filter(s -> s.target() == 0).toList();
        assertTrue(tries.size() >= 4 && tries.size() <= 8, () -> tries.size() + " tries");
        // The heartbeats go on with the others.
        assertEquals(19_000, story.sentAfter(1000).size() - tries.size(), 2);
    }

    @Test
    void targetThatAnswersAgainIsAskedLikeTheOthersAtOnce() {
        Story story = new Story(dead(1, 60, 200)).follow(2, THREE_OF_SIX).until(199);
        assertEquals(List.of(Draft.echo(0)), story.silent());
        story.until(400);
        assertEquals(List.of(), story.silent());
        long asked = story.sentAfter(380).stream()
                .filter(s -> s.uplink() == 0 && s.target() == 0)
                .count();
        assertTrue(asked >= 2, () -> asked + " times");
    }

    @Test
    void targetThatWasBeingTriedWhenTheUplinkFailedIsTriedAgain() {
        Net net = (u, t, s) -> t == 0 && s > 60 && s < 2000 ? NO_ANSWER : 20;
        Story story = new Story(net).follow(2, THREE_OF_SIX).until(100);
        Sent tried = waitForTry(story);
        // While its answer is awaited, nothing can be sent for a moment.
        story.untilNanos(tried.at() + Story.MILLI).broken(tried.uplink());
        story.until(1990);
        int tries = (int) story.sentAfter(1100).stream()
                .filter(s -> s.uplink() == tried.uplink() && s.target() == 0)
                .count();
        assertTrue(tries > 0, "not tried again");
    }

    private static Sent waitForTry(Story story) {
        double second = 100;
        while (story.sentAfter(100).stream().noneMatch(s -> s.target() == 0)) story.until(second += 0.05);
        return story.sentAfter(100).stream()
                .filter(s -> s.target() == 0)
                .findFirst()
                .orElseThrow();
    }

    @Test
    void rotationGoesOnWhenAllTargetsThatAnsweredAreSilentOnce() {
        Net net = (u, t, s) -> s > 30 && (long) s % 2 == 0 && t % 2 == 0 ? NO_ANSWER : 20;
        Story story = new Story(net).follow(1, THREE_OF_SIX).until(600);
        assertEquals(List.of(UplinkState.UP), story.states(0).subList(0, 1));
        assertEquals(0, story.count(UplinkState.DOWN), story.changes()::toString);
    }
}
