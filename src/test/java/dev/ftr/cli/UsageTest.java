package dev.ftr.cli;

import static dev.ftr.cli.FtrRun.ftr;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class UsageTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "--config /nowhere",
                "reboot",
                "validate --loud",
                "validate now",
                "--nonsense validate",
                "plan --health eth1=sideways",
                "plan --health eth1",
                "plan --output xml",
                "status --output yaml",
                "monitor --demo --seed many",
                "monitor --demo --for ever",
                "monitor --demo --for -3s",
                "monitor --seed 1",
                "monitor --for 3s",
                "--config"
            })
    void aMistakeOnTheCommandLineExitsWith64AndSaysWhereHelpIs(String line) {
        FtrRun run = ftr(line.isEmpty() ? new String[0] : line.split(" ", -1));
        assertEquals(64, run.exit(), run.err());
        assertEquals("", run.out());
        List<String> lines = run.err().lines().toList();
        assertEquals(2, lines.size(), run.err());
        assertTrue(lines.getFirst().startsWith("ftr: "), run.err());
        assertTrue(lines.getLast().matches("See: ftr( [a-z-]+)? --help"), run.err());
    }

    @Test
    void saysWhichOptionIsWrongAndWhatWouldBeRight() {
        assertTrue(ftr("reboot").err().contains("'reboot'"));
        assertTrue(ftr("validate", "--loud").err().contains("'--loud'"));
        assertTrue(ftr("plan", "--output", "xml").err().contains("xml"));
        assertTrue(ftr("plan", "--health", "eth1=sideways").err().contains("sideways"));
        assertTrue(ftr("monitor", "--demo", "--for", "ever").err().contains("write 500ms, 3s or 2m"));
        assertTrue(ftr("monitor", "--seed", "1").err().contains("--seed and --for go with --demo"));
    }

    @Test
    void helpNamesEveryCommand() {
        FtrRun run = ftr("--help");
        assertEquals(0, run.exit());
        for (String command : List.of(
                "generate-config", "validate", "plan", "apply", "monitor", "generate-iptables", "status", "teardown"))
            assertTrue(run.out().contains(command), command);
        assertEquals("", run.err());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "generate-config",
                "validate",
                "plan",
                "apply",
                "monitor",
                "generate-iptables",
                "status",
                "teardown"
            })
    void everyCommandHasHelp(String command) {
        FtrRun run = ftr(command, "--help");
        assertEquals(0, run.exit(), run.err());
        assertTrue(run.out().startsWith("Usage: ftr " + command), run.out());
        assertTrue(run.out().contains("--config"), run.out());
        assertEquals("", run.err());
    }

    @Test
    void saysItsVersion() {
        FtrRun run = ftr("--version");
        assertEquals(0, run.exit());
        assertTrue(run.out().startsWith("ftr "));
        assertEquals(1, run.out().lines().count());
    }

    @Test
    void aStatusWithoutADaemonExitsWith3(@TempDir Path folder) {
        FtrRun run = ftr("--run-dir", folder.toString(), "status");
        assertEquals(3, run.exit());
        assertEquals("", run.out());
        assertEquals("ftr monitor is not running (no fresh status.json in %s)%n".formatted(folder), run.err());
        assertEquals(
                3,
                ftr("--run-dir", folder.toString(), "status", "--output", "json")
                        .exit());
    }

    @Test
    void optionsOfTheProgramMayStandBehindTheCommand(@TempDir Path folder) {
        assertEquals(3, ftr("status", "--run-dir", folder.toString()).exit());
    }

    @Test
    void stackTracesAreForDebugOnly(@TempDir Path folder) {
        Path missing = folder.resolve("missing.conf");
        assertFalse(ftr(missing, "validate").err().contains("\tat "));
        FtrRun debug = ftr(missing, "--debug", "validate");
        assertEquals(1, debug.exit());
        assertTrue(debug.err().contains("\tat dev.ftr.cli."));
    }
}
