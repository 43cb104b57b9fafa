package dev.ftr.e2e;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What people see in the terminal, as they see it. */
class TerminalIT {
    /** With this story, eth2 is the first to fail. */
    private static final String DEMO = Lab.ops("ftr") + " --config /nowhere/ftr.yaml monitor --demo --seed 2";

    @TempDir
    private Path folder;

    @ParameterizedTest
    @CsvSource({"80, 24, C.UTF-8", "200, 50, C.UTF-8", "80, 24, C", "200, 50, C"})
    void theDemoCutsTheUplinkWhoseKeyIsPressedAndLeavesTheTerminalAsItWas(int columns, int rows, String locale) {
        boolean unicode = locale.endsWith("UTF-8");
        try (Tmux terminal = new Tmux(columns, rows, locale)) {
            terminal.type(DEMO);
            terminal.await("Demo: uplinks, their faults and the kernel are simulated");
            terminal.awaitLine("eth1 .* up +yes 33 % .*");
            terminal.press("1");
            terminal.await("You cut eth1.");
            terminal.awaitLine("eth1 .* down +no .*");
            terminal.await("The share of eth1 moves to");
            terminal.await("eth1 weight 1 + eth2 weight 2 --> eth2");
            terminal.awaitLine("1: heal eth1   2: .*   q: end");
            terminal.await(unicode ? "▁▁" : "__");
            if (!unicode) assertTrue(isAscii(terminal.screen()), String.join("\n", terminal.screen()));
            terminal.press("1");
            terminal.await("eth1 works again.");
            terminal.awaitLine("eth1 .* up +yes .*");
            terminal.press("q");
            terminal.await("The demo is over, nothing was touched.");
            terminal.awaitPrompt();
            assertTrue(terminal.isAsBefore(), terminal.screen().toString());
        }
    }

    @Test
    void theDemoTellsAStoryByItselfAndEndsInTimeIfItIsTold() {
        try (Tmux terminal = new Tmux(80, 24, "C.UTF-8")) {
            terminal.type(DEMO + " --for 8s");
            terminal.await("eth2 is cut, somewhere behind its gateway.");
            terminal.await("The share of eth2 moves to");
            terminal.await("The demo is over");
            terminal.awaitPrompt();
        }
    }

    @ParameterizedTest
    @CsvSource({"80, 24, C.UTF-8", "200, 50, C"})
    void watchingShowsHowTheUplinksAreAndWhenTheDaemonEnds(int columns, int rows, String locale) throws IOException {
        try (Tmux terminal = new Tmux(columns, rows, locale);
                ScheduledExecutorService daemon = Executors.newSingleThreadScheduledExecutor()) {
            writeStatus("up", true);
            Future<?> writing = daemon.scheduleAtFixedRate(this::touchStatus, 1, 1, TimeUnit.SECONDS);
            terminal.type(watch() + "; echo exit $?");
            terminal.awaitLine("fibre .* up +yes 100 % +0 % +12.3 ms +.*2 min +192.0.2.2.*");
            terminal.await(locale.equals("C") ? "_" : "▁");
            terminal.await("q: end");
            writeStatus("down", false);
            terminal.awaitLine("fibre .* down +no +0 % .*");
            terminal.await("fibre is down: why");
            terminal.resize(60, 20);
            terminal.awaitLine("uplink +state +routing .* address");
            terminal.resize(columns, rows);
            terminal.awaitLine("uplink .* address .*before");
            writing.cancel(true);
            daemon.shutdownNow();
            Files.delete(status());
            terminal.await("ftr monitor is not running any more");
            writeStatus("up", true);
            terminal.awaitLine("fibre .* up +yes 100 % .*");
            terminal.press("q");
            terminal.await("exit 0");
            assertTrue(terminal.isAsBefore(), terminal.screen().toString());
        }
    }

    @Test
    void watchingWaitsForADaemonAndExitsWith3IfNoneEverCame() {
        try (Tmux terminal = new Tmux(80, 24, "C.UTF-8")) {
            terminal.type(watch() + "; echo exit $?");
            terminal.await("ftr monitor is not running");
            terminal.await("waiting for it");
            terminal.press("C-c");
            terminal.await("exit 3");
            assertTrue(terminal.isAsBefore(), terminal.screen().toString());
        }
    }

    @Test
    void aSignalEndsItAndTheTerminalIsAsItWas() throws IOException {
        writeStatus("up", true);
        try (Tmux terminal = new Tmux(80, 24, "C.UTF-8")) {
            terminal.type(watch() + " --interval 1m; echo exit $?");
            terminal.await("q: end");
            terminal.java().destroy();
            terminal.await("exit 0");
            assertTrue(terminal.isAsBefore(), terminal.screen().toString());
        }
    }

    @Test
    void statusIsColouredOnATerminalOnlyAndNotWithNoColor() throws IOException {
        writeStatus("up", true);
        try (Tmux terminal = new Tmux(80, 24, "C.UTF-8")) {
            String status = ftr() + " status";
            terminal.type(status);
            terminal.await("converged");
            assertTrue(terminal.colouredScreen().contains("\u001b[32mup"), terminal.colouredScreen());
            for (String plain : List.of("NO_COLOR=1 " + status, status + " | cat")) {
                writeStatus("up", true);
                terminal.type(plain);
                terminal.await("converged");
                terminal.awaitPrompt();
                assertFalse(terminal.colouredScreen().contains("\u001b[32m"), terminal.colouredScreen());
            }
        }
    }

    @Test
    void statusUsesTheWidthOfTheTerminal() throws IOException {
        try (Tmux terminal = new Tmux(200, 50, "C.UTF-8")) {
            writeStatus("up", true);
            terminal.type(ftr() + " status");
            terminal.awaitLine("uplink +description +state .* gateway +before");
            terminal.resize(80, 24);
            writeStatus("up", true);
            terminal.type(ftr() + " status");
            terminal.awaitLine("uplink +state +routing .*");
            assertTrue(terminal.screen().stream().allMatch(l -> l.length() <= 80));
        }
    }

    private static boolean isAscii(List<String> lines) {
        return StandardCharsets.US_ASCII.newEncoder().canEncode(String.join("", lines));
    }

    private String ftr() {
        return "%s --run-dir %s --state-dir %s".formatted(Lab.ops("ftr"), folder, folder);
    }

    private String watch() {
        return ftr() + " status --watch";
    }

    private Path status() {
        return folder.resolve("status.json");
    }

    private void touchStatus() {
        try {
            Files.setLastModifiedTime(status(), FileTime.from(Instant.now()));
        } catch (IOException e) {
            // It is being replaced.
        }
    }

    /** As a daemon would that this very process were. */
    private void writeStatus(String state, boolean routing) throws IOException {
        Path next = Files.writeString(folder.resolve("next"), """
                {"pid":%d,"converged":true,"problems":[],"warnings":[],
                 "config":{"path":"/etc/ftr.yaml","sha256":"0123456789abcdef","commit":null,"error":null},
                 "uplinks":[{"name":"fibre","description":"A line with quite a long name","interface":"eth1",
                   "ip":"192.0.2.2","gateway":"192.0.2.1","state":"%s","reason":"why","routing":%s,"place":null,
                   "since":"%s","held_until":null,"rtt_ms":12.3,"jitter_ms":0.4,"loss_percent":0.0,
                   "priority_group":1,"weight":1}]}
                """.formatted(
                ProcessHandle.current().pid(), state, routing, Instant.now().minusSeconds(130)));
        Files.move(next, status(), StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }
}
