package dev.ftr.health;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ftr.health.ProbeRound.TargetResult;
import dev.ftr.model.IpAddress;
import dev.ftr.model.UplinkId;
import dev.ftr.model.UplinkState;
import dev.ftr.scenario.Scenarios;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.NotEmpty;
import net.jqwik.api.constraints.Size;

/** What holds for any story of rounds. A target is a number: packets sent times 2, plus 1 when it answered. */
class HealthLawsTest {
    private static final Instant BEGIN = Instant.EPOCH;
    private static final IpAddress TARGET = IpAddress.parse("203.0.113.1");

    @Property(seed = Scenarios.SEED, tries = 500)
    void lossIsAPercentage(
            @ForAll @Size(max = 25) List<@Size(max = 5) List<@IntRange(min = 0, max = 11) Integer>> rounds,
            @ForAll @IntRange(min = 1, max = 5) int required) {
        UplinkHealth health = UplinkHealth.unknown(BEGIN);
        for (List<Integer> targets : rounds) {
            health = health.after(round(targets), required, BEGIN);
            double loss = health.lossPercent();
            assertTrue(loss >= 0 && loss <= 100, () -> "loss " + loss);
            assertTrue(health.recent().size() <= UplinkHealth.WINDOW);
        }
    }

    @Property(seed = Scenarios.SEED, tries = 500)
    void oneMoreAnswerNeverMakesItWorse(
            @ForAll @NotEmpty @Size(max = 6) List<@IntRange(min = 2, max = 11) Integer> targets,
            @ForAll @IntRange(min = 0, max = 5) int which,
            @ForAll @IntRange(min = 1, max = 6) int required) {
        int index = which % targets.size();
        List<Integer> better = new ArrayList<>(targets);
        better.set(index, targets.get(index) | 1);
        UplinkHealth before = UplinkHealth.unknown(BEGIN).after(round(targets), required, BEGIN);
        UplinkHealth after = UplinkHealth.unknown(BEGIN).after(round(better), required, BEGIN);
        assertTrue(before.state() != UplinkState.UP || after.state() == UplinkState.UP);
        assertTrue(after.lossPercent() <= before.lossPercent());
    }

    @Property(seed = Scenarios.SEED, tries = 300)
    void sinceIsWhenTheLastChangeOfStateWas(@ForAll @NotEmpty @Size(max = 20) List<Boolean> verdicts) {
        UplinkHealth health = UplinkHealth.unknown(BEGIN);
        int changed = 0;
        for (int i = 0; i < verdicts.size(); i++) {
            if (i > 0 && !verdicts.get(i).equals(verdicts.get(i - 1))) changed = i;
            health = health.after(round(List.of(verdicts.get(i) ? 3 : 2)), 1, BEGIN.plusSeconds(i));
        }
        assertEquals(BEGIN.plusSeconds(changed), health.since());
        assertEquals(verdicts.getLast() ? UplinkState.UP : UplinkState.DOWN, health.state());
    }

    private static ProbeRound round(List<Integer> targets) {
        return new ProbeRound(
                new UplinkId(0),
                targets.stream()
                        .map(t -> {
                            boolean answered = t % 2 == 1 && t > 1;
                            return new TargetResult(
                                    TARGET, t / 2, answered ? Optional.of(Duration.ofMillis(t)) : Optional.empty());
                        })
                        .toList(),
                Optional.empty());
    }
}
