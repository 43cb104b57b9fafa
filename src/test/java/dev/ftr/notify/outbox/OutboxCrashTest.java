package dev.ftr.notify.outbox;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ftr.notify.Courier;
import dev.ftr.notify.outbox.Crashes.Crash;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The program ends between any two steps, or within one; what was noted before is told all the same, in order. */
class OutboxCrashTest {
    private static final Duration MOMENT = Duration.ofMillis(10);

    @TempDir
    private Path folder;

    /** What an ordinary day has: events, tries that fail, messages that arrive, segments that fill and are done with. */
    private static void day(Road road) {
        road.gathering = new Courier.Gathering(3, Duration.ZERO, Duration.ZERO, Road.KEEP_FOR);
        for (int i = 0; i < 9; i++) {
            road.note();
            if (i % 2 == 0) road.note();
            road.pass(MOMENT);
            road.sync();
            int tries = road.tries.size();
            road.answer = dispatch -> road.tries.size() - tries > 1 || road.tries.size() % 3 != 0;
            road.pass(road.turn());
            road.pass(road.turn());
        }
    }

    @Test
    void nothingIsLostAndOrderIsKeptWhereverItIsKilled() throws IOException {
        int steps = stepsOfADay();
        assertTrue(steps > 100, () -> steps + " steps");
        for (int step = 0; step < steps; step++) {
            Road road = new Road(folder.resolve("kill-" + step));
            road.storage.crashAt(step);
            crash(road);
            road.storage.crashAt(Integer.MAX_VALUE);
            road.begin();
            // What was written when it was killed in the middle of saying so, is told as well.
            List<Long> expected = withTheLast(road);
            road.answer = dispatch -> true;
            expected.add(road.note());
            road.drain();
            road.assertArrived(expected);
            assertTrue(road.arrivals.size() <= road.messages.size() + 1, "at most one message twice");
            road.closeFiles();
        }
    }

    @Test
    void afterAPowerCutAllIsToldThatTheDiskHadKept() throws IOException {
        int steps = stepsOfADay();
        for (int step = 0; step < steps; step++) {
            Road road = new Road(folder.resolve("power-" + step));
            road.storage.crashAt(step);
            crash(road);
            long synced = road.journal().synced();
            road.storage.crashAt(Integer.MAX_VALUE);
            road.storage.cutPower();
            road.begin();
            road.answer = dispatch -> true;
            road.drain();
            List<Long> arrived =
                    road.messages.values().stream().flatMap(List::stream).toList();
            List<Long> kept = road.noted.stream().filter(n -> n <= synced).toList();
            assertEquals(kept, arrived.stream().filter(n -> n <= synced).toList());
            assertEquals(arrived.stream().sorted().distinct().toList(), arrived);
            road.closeFiles();
        }
    }

    private int stepsOfADay() throws IOException {
        Road road = new Road(folder.resolve("whole"));
        road.storage.crashAt(Integer.MAX_VALUE);
        day(road);
        int steps = road.storage.steps();
        road.closeFiles();
        return steps;
    }

    private static void crash(Road road) {
        try {
            day(road);
            throw new AssertionError("it did not crash");
        } catch (Crash crash) {
            // as it should
        }
    }

    private static List<Long> withTheLast(Road road) {
        List<Long> expected = new ArrayList<>(road.noted);
        road.journal()
                .last()
                .map(Entry::number)
                .filter(n -> !expected.contains(n))
                .ifPresent(expected::add);
        return expected;
    }

    @Test
    void aMessageWhoseArrivalWasNotWrittenDownIsRepeatedUnderTheSameId() throws IOException {
        Road road = new Road(folder.resolve("twice"));
        road.note();
        road.sync();
        road.answer = dispatch -> {
            road.arrive(dispatch);
            throw new Crash();
        };
        try {
            road.turn();
        } catch (Crash crash) {
            road.begin();
        }
        road.answer = dispatch -> true;
        road.drain();
        assertEquals(2, road.arrivals.size());
        assertEquals(1, road.messages.size());
        road.closeFiles();
    }

    @Test
    void aMessageThatWasBegunStaysTheSameWhateverComesAfterIt() throws IOException {
        Road road = new Road(folder.resolve("same"));
        road.gathering = new Courier.Gathering(10, Duration.ZERO, Duration.ZERO, Road.KEEP_FOR);
        road.answer = dispatch -> false;
        road.note();
        road.note();
        road.sync();
        road.turn();
        road.note();
        road.sync();
        road.begin();
        road.answer = dispatch -> true;
        road.drain();
        assertEquals(List.of(List.of(1L, 2L), List.of(3L)), List.copyOf(road.messages.values()));
        road.closeFiles();
    }
}
