package dev.ftr.daemon;

import static dev.ftr.scenario.Configs.uplink;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ftr.config.RouterConfig.ProbeSettings;
import dev.ftr.config.Uplink;
import dev.ftr.desired.Attachment;
import dev.ftr.health.ProbeBudget;
import dev.ftr.health.ProbeRound;
import dev.ftr.health.ProbeRound.TargetResult;
import dev.ftr.model.IpAddress;
import dev.ftr.probe.Prober;
import dev.ftr.scenario.Configs;
import dev.ftr.scenario.Scenarios;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.PriorityQueue;
import java.util.Random;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.stream.Stream;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

/** The promises of {@link ProbeBudget} against the schedule that is really followed, second by second in simulated time. */
class ProbeScheduleLawsTest {
    private static final Duration STEP = Duration.ofMillis(50);
    private static final Duration NEVER = Duration.ofDays(365);

    @Property(seed = Scenarios.SEED, tries = 20)
    void aFailureIsDetectedInTimeWheneverItStrikes(
            @ForAll @IntRange(min = 1, max = 5) int attempts,
            @ForAll @IntRange(min = 100, max = 12_000) int intervalMs,
            @ForAll @IntRange(min = 1, max = 999) int roundTripMs,
            @ForAll boolean hurry) {
        ProbeBudget budget = budget(1, attempts, intervalMs);
        Duration worst = Duration.ZERO;
        for (Duration phase : phases(budget)) {
            Duration failure = budget.worstDetection().plus(phase);
            Line line = new Line(budget, roundTripMs, failure, NEVER);
            Duration taken = line.firstVerdict(false, failure, hurry).minus(failure);
            assertTrue(taken.compareTo(budget.worstDetection()) <= 0, () -> "%s at %s".formatted(taken, phase));
            worst = taken.compareTo(worst) > 0 ? taken : worst;
        }
        // The promise is no idle one: some phase takes an interval and a round, less the answer's way and the step.
        Duration slack = Duration.ofMillis(roundTripMs).plus(STEP);
        Duration longest = budget.interval().plus(ProbeBudget.TIMEOUT.multipliedBy(attempts));
        if (!hurry) assertTrue(worst.plus(slack).compareTo(longest) >= 0, worst::toString);
    }

    @Property(seed = Scenarios.SEED, tries = 20)
    void aReturnIsNoticedInTimeWheneverItComes(
            @ForAll @IntRange(min = 1, max = 5) int attempts,
            @ForAll @IntRange(min = 100, max = 12_000) int intervalMs,
            @ForAll @IntRange(min = 1, max = 999) int roundTripMs,
            @ForAll boolean hurry) {
        ProbeBudget budget = budget(1, attempts, intervalMs);
        for (Duration phase : phases(budget)) {
            Duration back = budget.worstDetection().plus(phase);
            Line line = new Line(budget, roundTripMs, Duration.ZERO, back);
            Duration taken = line.firstVerdict(true, back, hurry).minus(back);
            assertTrue(taken.compareTo(budget.worstRecovery()) <= 0, () -> "%s at %s".formatted(taken, phase));
        }
    }

    @Property(seed = Scenarios.SEED, tries = 4)
    void aDayOfAnsweredProbesSendsWhatTheBudgetSays(
            @ForAll @IntRange(min = 1, max = 4) int targets,
            @ForAll @IntRange(min = 2000, max = 60_000) int intervalMs) {
        ProbeBudget budget = budget(targets, 3, intervalMs);
        Line line = new Line(budget, 20, NEVER, NEVER);
        line.run(Duration.ofDays(1), false);
        double round = 2.0 * targets * ProbeBudget.PACKET_BYTES;
        assertEquals(budget.bytesPerDay(), 2.0 * line.packets * ProbeBudget.PACKET_BYTES, round);
    }

    @Example
    void threeTargetsEverySecondCostLessThanTwentyMegabytesADay() {
        // 3 targets x 2 directions x 36 bytes x 86400 s
        assertEquals(18_662_400, budget(3, 1, 1000).bytesPerDay());
    }

    @Example
    void aFailureTakesAnIntervalAndARoundAndAReturnAnIntervalLessTheAttemptsBeforeTheLast() {
        ProbeBudget budget = budget(1, 3, 10_000);
        assertEquals(Duration.ofSeconds(13), budget.worstDetection());
        assertEquals(Duration.ofSeconds(9), budget.worstRecovery());
    }

