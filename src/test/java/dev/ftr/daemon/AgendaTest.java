package dev.ftr.daemon;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ftr.daemon.Agenda.Round;
import dev.ftr.daemon.Reconciler.Extent;
import dev.ftr.kernel.KernelPart;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class AgendaTest {
    private static final long MILLI = Duration.ofMillis(1).toNanos();
    private static final long SECOND = 1000 * MILLI;
    private static final List<String> NOTHING = List.of();
    private static final List<String> RULE = List.of("rule 40000");

    private final Agenda agenda = new Agenda(new Random(1));
    private long now = 100 * SECOND;

    @BeforeEach
    void start() {
        make(Round.START, true, NOTHING);
        now += SECOND;
    }

    @Test
    void answersTheFirstEventAtOnce() {
        agenda.kernelChanged(KernelPart.ROUTING);
        assertEquals(new Round("kernel", Extent.ROUTING), due().orElseThrow());
    }

    @Test
    void answersAStormOfEventsTenTimesASecond() {
        assertEquals(11, roundsIn(SECOND, () -> agenda.kernelChanged(KernelPart.ROUTING), true));
    }

    @Test
    void forgetsNoEventThatComesBetweenTwoRounds() {
        agenda.kernelChanged(KernelPart.ROUTING);
        make(due().orElseThrow(), true, NOTHING);
        agenda.kernelChanged(KernelPart.ROUTING);
        assertEquals(Optional.empty(), due());
        assertEquals(now + 100 * MILLI, agenda.due(now));
        now += 100 * MILLI;
        assertTrue(due().isPresent());
    }

    @Test
    void anEventDuringARoundIsAnsweredByTheNext() {
        agenda.kernelChanged(KernelPart.ROUTING);
        Round round = due().orElseThrow();
        agenda.begun(round, true);
        agenda.kernelChanged(KernelPart.ROUTING);
        agenda.ended(now, round, true, NOTHING);
        now += 100 * MILLI;
        assertTrue(due().isPresent());
    }

    @Test
    void answersHealthAtOnceAndWithoutTheFirewallOnceThatIsKnown() {
        agenda.healthChanged();
        assertEquals(new Round("health", Extent.ROUTING), due().orElseThrow());
    }

    @Test
    void aFailoverDoesNotWaitForAFirewallThatIsNotKnownToBeRightButLooksSoonAfter() {
        make(new Round("kernel", Extent.OURS), false, NOTHING);
        agenda.healthChanged();
        Round failover = due().orElseThrow();
        assertEquals(new Round("health", Extent.ROUTING), failover);
        agenda.begun(failover, true);
        agenda.ended(now, failover, true, NOTHING);
        now += 600 * MILLI;
        assertEquals(new Round("retry", Extent.EVERYWHERE), due().orElseThrow());
    }

    @Test
    void aFailoverDoesNotWaitForAFirewallThatHasChangedButLooksRightAfter() {
        agenda.kernelChanged(KernelPart.FIREWALL);
        agenda.healthChanged();
        Round failover = due().orElseThrow();
        assertEquals(new Round("health", Extent.ROUTING), failover);
        agenda.begun(failover, true);
        agenda.ended(now, failover, true, NOTHING);
        now += 100 * MILLI;
        assertEquals(new Round("kernel", Extent.OURS), due().orElseThrow());
    }

    @Test
    void aRoundWithoutTheFirewallLeavesItsEventsOpen() {
        Round failover = new Round("health", Extent.ROUTING);
        agenda.begun(failover, true);
        agenda.kernelChanged(KernelPart.FIREWALL);
        agenda.ended(now, failover, true, NOTHING);
        now += 100 * MILLI;
        assertEquals(new Round("kernel", Extent.OURS), due().orElseThrow());
    }

    @Test
    void healthWaitsForTheFirstVerdictsAndIsNotForgotten() {
        agenda.healthChanged();
        assertEquals(Optional.empty(), agenda.next(now, false));
        Round other = new Round("kernel", Extent.ROUTING);
        agenda.begun(other, false);
        agenda.ended(now, other, true, NOTHING);
        assertEquals("health", agenda.next(now, true).orElseThrow().cause());
    }

    @Test
    void aNewConfigGoesFirstAndEverywhere() {
        agenda.healthChanged();
        agenda.kernelChanged(KernelPart.LINKS);
        agenda.configChanged();
        make(due().orElseThrow(), true, NOTHING);
        assertEquals(Optional.empty(), due());
    }

    @Test
    void looksEverywhereAfterMissedEventsWithoutWaitingForAnother() {
        agenda.changesMissed();
        agenda.healthChanged();
        assertEquals("health", due().orElseThrow().cause());
        make(due().orElseThrow(), true, NOTHING);
        assertTrue(agenda.due(now) <= now + 100 * MILLI, "somebody has to wake it");
        now += 100 * MILLI;
        assertEquals(new Round("resync", Extent.EVERYWHERE), due().orElseThrow());
    }

    @Test
    void missedEventsForEverDoNotLoopHot() {
        assertTrue(roundsIn(SECOND, agenda::changesMissed, true) <= 11);
    }

    @Test
    void looksAtEverythingEveryMinuteGiveOrTakeATenth() {
        List<Long> times = times(20, () -> make(due().orElseThrow(), true, NOTHING));
        for (long time : times) assertTrue(time >= 54 * SECOND && time <= 66 * SECOND, times::toString);
        assertTrue(times.stream().distinct().count() > 10, "jitter");
    }

    @Test
    void partialRoundsDoNotPutOffTheLookAtEverything() {
        long begin = now;
        boolean looked = false;
        while (!looked && now < begin + 70 * SECOND) {
            agenda.kernelChanged(KernelPart.ROUTING);
            Optional<Round> round = due();
            looked = round.filter(r -> r.extent() == Extent.GLANCE).isPresent();
            round.ifPresent(r -> make(r, true, NOTHING));
            now += 300 * MILLI;
        }
        assertTrue(looked);
    }

    @Test
    void triesAgainWhatFailedAfterHalfASecondThenTwiceThatUpToAMinute() {
        make(new Round("kernel", Extent.OURS), false, NOTHING);
        double expected = 500;
        for (int i = 0; i < 12; i++) {
            long wait = agenda.due(now) - now;
            assertTrue(wait >= 0.899 * expected * MILLI && wait <= 1.101 * expected * MILLI, "wait " + wait / MILLI);
            now += wait;
            assertEquals(new Round("retry", Extent.EVERYWHERE), due().orElseThrow());
            make(due().orElseThrow(), false, NOTHING);
            expected = Math.min(60_000, 2 * expected);
        }
        now = agenda.due(now);
        make(due().orElseThrow(), true, NOTHING);
        assertTrue(agenda.due(now) - now > 50 * SECOND);
        make(new Round("resync", Extent.EVERYWHERE), false, NOTHING);
        assertTrue(agenda.due(now) - now < SECOND);
    }

    @Test
    void eventsWhileSomethingFailsDoNotMakeTheNextTryLater() {
        for (int i = 0; i < 20; i++) {
            agenda.kernelChanged(KernelPart.ROUTING);
            make(due().orElseThrow(), false, NOTHING);
            now += 100 * MILLI;
        }
        assertTrue(agenda.due(now) - now < 3 * SECOND, () -> "next try in " + (agenda.due(now) - now) / MILLI + " ms");
    }

    @Test
    void looksEveryFiveSecondsWhileItIsBlindAndNoMoreWhenItSees() {
        agenda.setBlind(true);
        assertTrue(agenda.due(now) - now <= 5 * SECOND);
        for (long time : times(5, () -> make(due().orElseThrow(), true, NOTHING))) assertTrue(time <= 5.5 * SECOND);
        agenda.setBlind(false);
        make(due().orElse(Round.START), true, NOTHING);
        assertTrue(agenda.due(now) - now >= 54 * SECOND);
    }

    @Test
    void whoFightsHasToWaitButInterfacesDoNot() {
        fight(6);
        assertEquals(RULE, agenda.contested(now));
        agenda.kernelChanged(KernelPart.ROUTING);
        assertEquals(Optional.empty(), due());
        assertTrue(agenda.due(now) - now >= 800 * MILLI);
        agenda.kernelChanged(KernelPart.LINKS);
        now += 100 * MILLI;
        assertTrue(due().isPresent());
    }

    @Test
    void whoFightsDoesNotDelayHealth() {
        fight(8);
        agenda.healthChanged();
        assertEquals("health", due().orElseThrow().cause());
    }

    @Test
    void anInterfaceThatFlapsFightsNobody() {
        for (int i = 0; i < 20; i++) {
            agenda.kernelChanged(KernelPart.LINKS);
            agenda.kernelChanged(KernelPart.ROUTING);
            make(due().orElseThrow(), true, RULE);
            now += 200 * MILLI;
        }
        assertEquals(List.of(), agenda.contested(now));
    }

    @Test
    void ourOwnDoingFightsNobody() {
        for (int i = 0; i < 20; i++) {
            agenda.healthChanged();
            make(due().orElseThrow(), true, RULE);
            now += 200 * MILLI;
        }
        assertEquals(List.of(), agenda.contested(now));
    }

    @Test
    void nothingLoopsHotWhateverHappens() {
        for (int seed = 0; seed < 200; seed++) {
            Random random = new Random(seed);
            int[] allowed = {0};
            int rounds = roundsIn(SECOND, () -> something(random, allowed), random.nextBoolean());
            assertTrue(rounds <= 11 + allowed[0], "seed " + seed + ": " + rounds + " rounds, " + allowed[0] + " asked");
        }
    }

    private void something(Random random, int[] asked) {
        switch (random.nextInt(30)) {
            case 0 -> {
                agenda.healthChanged();
                asked[0]++;
            }
            case 1 -> {
                agenda.configChanged();
                asked[0]++;
            }
            case 2 -> agenda.changesMissed();
            case 3 -> agenda.setBlind(random.nextBoolean());
            case 4, 5, 6 -> agenda.kernelChanged(KernelPart.LINKS);
            case 7, 8, 9 -> agenda.kernelChanged(KernelPart.FIREWALL);
            default -> agenda.kernelChanged(KernelPart.ROUTING);
        }
    }

    /** How many rounds are made in this time if something happens every millisecond. */
    private int roundsIn(long time, Runnable happens, boolean done) {
        int rounds = 0;
        for (long end = now + time; now <= end; now += MILLI) {
            happens.run();
            Optional<Round> round = due();
            if (round.isEmpty()) continue;
            make(round.get(), done, NOTHING);
            rounds++;
        }
        return rounds;
    }

    private List<Long> times(int count, Runnable each) {
        List<Long> times = new ArrayList<>();
        for (int i = 0; i < count; i++) {
            long before = now;
            now = agenda.due(now);
            each.run();
            if (i > 0) times.add(now - before);
        }
        return times;
    }

    /** Somebody takes our rule away after each of so many repairs. */
    private void fight(int rounds) {
        for (int i = 0; i < rounds; i++) {
            agenda.kernelChanged(KernelPart.ROUTING);
            now = Math.max(now, agenda.due(now));
            make(due().orElseThrow(), true, RULE);
        }
    }

    private Optional<Round> due() {
        return agenda.next(now, true);
    }

    private void make(Round round, boolean done, List<String> mended) {
        agenda.begun(round, true);
        agenda.ended(now, round, done, mended);
    }
}
