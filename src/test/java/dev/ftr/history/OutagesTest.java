package dev.ftr.history;

import static dev.ftr.history.Story.at;
import static dev.ftr.history.Story.seconds;
import static dev.ftr.history.Story.span;
import static dev.ftr.model.UplinkState.DEGRADED;
import static dev.ftr.model.UplinkState.DOWN;
import static dev.ftr.model.UplinkState.UNKNOWN;
import static dev.ftr.model.UplinkState.UP;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ftr.history.Outage.End;
import dev.ftr.model.FaultPlace;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class OutagesTest {
    @Test
    void anOutageLastsFromDownToUpOrDegraded() {
        Timeline line = new Story()
                .started(0)
                .changed(10, "fibre", UNKNOWN, UP)
                .changed(110, "fibre", UP, DOWN)
                .changed(170, "fibre", DOWN, DEGRADED)
                .changed(200, "fibre", DEGRADED, UP)
                .changed(300, "fibre", UP, DOWN)
                .changed(340, "fibre", DOWN, UP)
                .told(1010, "fibre");
        Availability fared = line.within(span(0, 1010));
        assertEquals(seconds(900), fared.up());
        assertEquals(seconds(100), fared.down());
        assertEquals(seconds(10), fared.unknown());
        assertEquals(90.0, fared.percent().orElseThrow(), 1e-9);
        assertEquals(2, fared.outages().size());
        assertEquals(Optional.of(seconds(60)), fared.longest());
        assertEquals(Optional.of(seconds(50)), fared.meanLength());
        assertEquals(Optional.of(seconds(450)), fared.betweenFailures());
        assertEquals(
                new Outage(
                        span(110, 170),
                        true,
                        End.SEEN,
                        Duration.ZERO,
                        "0 of 3 targets answered, 2 required",
                        Optional.of(FaultPlace.PROVIDER)),
                fared.outages().getFirst());
    }

    @Test
    void nothingIsKnownWhileNoDaemonRuns() {
        Availability fared = new Story()
                .started(0)
                .changed(0, "fibre", UNKNOWN, UP)
                .stopped(100)
                .started(300)
                .changed(310, "fibre", UNKNOWN, UP)
                .told(400, "fibre")
                .within(span(0, 400));
        assertEquals(seconds(190), fared.up());
        assertEquals(Duration.ZERO, fared.down());
        assertEquals(seconds(210), fared.unknown());
        assertEquals(47.5, fared.observedPercent(), 1e-9);
        assertEquals(List.of(), fared.outages());
    }

    @Test
    void anOutageGoesOnOverARestartWhenTheLineIsDownStill() {
        Timeline line = new Story()
                .started(0)
                .changed(0, "fibre", UNKNOWN, UP)
                .changed(100, "fibre", UP, DOWN)
                .stopped(120)
                .started(180)
                .changed(190, "fibre", UNKNOWN, DOWN)
                .changed(200, "fibre", DOWN, UP)
                .told(210, "fibre");
        Outage only = only(line.outages());
        assertEquals(span(100, 200), only.span());
        assertEquals(seconds(70), only.unwatched());
        assertEquals(End.SEEN, only.end());
        assertEquals(seconds(30), line.within(span(0, 200)).down());
    }

    @Test
    void aLineThatIsFoundUpCameBackAtAMomentThatNobodySaw() {
        Timeline line = new Story()
                .started(0)
                .changed(0, "fibre", UNKNOWN, DOWN)
                .stopped(50)
                .started(80)
                .changed(85, "fibre", UNKNOWN, UP)
                .told(100, "fibre");
        Outage only = only(line.outages());
        assertEquals(span(0, 85), only.span());
        assertEquals(End.MISSED, only.end());
        assertEquals(seconds(35), only.unwatched());
        assertFalse(only.beginSeen(), "it was found down");
        assertTrue(only.isOver());
        assertEquals(Optional.empty(), line.within(span(0, 100)).meanLength(), "its length is not known");
    }

    @Test
    void aDaemonThatVanishedWasAliveAtItsLastEventOrWhenItWasSighted() {
        Story story = new Story()
                .started(0)
                .changed(0, "fibre", UNKNOWN, UP)
                .changed(20, "lte", UNKNOWN, UP)
                .started(1000)
                .changed(1010, "fibre", UNKNOWN, UP);
        assertEquals(
                seconds(20 + 90),
                story.told(1100, "fibre").within(span(0, 1100)).up());
        Map<String, Timeline> sighted =
                story.told(1100, (uplink, span) -> uplink.equals("fibre") ? Optional.of(at(900)) : Optional.empty());
        assertEquals(
                seconds(900 + 90),
                Optional.ofNullable(sighted.get("fibre"))
                        .orElseThrow()
                        .within(span(0, 1100))
                        .up());
    }

    @Test
    void anOutageThatNobodySawTheEndOfIsNotOver() {
        Story story = new Story().started(0).changed(0, "fibre", UNKNOWN, UP).changed(10, "fibre", UP, DOWN);
        Outage lasts = only(story.told(100, "fibre").outages());
        assertEquals(End.LASTS, lasts.end());
        assertEquals(seconds(90), lasts.length());
        Outage lost = only(story.stopped(50).told(100, "fibre").outages());
        assertEquals(End.UNKNOWN, lost.end());
        assertEquals(seconds(40), lost.length());
    }

    @Test
    void whatWasBeforeTheFirstEventIsToldByIt() {
        Timeline line = new Story()
                .changed(0, "lte", UP, DOWN)
                .changed(60, "fibre", DOWN, UP)
                .told(100, "fibre");
        assertEquals(seconds(60), line.within(span(-100, 100)).down());
        assertEquals(seconds(100), line.within(span(-100, 100)).unknown());
        assertFalse(only(line.outages()).beginSeen());
    }

    @Test
    void missingEventsLeaveAGap() {
        Availability fared = new Story()
                .started(0)
                .changed(0, "fibre", UNKNOWN, UP)
                .changed(50, "fibre", DOWN, UP)
                .told(100, "fibre")
                .within(span(0, 100));
        assertEquals(seconds(50), fared.up());
        assertEquals(Duration.ZERO, fared.down());
    }

    @Test
    void anotherLineUnderTheSameNameBeginsWithItsConfig() {
        Availability fared = new Story()
                .started(0)
                .changed(0, "fibre", UNKNOWN, DOWN)
                .config(40)
                .changed(50, "fibre", UNKNOWN, UP)
                .told(100, "fibre")
                .within(span(0, 100));
        assertEquals(seconds(40), fared.down());
        assertEquals(seconds(50), fared.up());
    }

    @Test
    void aClockThatJumpsMakesNoNegativeTimes() {
        Availability back = new Story()
                .started(0)
                .changed(100, "fibre", UNKNOWN, UP)
                .changed(40, "fibre", UP, DOWN)
                .changed(130, "fibre", DOWN, UP)
                .told(200, "fibre")
                .within(span(0, 200));
        assertEquals(seconds(30), back.down());
        Availability ahead = new Story()
                .started(0)
                .changed(5_000_000, "fibre", UNKNOWN, UP)
                .changed(40, "fibre", UP, DOWN)
                .changed(50, "fibre", DOWN, UP)
                .told(200, "fibre")
                .within(span(0, 200));
        assertEquals(seconds(10), ahead.down());
        assertEquals(seconds(190), ahead.up(), "the event of the future counts as of the moment before");
    }

    private static Outage only(List<Outage> outages) {
        assertEquals(1, outages.size(), outages.toString());
        return outages.getFirst();
    }
}