    private static ProbeBudget budget(int targets, int attempts, int intervalMs) {
        return new ProbeBudget(targets, attempts, Duration.ofMillis(intervalMs));
    }

    /** Every moment of the schedule's period, in steps, and the moments just beside a step. */
    private static List<Duration> phases(ProbeBudget budget) {
        Duration period = budget.worstDetection();
        return Stream.iterate(Duration.ZERO, d -> d.compareTo(period) <= 0, d -> d.plus(STEP))
                .flatMap(d -> Stream.of(d, d.plusNanos(1)))
                .toList();
    }

    /** An uplink that answers except in [failure, back), and the daemon's schedule on it. */
    private static final class Line implements Prober {
        private final ProbeBudget budget;
        private final long roundTrip;
        private final long failure;
        private final long back;
        private final PriorityQueue<Ending> endings = new PriorityQueue<>();
        private long now;
        private long packets;

        Line(ProbeBudget budget, int roundTripMs, Duration failure, Duration back) {
            this.budget = budget;
            this.roundTrip = Duration.ofMillis(roundTripMs).toNanos();
            this.failure = failure.toNanos();
            this.back = back.toNanos();
        }

        /** When the first round with this verdict ends after this time. */
        Duration firstVerdict(boolean good, Duration after, boolean hurry) {
            return run(
                    NEVER,
                    hurry,
                    probed -> now >= after.toNanos() && good == probed.round().answered() > 0);
        }

        void run(Duration end, boolean hurry) {
            run(end, hurry, probed -> false);
        }

        private Duration run(Duration end, boolean hurry, Predicate<Trigger.Probed> last) {
            boolean[] done = {false};
            Probing[] probing = new Probing[1];
            probing[0] = new Probing(this, settings(), new Random(1), probed -> {
                assertTrue(probing[0].accepts(probed));
                done[0] |= last.test(probed);
            });
            Uplink uplink = uplink(0);
            probing[0].follow(List.of(new Attachment(
                    uplink, Optional.of(Configs.address(0)), Optional.of(Configs.gateway(0)), Optional.empty())));
            while (!done[0] && now < end.toNanos()) {
                long next = probing[0].start(now, hurry);
                long ending =
                        endings.isEmpty() ? Long.MAX_VALUE : endings.peek().at();
                now = Math.min(next, ending);
                while (!endings.isEmpty() && endings.peek().at() <= now)
                    endings.remove().tell().run();
            }
            return Duration.ofNanos(now);
        }

        private ProbeSettings settings() {
            List<IpAddress> targets = Stream.iterate(1, n -> n + 1)
                    .limit(budget.targets())
                    .map(n -> IpAddress.parse("203.0.113." + n))
                    .toList();
            return new ProbeSettings(targets, budget.targets(), budget.attempts(), budget.interval());
        }

        @Override
        public void start(Path path, Round round, Consumer<ProbeRound> listener) {
            long timeout = round.timeout().toNanos();
            for (int attempt = 0; attempt < round.attempts(); attempt++) {
                long sent = now + attempt * timeout;
                packets += round.targets().size();
                if (works(sent) && works(sent + roundTrip)) {
                    tell(
                            sent + roundTrip,
                            path,
                            round,
                            attempt + 1,
                            Optional.of(Duration.ofNanos(roundTrip)),
                            listener);
                    return;
                }
            }
            tell(now + round.attempts() * timeout, path, round, round.attempts(), Optional.empty(), listener);
        }

        private void tell(
                long at, Path path, Round round, int sent, Optional<Duration> answer, Consumer<ProbeRound> listener) {
            List<TargetResult> results = round.targets().stream()
                    .map(t -> new TargetResult(t, sent, answer))
                    .toList();
            endings.add(
                    new Ending(at, () -> listener.accept(new ProbeRound(path.uplink(), results, Optional.empty()))));
        }

        private boolean works(long at) {
            return at < failure || at >= back;
        }

        @Override
        public void close() {}

        private record Ending(long at, Runnable tell) implements Comparable<Ending> {
            @Override
            public int compareTo(Ending other) {
                return Long.compare(at, other.at);
            }
        }
    }
}
