package dev.ftr.cli;

import static dev.ftr.cli.FtrRun.config;
import static dev.ftr.cli.FtrRun.ftr;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
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
                "status --interval 3s",
                "status --watch --interval 99ms",
                "status --watch --interval 61m",
                "status --watch --output json",
                "status --watch --promises",
                "replay",
                "replay --output xml probes.csv",
                "apply --confirm soon",
                "apply --confirm 0s",
                "apply --confirm 999ms",
                "apply --confirm 1441m",
                "apply --confirm auto:",
                "apply --confirm auto:0s",
                "apply --confirm",
                "confirm 60s",
                "monitor --demo --seed many",
                "monitor --demo --for ever",
                "monitor --demo --for -3s",
                "monitor --seed 1",
                "monitor --for 3s",
                "events --since yore",
                "events --since 7",
                "events --since 2026-02-30",
                "events --since 1h --until 2h",
                "events --type uplnk",
                "events --limit 0",
                "events --output xml",
                "report --since soon",
                "report --since 1d --until 1d",
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
        assertTrue(ftr("monitor", "--demo", "--for", "ever").err().contains("write 500ms, 3s, 2m, 6h or 7d"));
        assertTrue(ftr("monitor", "--seed", "1").err().contains("--seed and --for go with --demo"));
    }

    @Test
    void helpNamesEveryCommand() {
        FtrRun run = ftr("--help");
        assertEquals(0, run.exit());
        for (String command : List.of(
                "generate-config",
                "validate",
                "plan",
                "apply",
                "confirm",
                "monitor",
                "generate-iptables",
                "status",
                "teardown",
                "replay",
                "events",
                "report")) assertTrue(run.out().contains(command), command);
        assertEquals("", run.err());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "generate-config",
                "validate",
                "plan",
                "apply",
                "confirm",
                "monitor",
                "generate-iptables",
                "status",
                "teardown",
                "replay",
                "events",
                "report"
            })
    void everyCommandHasHelp(String command) {
        FtrRun run = ftr(command, "--help");
        assertEquals(0, run.exit(), run.err());
        assertTrue(run.out().startsWith("Usage: ftr " + command), run.out());
        assertTrue(run.out().contains("--config"), run.out());
        assertEquals("", run.err());
    }

    @Test
    void aConfirmationWithoutAPendingChangeExitsWith1AndOneLine(@TempDir Path folder) {
        FtrRun run = ftr("--run-dir", folder.toString(), "--state-dir", folder.toString(), "confirm");
        assertEquals(1, run.exit());
        assertEquals("ftr: no change is pending%n".formatted(), run.err());
        FtrRun revert = ftr("--run-dir", folder.toString(), "--state-dir", folder.toString(), "confirm", "--revert");
        assertEquals(1, revert.exit());
        assertEquals("ftr: no change is pending%n".formatted(), revert.err());
    }

    @Test
    void aPendingChangeThatCannotBeReadIsNamed(@TempDir Path folder) throws IOException {
        Path file = Files.createDirectory(folder.resolve("pending")).resolve("change.json");
        Files.writeString(file, "{}");
        FtrRun run = ftr("--run-dir", folder.toString(), "--state-dir", folder.toString(), "confirm");
        assertEquals(1, run.exit());
        assertEquals(1, run.err().lines().count(), run.err());
        assertTrue(run.err().contains(file.toString()), run.err());
    }

    @Test
    void whatIsForOurselvesIsNotInTheHelp() {
        assertFalse(ftr("--help").out().contains("revert-unless-confirmed"));
        assertTrue(ftr("apply", "--confirm", "0s").err().contains("write 60s, 5m or auto:30s, from 1s to 24h"));
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
    void aReplayOfWhatIsNoRecordingExitsWith1AndOneLine(@TempDir Path folder) throws IOException {
        Path file = Files.writeString(folder.resolve("probes.csv"), "uplinks: []\n");
        FtrRun run = ftr("replay", file.toString());
        assertEquals(1, run.exit());
        assertTrue(run.err().startsWith(file + ":1: is no recording of probes; "), run.err());
        assertEquals(1, run.err().lines().count());
        FtrRun missing = ftr("replay", folder.resolve("none.csv").toString());
        assertEquals(1, missing.exit());
        assertEquals("ftr: %s: no such file or folder%n".formatted(folder.resolve("none.csv")), missing.err());
    }

    @Test
    void aReplayWithoutAnyConfigStillTellsWhatWasDecided(@TempDir Path folder) throws IOException {
        Path file = Files.writeString(folder.resolve("probes.csv"), "ftr-probes,1,2026-03-01T10:00:00Z,0\n");
        FtrRun run = ftr(folder.resolve("none"), "replay", file.toString());
        assertEquals(1, run.exit(), "a config that was asked for must be there");
        FtrRun json = ftr(config(folder, FtrRun.CONFIG), "replay", "--output", "json", file.toString());
        assertEquals(0, json.exit(), json.err());
        assertTrue(json.out().contains("uplink eth1 is not in the recording"), json.out());
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
