package dev.ftr.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** A short run of {@code ops/lab/chaos}; {@code ops/bench.sh chaos} makes long ones. */
class ChaosIT {
    private static final String SEED = "4";
    private static final int SECONDS = 35;

    /** Beside the actions themselves: the start, the end of all that is under way, and the time to converge. */
    private static final int PATIENCE = 90;

    @Test
    void nobodySuffersWithoutNeedWhateverIsBroken() throws Exception {
        System.Logger log = System.getLogger(ChaosIT.class.getName());
        log.log(System.Logger.Level.INFO, "chaos with seed " + SEED);
        try (Lab lab = Lab.up("chaos")) {
            Path out = lab.folder().resolve("actions.jsonl");
            Path err = lab.folder().resolve("verdict.txt");
            List<String> words = List.of("--seed", SEED, "--seconds", Integer.toString(SECONDS));
            Process chaos = lab.tool(
                    "chaos",
                    words,
                    b -> b.redirectOutput(Redirect.to(out.toFile())).redirectError(Redirect.to(err.toFile())));
            boolean ended = chaos.waitFor(SECONDS + PATIENCE, TimeUnit.SECONDS);
            String verdict = "chaos with seed %s%n%s%s".formatted(SEED, Files.readString(err), lastLine(out));
            assertEquals("ended", ended ? "ended" : "hangs", verdict);
            assertEquals(0, chaos.exitValue(), verdict);
        }
    }

    private static String lastLine(Path file) throws Exception {
        List<String> lines = Files.readAllLines(file);
        return lines.isEmpty() ? "" : lines.getLast();
    }
}
