package dev.ftr.probe;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;
import org.junit.jupiter.api.Test;

class ReceiveTimesTest {
    private static final long SECOND = 1_000_000_000;
    private static final long WALL = 1_700_000_000 * SECOND;
    private static final long ORIGIN = Long.MAX_VALUE - 5 * SECOND; // nanoTime may begin anywhere, and wraps around

    private final ReceiveTimes times = new ReceiveTimes();

    @Test
    void aStampTellsWhenItCame() {
        look(0, WALL);
        look(10 * SECOND, WALL + 10 * SECOND);
        assertEquals(at(9 * SECOND), times.of(WALL + 9 * SECOND, at(8 * SECOND), at(10 * SECOND)));
    }

    @Test
    void withoutAStampItCameWhenItWasRead() {
        look(0, WALL);
        look(SECOND, WALL + SECOND);
        assertEquals(at(SECOND), times.of(0, at(0), at(SECOND)));
    }

    @Test
    void aClockThatWasSetIsNotBelieved() {
        look(0, WALL);
        look(SECOND, WALL + SECOND + SECOND / 2);
        assertEquals(at(SECOND), times.of(WALL + SECOND, at(0), at(SECOND)));
        look(2 * SECOND, WALL + 2 * SECOND + SECOND / 2);
        assertEquals(at(2 * SECOND), times.of(WALL + 2 * SECOND + SECOND / 2, at(0), at(2 * SECOND)));
    }

    /** Whatever the wall clock does, an answer comes between the request and the look into the socket. */
    @Property
    void neverBeforeItsRequestNorAfterItsReading(
            @ForAll long wall,
            @ForAll long jump,
            @ForAll long stamp,
            @ForAll @LongRange(max = 3_600 * SECOND) long sentAt,
            @ForAll @LongRange(max = 3_600 * SECOND) long wait) {
        look(0, wall);
        look(sentAt + wait, wall + sentAt + wait + jump);
        long came = times.of(stamp, at(sentAt), at(sentAt + wait));
        assertTrue(came - at(sentAt) >= 0, "before its request");
        assertTrue(at(sentAt + wait) - came >= 0, "after it was read");
    }

    private void look(long monotonic, long wall) {
        times.look(at(monotonic), wall);
    }

    private static long at(long sinceTheBeginning) {
        return ORIGIN + sinceTheBeginning;
    }
}
