package dev.ftr.health;

import static dev.ftr.health.Story.NO_ANSWER;
import static dev.ftr.health.Story.REFUSES;
import static dev.ftr.health.Story.SECOND;
import static dev.ftr.health.Story.unplugged;
import static dev.ftr.health.Story.watched;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ftr.health.Story.Net;
import dev.ftr.model.FaultPlace;
import dev.ftr.model.IpAddress;
import dev.ftr.model.Target;
import dev.ftr.model.UplinkState;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** Links without a signal, probes that cannot be sent, a program that is held up, another policy or path; and where the fault is. */
class TroubleTest {
    private static final Net GOOD = (u, t, s) -> 20;
    private static final Net DEAD_FROM_30 = (u, t, s) -> s >= 30 ? NO_ANSWER : 20;

    @Test
    void uplinkWithoutASignalIsDownAtOnceAndProvesItselfLater() {
        Story story = new Story(GOOD).follow(2, Draft.EXAMPLE).until(10.5);
        story.follow(unplugged(0, Draft.EXAMPLE), watched(1, Draft.EXAMPLE));
        assertEquals(10.5, story.last().second());
        assertEquals("no carrier", story.health(0).reason());
        assertEquals(Optional.of(FaultPlace.LINK), story.health(0).place());
        story.until(20).follow(2, Draft.EXAMPLE).until(40);
        assertTrue(story.sentAfter(10.6).stream().noneMatch(s -> s.uplink() == 0 && s.at() < 20 * SECOND));
        assertEquals(List.of(UplinkState.UP, UplinkState.DOWN, UplinkState.UP), story.states(0));
        assertEquals(25, story.last().second(), 0.1);
    }

    @Test
    void onlyUplinkIsBackAsSoonAsItsSignalIsAndItAnswers() {
        Story story = new Story(GOOD).follow(1, Draft.EXAMPLE).until(10.5);
        story.follow(unplugged(0, Draft.EXAMPLE))
                .until(20)
                .follow(1, Draft.EXAMPLE)
                .until(40);
        assertEquals(20.02, story.last().second(), 0.001);
    }

    @Test
    void whatCannotBeProbedIsUnknownUntilItCan() {
        Story story = new Story(GOOD).follow(2, Draft.EXAMPLE).until(10.5).broken(0);
        assertEquals(UplinkState.UNKNOWN, story.state(0));
        assertEquals("cannot be probed: no such device", story.health(0).reason());
        story.until(20);
        assertEquals(List.of(UplinkState.UP, UplinkState.UNKNOWN, UplinkState.UP), story.states(0));
        assertEquals(11.52, story.last().second(), 0.001);
    }

    @Test
    void uplinkWhoseDeviceIsGoneIsDownUntilItIsBack() {
        Story story = new Story(GOOD).follow(2, Draft.EXAMPLE).until(10.5).gone(0);
        assertEquals(UplinkState.DOWN, story.state(0));
        assertEquals(Optional.of(FaultPlace.LINK), story.health(0).place());
        story.until(20);
        assertEquals(List.of(UplinkState.UP, UplinkState.DOWN, UplinkState.UP), story.states(0));
    }

    @Test
    void shortDelayOfTheProgramMakesNoVerdict() {
        Story story = new Story(GOOD).follow(1, Draft.EXAMPLE).until(10.01);
        story.starve(11.5).until(60);
        assertEquals(List.of(UplinkState.UP), story.states(0));
    }

    @Test
    void programThatWasHeldUpForThreeIntervalsKnowsNothing() {
        Story story = new Story(GOOD).follow(1, Draft.EXAMPLE).until(10.5);
        story.starve(4000);
        assertEquals(UplinkState.UNKNOWN, story.state(0));
        assertTrue(story.health(0).reason().endsWith(" s: the program was held up"), story.health(0)::reason);
        story.until(4003);
        assertEquals(List.of(UplinkState.UP, UplinkState.UNKNOWN, UplinkState.UP), story.states(0));
    }

    @Test
    void programThatIsHeldUpAgainAndAgainKnowsNothing() {
        Story story = new Story(GOOD).follow(1, Draft.EXAMPLE).until(10.5);
        for (double s = 12; s < 20; s += 0.8) story.starve(s);
        assertEquals(UplinkState.UNKNOWN, story.state(0));
    }

