package dev.ftr.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ftr.kernel.Backoff.Pace;
import java.time.Duration;
import java.util.Random;
import org.junit.jupiter.api.Test;

class BackoffTest {
    private static final Duration AT_ONCE = Duration.ofMillis(3);

    private final Backoff backoff = new Backoff(Pace.USUAL, new Random(1));

    @Test
    void waitsTwiceAsLongEachTimeUpToAMinute() {
        long longest = 200;
        for (int failure = 0; failure < 20; failure++) {
            assertWithin(longest / 2, longest, backoff.after(AT_ONCE));
            longest = Math.min(2 * longest, 60_000);
        }
    }

    @Test
    void whatLivedOverAMinuteBeginsAgain() {
        for (int failure = 0; failure < 20; failure++) backoff.after(AT_ONCE);
        assertWithin(30_000, 60_000, backoff.after(Duration.ofSeconds(59)));
        assertWithin(100, 200, backoff.after(Duration.ofSeconds(61)));
        assertWithin(200, 400, backoff.after(AT_ONCE));
    }

    @Test
    void twoThatFailTogetherDoNotTryTogether() {
        Backoff other = new Backoff(Pace.USUAL, new Random(2));
        assertNotEquals(other.after(AT_ONCE), backoff.after(AT_ONCE));
    }

    @Test
    void aToolThatIsNotInstalledIsLookedForEachMinute() {
        assertEquals(Duration.ofMinutes(1), backoff.missing());
    }

    private static void assertWithin(long least, long most, Duration wait) {
        assertTrue(wait.toMillis() >= least && wait.toMillis() <= most, wait::toString);
    }
}
