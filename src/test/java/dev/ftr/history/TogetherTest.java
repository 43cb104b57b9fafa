package dev.ftr.history;

import static dev.ftr.history.Story.at;
import static dev.ftr.history.Story.seconds;
import static dev.ftr.history.Story.span;
import static dev.ftr.model.UplinkState.DOWN;
import static dev.ftr.model.UplinkState.UNKNOWN;
import static dev.ftr.model.UplinkState.UP;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;

class TogetherTest {
    @Test
    void theInternetIsDownWhileAllUplinksAre() {
        Availability fared = together(
                new Story()
                        .started(0)
                        .changed(0, "fibre", UNKNOWN, UP)
                        .changed(0, "lte", UNKNOWN, UP)
                        .changed(100, "fibre", UP, DOWN)
                        .changed(150, "lte", UP, DOWN)
                        .changed(170, "fibre", DOWN, UP)
                        .changed(300, "lte", DOWN, UP),
                400);
        assertEquals(seconds(20), fared.down());
        assertEquals(seconds(380), fared.up());
        assertEquals(
                List.of(span(150, 170)),
                fared.outages().stream().map(Outage::span).toList());
    }

    @Test
    void anUplinkThatIsStillAwaitedMayBeUp() {
        Availability fared = together(
                new Story().started(0).changed(1, "fibre", UNKNOWN, DOWN).changed(3, "lte", UNKNOWN, UP), 100);
        assertEquals(Duration.ZERO, fared.down());
        assertEquals(seconds(3), fared.unknown());
    }

    @Test
    void anUplinkThatLeftTheConfigKeepsNobodyOnline() {
        Timeline gone = new Timeline(at(0), List.of(Stretch.up(span(0, 100))), at(9000));
        Timeline left =
                new Timeline(at(0), List.of(Stretch.up(span(0, 5000)), Stretch.down(span(5000, 9000))), at(9000));
        Availability fared = Together.of(List.of(gone, left), at(9000)).within(span(0, 9000));
        assertEquals(seconds(4000), fared.down());
    }

    @Test
    void withoutUplinksNothingIsKnown() {
        assertEquals(
                seconds(10), Together.of(List.of(), at(10)).within(span(0, 10)).unknown());
    }

    private static Availability together(Story story, long now) {
        return Together.of(story.told(now).values(), at(now)).within(span(0, now));
    }
}