    /** The budget makes heartbeats rare; that is no sign of anything. */
    @Test
    void shortDelayBetweenRareHeartbeatsMakesNoVerdict() {
        Draft poor = Draft.EXAMPLE.budget(30_000);
        Story story = new Story(GOOD).follow(1, poor).until(50_000);
        double next = story.second(story.engine.due());
        story.starve(next + 1);
        assertEquals(List.of(UplinkState.UP), story.states(0));
    }

    @Test
    void whatIsNotAnsweredWhileItsWayIsMissingIsExcused() {
        Net net = (u, t, s) -> s > 29.9 && s < 30.25 ? NO_ANSWER : 20;
        assertEquals(
                UplinkState.DOWN,
                new Story(net).follow(1, Draft.EXAMPLE).until(30.35).state(0));
        Story excused =
                new Story(net).follow(1, Draft.EXAMPLE).until(30.15).excuse(0).until(60);
        assertEquals(List.of(UplinkState.UP), excused.states(0));
    }

    @Test
    void onlyOneVerificationIsExcused() {
        Story story = new Story(DEAD_FROM_30).follow(1, Draft.EXAMPLE).until(30.1);
        for (int i = 0; i < 20; i++) story.excuse(0).until(30.1 + 0.05 * i);
        assertEquals(UplinkState.DOWN, story.state(0));
        assertEquals(30.5, story.last().second(), 0.001);
    }

    @Test
    void anotherPolicyKeepsTheState() {
        Story story = new Story(GOOD).follow(2, Draft.EXAMPLE).until(30.5);
        story.follow(2, Draft.of(4, 2, 3, 500)).until(60);
        assertEquals(List.of(UplinkState.UP), story.states(0));
        Story lost = new Story((u, t, s) -> u == 0 && s >= 30 && s < 50 ? NO_ANSWER : 20).follow(2, Draft.EXAMPLE);
        lost.until(50).follow(2, Draft.EXAMPLE.interval(500)).until(60);
        assertEquals(List.of(UplinkState.UP, UplinkState.DOWN, UplinkState.UP), lost.states(0));
        assertTrue(lost.last().second() >= 55, lost.last()::toString);
    }

    @Test
    void anotherPolicyIsVerifiedAtOnce() {
        Story story = new Story(DEAD_FROM_30)
                .follow(1, Draft.EXAMPLE.interval(60_000))
                .until(31);
        story.follow(1, Draft.EXAMPLE.interval(50_000)).until(32.1);
        assertEquals(UplinkState.DOWN, story.state(0));
    }

    @Test
    void anotherPathIsUnknownUntilItsFirstVerdict() {
        Story story = new Story(GOOD).follow(1, Draft.EXAMPLE).until(30.5);
        story.move(watched(0, Draft.EXAMPLE));
        assertEquals(UplinkState.UNKNOWN, story.state(0));
        story.until(31);
        assertEquals(List.of(UplinkState.UP, UplinkState.UNKNOWN, UplinkState.UP), story.states(0));
    }

    @Test
    void lostUplinkProvesItselfOverAnotherPathToo() {
        Net net = (u, t, s) -> u == 0 && s >= 30 && s < 40 ? NO_ANSWER : 20;
        Story story = new Story(net).follow(2, Draft.EXAMPLE).until(40);
        story.move(watched(0, Draft.EXAMPLE), watched(1, Draft.EXAMPLE));
        assertEquals(UplinkState.DOWN, story.state(0));
        story.until(60);
        assertTrue(story.last().second() >= 45, story.last()::toString);
    }

    /** Answers that were on their way when the path changed are those of the old one. */
    @Test
    void answersOverTheOldPathAreNotTakenForThoseOverTheNewOne() {
        Story story = new Story((u, t, s) -> s < 0.1 ? 300 : NO_ANSWER)
                .follow(1, Draft.EXAMPLE)
                .until(0.2);
        story.move(watched(0, Draft.EXAMPLE)).until(10);
        assertEquals(List.of(UplinkState.DOWN), story.states(0));
    }

