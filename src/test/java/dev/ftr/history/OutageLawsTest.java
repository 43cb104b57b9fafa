package dev.ftr.history;

import static dev.ftr.history.Story.at;
import static dev.ftr.history.Story.span;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ftr.model.UplinkState;
import dev.ftr.notify.Event;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;

class OutageLawsTest {
    private static final int NOW = 10_000;
    private static final Sightings ALIVE = (uplink, span) -> Optional.of(span.to());

    @Property(tries = 300)
    void upAndDownAndUnknownMakeUpTheSpan(
            @ForAll("lives") List<Event> events,
            @ForAll @IntRange(max = 300) int from,
            @ForAll @IntRange(max = 900) int length) {
        Span span = span(from, from + length);
        for (Timeline line : all(events).values()) {
            Availability fared = line.within(span);
            assertEquals(span.length(), fared.up().plus(fared.down()).plus(fared.unknown()));
            assertFalse(fared.unknown().isNegative());
            fared.percent().ifPresent(p -> assertTrue(p >= 0 && p <= 100));
        }
    }

    @Property(tries = 300)
    void stretchesAreInOrderAndNeighboursThatTouchDiffer(@ForAll("lives") List<Event> events) {
        for (Timeline line : all(events).values())
            for (int i = 1; i < line.stretches().size(); i++) {
                Stretch before = line.stretches().get(i - 1);
                Stretch next = line.stretches().get(i);
                int order = before.span().to().compareTo(next.span().from());
                assertTrue(order < 0 || (order == 0 && before.up() != next.up()), line.toString());
            }
    }

    @Property(tries = 300)
    void downIsWhatTheOutagesHaveWithoutTheTimeNobodyWatched(@ForAll("lives") List<Event> events) {
        for (Timeline line : all(events).values()) {
            Duration watched = Duration.ZERO;
            for (Outage outage : line.outages()) {
                Duration missed = outage.unwatched();
                watched = watched.plus(outage.length().minus(missed));
            }
            assertEquals(line.within(span(0, NOW)).down(), watched);
        }
    }

    @Property(tries = 200)
    void foldingInPiecesIsFoldingAtOnce(@ForAll("lives") List<Event> events, @ForAll @IntRange(max = 60) int cut) {
        Outages inPieces = new Outages(Sightings.NONE);
        int first = Math.min(cut, events.size());
        events.subList(0, first).forEach(e -> inPieces.add(e, at(NOW)));
        inPieces.until(at(NOW), ALIVE); // asking changes nothing
        events.subList(first, events.size()).forEach(e -> inPieces.add(e, at(NOW)));
        assertEquals(all(events), inPieces.until(at(NOW), ALIVE));
    }

    @Property(tries = 300)
    void whatIsLeftAfterHalvingTellsTheSameOfWhatCameLater(@ForAll("lives") List<Event> events) {
        List<Event> left = events.subList(events.size() / 2, events.size());
        if (left.isEmpty()) return;
        Span later = new Span(left.getFirst().at(), at(NOW));
        Map<String, Timeline> whole = all(events);
        all(left).forEach((name, line) -> {
            Availability halved = line.within(later);
            Availability full =
                    Optional.ofNullable(whole.get(name)).orElseThrow().within(later);
            assertTrue(halved.unknown().compareTo(full.unknown()) >= 0, "never more is known than was");
            assertTrue(halved.down().compareTo(full.down()) <= 0, "down is never invented");
            assertTrue(halved.up().compareTo(full.up()) <= 0, "up is never invented");
            assertEquals(seen(full), seen(halved));
        });
    }

    private static List<Span> seen(Availability fared) {
        return fared.outages().stream()
                .filter(o -> o.beginSeen() && o.end() == Outage.End.SEEN)
                .map(Outage::span)
                .filter(s -> s.from().isAfter(fared.span().from()))
                .toList();
    }

    private static Map<String, Timeline> all(List<Event> events) {
        Outages outages = new Outages(Sightings.NONE);
        events.forEach(e -> outages.add(e, at(NOW)));
        return outages.until(at(NOW), ALIVE);
    }

    /** What daemons tell that are started, stopped and killed, of uplinks that change as they like. */
    @Provide
    Arbitrary<List<Event>> lives() {
        Arbitrary<Integer> pause = Arbitraries.integers().between(0, 40);
        Arbitrary<String> what = Arbitraries.of("fibre", "fibre", "lte", "lte", "dsl", "started", "stopped", "other");
        Arbitrary<UplinkState> state = Arbitraries.of(UplinkState.values());
        return Combinators.combine(pause, what, state)
                .as(Happening::new)
                .list()
                .ofMaxSize(60)
                .map(OutageLawsTest::events);
    }

    private record Happening(int pause, String what, UplinkState state) {}

    private static List<Event> events(List<Happening> happenings) {
        List<Event> events = new ArrayList<>();
        Map<String, UplinkState> states = new HashMap<>();
        boolean running = false;
        long at = 0;
        for (Happening next : happenings) {
            at += next.pause();
            switch (next.what()) {
                case "started" -> {
                    events.add(new Event.Lifecycle(at(at), true, "begins"));
                    states.clear();
                    running = true;
                }
                case "stopped" -> {
                    if (running) events.add(new Event.Lifecycle(at(at), false, "ends"));
                    running = false;
                }
                case "other" -> events.add(new Event.TargetChanged(at(at), "192.0.2.1", true));
                default -> {
                    UplinkState before = states.getOrDefault(next.what(), UplinkState.UNKNOWN);
                    if (!running || before == next.state()) continue;
                    events.add(Story.change(at(at), next.what(), before, next.state()));
                    states.put(next.what(), next.state());
                }
            }
        }
        return events;
    }
}
