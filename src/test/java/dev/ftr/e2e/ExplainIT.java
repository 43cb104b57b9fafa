package dev.ftr.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.List;
import java.util.Random;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/**
 * What is explained is what the kernel says and what packets do, for random configs on one router: now, and when an uplink
 * has failed.
 *
 * <p>{@code -Dftr.explain.configs=200} tries more of them, {@code -Dftr.explain.seed=N} others, {@code
 * -Dftr.explain.first=N} begins with the Nth.
 */
class ExplainIT {
    private static final int CONFIGS = Integer.getInteger("ftr.explain.configs", 16);
    private static final long SEED = Long.getLong("ftr.explain.seed", 5);

    private static final int FIRST = Integer.getInteger("ftr.explain.first", 0);

    /** So many standard deviations away is nothing that happens by chance. */
    private static final double TOO_FAR = 6;

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void theKernelAndPacketsAgree(boolean oneSwitch) {
        try (ExplanationsOnTrial trial = new ExplanationsOnTrial(oneSwitch)) {
            for (int i = FIRST; i < FIRST + CONFIGS; i++) {
                trial.tryOne(new Random(SEED * 1_000_003 + i));
                assertEquals(List.of(), trial.wrong(), "config %d of -Dftr.explain.seed=%d".formatted(i, SEED));
            }
            assertTrue(trial.packets() >= 30 * CONFIGS, trial.packets() + " packets");
            assertTrue(trial.unseen() < trial.packets() / 2, trial.unseen() + " of them left the router nowhere");
            assertEquals(0, trial.imbalance(), TOO_FAR);
        }
    }
}
