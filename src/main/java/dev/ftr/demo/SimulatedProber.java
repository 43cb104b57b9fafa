package dev.ftr.demo;

import dev.ftr.health.ProbeRound;
import dev.ftr.health.ProbeRound.TargetResult;
import dev.ftr.model.IpAddress;
import dev.ftr.model.UplinkId;
import dev.ftr.probe.Prober;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.function.Consumer;

/**
 * Uplinks that fail and recover at random, and a clock that goes by their rounds: the same seed gives the same story. Each
 * round is answered at once, in the thread that asks.
 */
public final class SimulatedProber implements Prober, InstantSource {
    private static final Instant BEGIN = Instant.EPOCH;
    private static final double FAILS = 0.08;
    private static final double RECOVERS = 0.25;

    private final Random random;
    private final Duration interval;
    private final Map<UplinkId, Integer> rounds = new HashMap<>();
    private final Map<UplinkId, Boolean> working = new HashMap<>();

    /**
     * New uplinks, all working.
     *
     * @param interval what the clock advances with each round
     */
    public SimulatedProber(Random random, Duration interval) {
        this.random = random;
        this.interval = interval;
    }

    @Override
    public void start(Path path, Round round, Consumer<ProbeRound> listener) {
        rounds.merge(path.uplink(), 1, Integer::sum);
        boolean worked = working.getOrDefault(path.uplink(), true);
        boolean works = worked ? random.nextDouble() >= FAILS : random.nextDouble() < RECOVERS;
        working.put(path.uplink(), works);
        List<TargetResult> results = new ArrayList<>();
        for (IpAddress target : round.targets())
            results.add(
                    works
                            ? new TargetResult(target, 1, Optional.of(Duration.ofMillis(5 + random.nextInt(30))))
                            : new TargetResult(target, round.attempts(), Optional.empty()));
        listener.accept(new ProbeRound(path.uplink(), results, Optional.empty()));
    }

    @Override
    public Instant instant() {
        return BEGIN.plus(elapsed());
    }

    /** Simulated time since the first round began. */
    public Duration elapsed() {
        int most = rounds.values().stream().mapToInt(Integer::intValue).max().orElse(0);
        return interval.multipliedBy(Math.max(0, most - 1));
    }

    @Override
    public void close() {}
}
