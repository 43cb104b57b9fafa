package dev.ftr.daemon;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.time.Duration;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class ContentionTest {
    private static final long SECOND = Duration.ofSeconds(1).toNanos();
    private static final List<String> RULE = List.of("rule 40000");

    private final Contention contention = new Contention();
    private long now = 17;

    @Test
    void namesAnObjectAfterItsThirdRound() {
        mend(RULE);
        mend(RULE);
        assertCalm();
        mend(RULE);
        assertEquals(RULE, contention.objects(now));
        assertEquals(Duration.ofMillis(200), contention.pause(now));
    }

    @Test
    void namesOnlyWhatIsContested() {
        mend(List.of("rule 40000", "route a"));
        mend(List.of("rule 40000", "route b"));
        mend(List.of("rule 40000", "route c"));
        assertEquals(RULE, contention.objects(now));
    }

    @Test
    void doublesThePauseUpToAMinute() {
        mend(RULE);
        mend(RULE);
        long expected = 200;
        for (int i = 0; i < 20; i++) {
            mend(RULE);
            assertEquals(Duration.ofMillis(Math.min(expected, 60_000)), contention.pause(now));
            now += contention.pause(now).toNanos();
            expected *= 2;
        }
    }

    @Test
    void isStillAwareOfAFighterWhoComesBackRightAfterTheLongestPause() {
        for (int i = 0; i < 15; i++) {
            mend(RULE);
            now += contention.pause(now).toNanos() + SECOND;
        }
        assertEquals(RULE, contention.objects(now));
        assertEquals(Duration.ofSeconds(60), contention.pause(now));
    }

    @Test
    void endsWhenItHasBeenQuiet() {
        for (int i = 0; i < 4; i++) mend(RULE);
        now += 40 * SECOND;
        assertCalm();
        mend(RULE);
        assertCalm();
    }

    @Test
    void endsWhenSomethingElseIsMended() {
        for (int i = 0; i < 3; i++) mend(RULE);
        mend(List.of("route z"));
        assertCalm();
    }

    @Test
    void aRoundThatMendsNothingIsNone() {
        mend(RULE);
        mend(RULE);
        mend(List.of());
        assertCalm();
        mend(RULE);
        assertEquals(RULE, contention.objects(now));
    }

    @Test
    void whatIsMendedNowAndThenIsNotContested() {
        for (int i = 0; i < 100; i++) {
            mend(RULE);
            now += 31 * SECOND;
            assertCalm();
        }
    }

    @Test
    void randomDeletionsAmongManyObjectsHardlyEverCount() {
        Random random = new Random(4);
        List<String> objects =
                IntStream.range(0, 40).mapToObj(i -> "object " + i).toList();
        int contested = 0;
        for (int i = 0; i < 10_000; i++) {
            mend(List.of(objects.get(random.nextInt(objects.size()))));
            if (!contention.objects(now).isEmpty()) contested++;
        }
        assertTrue(contested < 100, "contested after " + contested + " of 10000 single deletions");
    }

    private void mend(List<String> objects) {
        now += SECOND / 4;
        contention.mended(now, objects);
    }

    private void assertCalm() {
        assertEquals(List.of(), contention.objects(now));
        assertEquals(Duration.ZERO, contention.pause(now));
    }
}
