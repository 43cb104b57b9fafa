package dev.ftr.health;

import dev.ftr.health.Story.Net;
import dev.ftr.model.ProbePolicy.Damping;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ArbitrarySupplier;
import net.jqwik.api.Combinators;

/**
 * A policy and the weather on one uplink: what is lost and how long answers take, from one spell to the next.
 *
 * @param dead so many targets never answer; no more than a good round can do without
 * @param seed of chance in the spells
 */
record Trace(Draft draft, int dead, List<Spell> spells, int seed) implements Net {
    /**
     * @param millis how long it lasts
     * @param loss share of packets
     * @param roundTrip the shortest, milliseconds
     * @param spread the longest is longer by this
     * @param refusing what is lost is refused at once
     */
    record Spell(int millis, double loss, int roundTrip, int spread, boolean refusing) {}

    double seconds() {
        return spells.stream().mapToInt(Spell::millis).sum() / 1e3;
    }

    /** What happens depends on the moment alone, not on what was sent before. */
    @Override
    public double millis(int uplink, int target, double second) {
        if (target >= 0 && target < dead) return Story.NO_ANSWER;
        Random random = chance(target, second);
        double passed = 0;
        for (Spell spell : spells) {
            passed += spell.millis / 1e3;
            if (second >= passed) continue;
            if (random.nextDouble() < spell.loss) return spell.refusing ? Story.REFUSES : Story.NO_ANSWER;
            return spell.roundTrip + spell.spread * random.nextDouble();
        }
        return 20;
    }

    /** The same for the same target and moment. */
    Random chance(int target, double second) {
        long moment = Math.round(second * 1e6);
        Random random = new Random(((seed * 67L + target) * 0x9E3779B97F4A7C15L) ^ (moment * 0xC2B2AE3D27D4EB4FL));
        random.nextInt();
        return random;
    }

    /** The same, but from this second on nothing is heard any more, not even what is on its way. */
    Net silentFrom(double cut) {
        return (u, t, s) -> {
            double millis = millis(u, t, s);
            return millis == Story.REFUSES
                    ? s >= cut ? Story.NO_ANSWER : millis
                    : s + millis / 1e3 >= cut ? Story.NO_ANSWER : millis;
        };
    }

    @Override
    public String toString() {
        return "%s, %d dead, seed %d, %s".formatted(draft.policy(), dead, seed, spells);
    }

    /** Generates traces without a budget. */
    static final class All implements ArbitrarySupplier<Trace> {
        @Override
        public Arbitrary<Trace> get() {
            return Combinators.combine(
                            drafts(),
                            Arbitraries.integers().between(0, 100),
                            spells().list().ofMinSize(1).ofMaxSize(6),
                            Arbitraries.integers())
                    .as((draft, dead, spells, seed) -> new Trace(
                            draft,
                            dead
                                    % (draft.policy().targets().size()
                                            - draft.policy().required()
                                            + 1),
                            inTime(spells, draft),
                            seed));
        }

        /** Answers after the timeout are none. */
        private static List<Spell> inTime(List<Spell> spells, Draft draft) {
            int timeout = (int) draft.policy().timeout().toMillis();
            List<Spell> all = new ArrayList<>();
            for (Spell spell : spells) {
                int roundTrip = Math.min(spell.roundTrip, timeout - 1);
                all.add(new Spell(
                        spell.millis,
                        spell.loss,
                        roundTrip,
                        Math.min(spell.spread, timeout - 1 - roundTrip),
                        spell.refusing));
            }
            return all;
        }

        private static Arbitrary<Spell> spells() {
            return Combinators.combine(
                            Arbitraries.integers().between(50, 60_000),
                            Arbitraries.of(0.0, 0.0, 0.05, 0.2, 0.5, 0.8, 1.0),
                            Arbitraries.of(1, 20, 90, 300, 900, 2000),
                            Arbitraries.of(0, 5, 100, 600),
                            Arbitraries.of(false, false, false, true))
                    .as(Spell::new);
        }

        private static Arbitrary<Draft> drafts() {
            Arbitrary<Draft> plain = Combinators.combine(
                            Arbitraries.integers().between(1, 8),
                            Arbitraries.integers().between(0, 100),
                            Arbitraries.integers().between(1, 4),
                            Arbitraries.of(100, 200, 1000, 5000, 30_000))
                    .as((targets, required, attempts, interval) ->
                            Draft.of(targets, 1 + required % targets, attempts, interval));
            return Combinators.combine(
                            plain,
                            Arbitraries.of(200, 1000, 1000, 3000),
                            Arbitraries.of(0.1, 0.3, 1.0),
                            Arbitraries.integers().between(1, 3),
                            Arbitraries.integers().between(1, 5),
                            Arbitraries.of(0, 1000, 5000, 20_000),
                            Arbitraries.of(true, false))
                    .as((draft, timeout, maxLoss, downAfter, upAfter, hold, damped) -> {
                        Draft next = draft.timeout(timeout).maxLoss(maxLoss).hysteresis(downAfter, upAfter, hold);
                        return damped
                                ? next.damping(new Damping(Duration.ofSeconds(60), 2500, 1000, Duration.ofMinutes(3)))
                                : next.undamped();
                    });
        }
    }
}