    @Test
    void uplinkThatIsNoLongerFollowedIsForgotten() {
        Story story = new Story(GOOD)
                .follow(2, Draft.EXAMPLE)
                .until(5)
                .follow(1, Draft.EXAMPLE)
                .until(20);
        assertEquals(UplinkState.UNKNOWN, story.state(1));
        assertTrue(story.sentAfter(5.01).stream().noneMatch(s -> s.uplink() == 1));
    }

    @Test
    void nothingIsPlannedWithoutUplinks() {
        Story story = new Story(GOOD).follow(1, Draft.EXAMPLE).until(5).follow();
        assertEquals(Long.MAX_VALUE, story.engine.due());
        story.follow(unplugged(0, Draft.EXAMPLE));
        assertEquals(Long.MAX_VALUE, story.engine.due());
    }

    @Test
    void faultIsTheGatewaysWhenItWasHeardBefore() {
        // It answers the first verification, later nothing does.
        assertEquals(Optional.of(FaultPlace.GATEWAY), placeOf(Draft.EXAMPLE, DEAD_FROM_30));
    }

    @Test
    void faultIsTheProvidersWhenOnlyTheGatewayAnswers() {
        Net net = (u, t, s) -> s >= 30 && t != ProbeSchedule.GATEWAY ? NO_ANSWER : 20;
        assertEquals(Optional.of(FaultPlace.PROVIDER), placeOf(Draft.EXAMPLE, net));
    }

    @Test
    void gatewayThatNeverAnswersIsNotBlamed() {
        Net net = (u, t, s) -> s >= 30 || t == ProbeSchedule.GATEWAY ? NO_ANSWER : 20;
        assertEquals(Optional.of(FaultPlace.PROVIDER), placeOf(Draft.EXAMPLE, net));
    }

    @Test
    void faultIsInTheInternetWhenSomeTargetsAnswer() {
        Net net = (u, t, s) -> s >= 30 && t > 1 ? NO_ANSWER : 20;
        assertEquals(Optional.of(FaultPlace.INTERNET), placeOf(Draft.EXAMPLE, net));
    }

    @Test
    void faultIsOfTheNamesWhenAddressesAnswer() {
        Target dns = new Target.Dns(IpAddress.parse("203.0.113.53"), "example.org", "A");
        Draft draft = Draft.EXAMPLE.targets(3, Draft.echo(0), Draft.echo(1), dns);
        Net net = (u, t, s) -> s >= 30 && t == 2 ? NO_ANSWER : 20;
        assertEquals(Optional.of(FaultPlace.DNS), placeOf(draft, net));
    }

    @Test
    void gatewayThatAnswersAsANeighbourMakesNoVerdictWait() {
        Draft draft = Draft.EXAMPLE.targets(3, new Target.Neighbour(), Draft.echo(0), Draft.echo(1), Draft.echo(2));
        Story story = new Story((u, t, s) -> s >= 30.5 && t > 0 ? NO_ANSWER : 20)
                .follow(2, draft)
                .until(60);
        assertEquals(UplinkState.DOWN, story.last().after());
        assertTrue(story.changes().get(2).second() < 30.5 + 1.3 + 3, () -> "noticed at " + story.changes());
    }

    @Test
    void gatewayThatAnswersAsANeighbourIsNotTheFault() {
        Draft draft = Draft.EXAMPLE.targets(3, new Target.Neighbour(), Draft.echo(0), Draft.echo(1));
        Net net = (u, t, s) -> s >= 30 && t != 0 ? NO_ANSWER : 20;
        assertEquals(Optional.of(FaultPlace.PROVIDER), placeOf(draft, net));
        Net mute = (u, t, s) -> s >= 30 ? NO_ANSWER : 20;
        assertEquals(Optional.of(FaultPlace.GATEWAY), placeOf(draft, mute));
    }

    @Test
    void placeIsForgottenWhenTheUplinkIsBack() {
        Story story = new Story((u, t, s) -> s >= 30 && s < 40 ? REFUSES : 20)
                .follow(1, Draft.EXAMPLE)
                .until(39);
        assertTrue(story.health(0).place().isPresent());
        assertEquals(Optional.empty(), story.until(50).health(0).place());
    }

    private static Optional<FaultPlace> placeOf(Draft draft, Net net) {
        Story story = new Story(net).follow(1, draft).until(60);
        assertEquals(UplinkState.DOWN, story.state(0));
        return story.health(0).place();
    }
}
