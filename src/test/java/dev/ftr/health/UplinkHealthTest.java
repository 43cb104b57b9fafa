package dev.ftr.health;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.ftr.health.ProbeRound.TargetResult;
import dev.ftr.model.IpAddress;
import dev.ftr.model.UplinkId;
import dev.ftr.model.UplinkState;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class UplinkHealthTest {
    private static final UplinkId FIRST = new UplinkId(0);
    private static final UplinkId SECOND = new UplinkId(1);
    private static final Instant BEGIN = Instant.parse("2026-03-01T10:00:00Z");
    private static final int REQUIRED = 2;

    @Test
    void isUnknownBeforeTheFirstRound() {
        assertEquals(UplinkState.UNKNOWN, Health.UNKNOWN.state(FIRST));
        assertEquals("not probed yet", UplinkHealth.unknown(BEGIN).reason());
        assertEquals(0, UplinkHealth.unknown(BEGIN).lossPercent());
    }

    @Test
    void isUpWhenAsManyTargetsAnswerAsAreRequired() {
        assertEquals(
                UplinkState.UP,
                after(round(answered(10), answered(20), silent(1))).state());
    }

    @Test
    void isDownWhenOneAnswerIsMissing() {
        assertEquals(
                UplinkState.DOWN,
                after(round(answered(10), silent(3), silent(3))).state());
    }

    @Test
    void keepsSinceWhileTheStateStays() {
        Health health = Health.UNKNOWN;
        for (int minute = 0; minute < 3; minute++)
            health = health.after(round(answered(1), answered(1)), REQUIRED, minutesLater(minute));
        assertEquals(BEGIN, since(health));
    }

    @Test
    void takesTheTimeOfTheRoundThatChangedTheState() {
        Health health = Health.UNKNOWN
                .after(round(answered(1), answered(1)), REQUIRED, BEGIN)
                .after(round(silent(1), silent(1)), REQUIRED, minutesLater(7))
                .after(round(silent(1), silent(1)), REQUIRED, minutesLater(8));
        assertEquals(UplinkState.DOWN, health.state(FIRST));
        assertEquals(minutesLater(7), since(health));
    }

    @Test
    void saysHowManyAnsweredAndHowManyShould() {
        assertEquals(
                "1 of 3 targets answered, 2 required",
                after(round(answered(10), silent(1), silent(1))).reason());
        assertEquals(
                "2 of 2 targets answered, 2 required",
                after(round(answered(10), answered(1))).reason());
    }

    @Test
    void saysWhyNothingCouldBeSent() {
        UplinkHealth health =
                after(new ProbeRound(FIRST, List.of(), Optional.of("ICMP socket on eth1: No such device")));
        assertEquals(UplinkState.DOWN, health.state());
        assertEquals("ICMP socket on eth1: No such device", health.reason());
    }

    @Test
    void roundTripIsTheMeanOfTheAnswers() {
        assertEquals(
                Optional.of(Duration.ofMillis(15)),
                after(round(answered(10), answered(20), silent(1))).roundTrip());
    }

    @Test
    void keepsTheLastRoundTripWhileNothingAnswers() {
        UplinkHealth health = after(round(answered(10), answered(20)), round(silent(3), silent(3)));
        assertEquals(Optional.of(Duration.ofMillis(15)), health.roundTrip());
        assertEquals(Optional.empty(), after(round(silent(1))).roundTrip());
    }

    @Test
    void losesEverythingWhenNothingAnswers() {
        assertEquals(100, after(round(silent(3), silent(3))).lossPercent());
    }

    @Test
    void doesNotCountAsLostWhatIsStillOnItsWayWhenTheVerdictIsClear() {
        assertEquals(0, after(round(answered(10), answered(20), silent(1))).lossPercent());
    }

    @Test
    void countsThePacketsBeforeALateAnswerAsLost() {
        UplinkHealth health = after(round(
                new TargetResult(target(0), 2, Optional.of(Duration.ofMillis(5))),
                new TargetResult(target(1), 2, Optional.of(Duration.ofMillis(5)))));
        assertEquals(50, health.lossPercent());
    }

    @Test
    void forgetsTheLossOfRoundsLongAgo() {
        UplinkHealth health = after(round(silent(3), silent(3)));
        for (int i = 0; i < UplinkHealth.WINDOW - 1; i++)
            health = health.after(round(answered(1), answered(1)), REQUIRED, BEGIN);
        assertEquals(25, health.lossPercent());
        assertEquals(
                0,
                health.after(round(answered(1), answered(1)), REQUIRED, BEGIN).lossPercent());
    }

    @Test
    void aRoundThroughOneUplinkSaysNothingOfTheOthers() {
        Health before = Health.of(Map.of(SECOND, UplinkState.UP), "given", BEGIN);
        Health after = before.after(round(silent(1)), REQUIRED, minutesLater(1));
        assertEquals(before.uplinks().get(SECOND), after.uplinks().get(SECOND));
        assertEquals(UplinkState.UNKNOWN, before.state(FIRST));
    }

    private static Instant since(Health health) {
        return health.uplinks()
                .getOrDefault(FIRST, UplinkHealth.unknown(Instant.MAX))
                .since();
    }

    private static UplinkHealth after(ProbeRound... rounds) {
        UplinkHealth health = UplinkHealth.unknown(BEGIN);
        for (ProbeRound round : rounds) health = health.after(round, REQUIRED, BEGIN);
        return health;
    }

    private static ProbeRound round(TargetResult... results) {
        return new ProbeRound(FIRST, List.of(results), Optional.empty());
    }

    private static TargetResult answered(int millis) {
        return new TargetResult(target(millis), 1, Optional.of(Duration.ofMillis(millis)));
    }

    private static TargetResult silent(int sent) {
        return new TargetResult(target(0), sent, Optional.empty());
    }

    private static IpAddress target(int n) {
        return IpAddress.parse("203.0.113." + n);
    }

    private static Instant minutesLater(int minutes) {
        return BEGIN.plus(Duration.ofMinutes(minutes));
    }
}
