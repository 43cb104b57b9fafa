package dev.ftr.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ftr.cli.StatusView.Line;
import dev.ftr.model.UplinkState;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import org.junit.jupiter.api.Test;

class SparklinesTest {
    private static final Duration SPAN = Duration.ofSeconds(5);

    private final LineHistory history = new LineHistory(SPAN);
    private Instant now = Views.NOW;

    @Test
    void theLatestIsOnTheRightAndWhatIsNotKnownIsLeftOut() {
        for (double loss : List.of(0.0, 10.0, 50.0, 100.0)) see(loss, OptionalDouble.of(10 + loss));
        assertEquals("""
                        loss, last 1 min   RTT, last 1 min
                fibre                ▁▂▅█               ▂▂▅▇  max 110 ms
                """, shown(Views.page(57)));
    }

    @Test
    void withoutUnicodeTheBarsAreAscii() {
        see(0, OptionalDouble.of(10));
        see(100, OptionalDouble.empty());
        assertTrue(shown(Views.asciiPage(38)).contains("_#  "), shown(Views.asciiPage(38)));
    }

    @Test
    void aSteadyLineIsFlatAtHalfTheHeightAndASpikeStandsOut() {
        for (double ms : List.of(10.0, 10.1, 9.9, 40.0, 10.0)) see(0, OptionalDouble.of(ms));
        assertTrue(shown(Views.page(80)).contains("▃▃▃█▃"), shown(Views.page(80)));
    }

    @Test
    void ofSeveralLooksInOneSpanTheWorstStays() {
        see(50, OptionalDouble.of(30));
        now = now.minus(SPAN).plusMillis(10);
        see(0, OptionalDouble.of(10));
        assertEquals(50, history.loss("fibre", 1)[0]);
        assertEquals(30, history.roundTrip("fibre", 1)[0]);
    }

    @Test
    void whileNothingIsKnownTheBarsMoveOn() {
        see(0, OptionalDouble.of(10));
        history.pass(now);
        double[] last = history.loss("fibre", 2);
        assertEquals(0, last[0]);
        assertTrue(Double.isNaN(last[1]));
    }

    private void see(double loss, OptionalDouble roundTrip) {
        history.add(view(loss, roundTrip));
        now = now.plus(SPAN);
    }

    private StatusView view(double loss, OptionalDouble roundTrip) {
        Line line = new Line(
                "fibre",
                "",
                UplinkState.UP,
                "",
                "",
                Optional.empty(),
                OptionalInt.empty(),
                true,
                Optional.empty(),
                Optional.empty(),
                roundTrip,
                OptionalDouble.empty(),
                loss,
                "",
                "");
        StatusView like = Views.view(line);
        return new StatusView(now, like.uplinks(), true, List.of(), List.of(), like.config(), List.of(), List.of());
    }

    private String shown(Page page) {
        List<String> lines = new Sparklines(history, page).lines(view(0, OptionalDouble.empty()));
        lines.forEach(l -> assertTrue(Page.length(l) <= page.width(), l));
        return String.join("\n", lines) + "\n";
    }
}
