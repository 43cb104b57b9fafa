package dev.ftr.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
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

    /** Read on the router, explained on a machine that has nothing of it. */
    @Test
    void aSnapshotExplainsTheSameElsewhere() throws IOException {
        try (Lab lab = Lab.up("snapshot", "--one-switch")) {
            Ftr ftr = Ftr.with(lab, LabConfig.ofUplinks(3).oneSwitch().weights(1, 2, 1));
            String[] question = {"explain", "--from", "10.77.0.5", "--to", "203.0.113.9", "--port", "443"};
            Path snapshot = lab.folder().resolve("snapshot.json");
            Files.writeString(snapshot, ftr.run("snapshot").exits(0).out());
            String here = ftr.run(question).exits(0).out();
            assertTrue(here.contains("line2      50 %"), here);
            List<String> elsewhere = ftr.command(question);
            elsewhere.addAll(List.of("--snapshot", snapshot.toString()));
            assertEquals(
                    here,
                    lab.run("lan", elsewhere.toArray(String[]::new)).exits(0).out());
        }
    }
}
