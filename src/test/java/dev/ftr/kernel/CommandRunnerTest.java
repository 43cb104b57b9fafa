package dev.ftr.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ftr.kernel.CommandRunner.Result;
import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

class CommandRunnerTest {
    private static final Duration PATIENCE = Duration.ofSeconds(8);
    private static final String MEGABYTES = "0123456789abcdef".repeat(300_000);

    private final CommandRunner runner = new CommandRunner(Duration.ofSeconds(5));
    private final CommandRunner hasty = new CommandRunner(Duration.ofSeconds(1));

    @Test
    void keepsOutputErrorsAndExitStatusApart() throws KernelException {
        Result result = runner.run(List.of("sh", "-c", "cat; echo wrong >&2; exit 3"), "input");
        assertEquals(new Result(3, "input", "wrong\n"), result);
        assertTrue(result.failed());
        assertEquals("wrong", result.words());
    }

    @Test
    void wordsAreOneLine() {
        assertEquals("a; b", new Result(1, "out", "\n a\n\n b \n").words());
        assertEquals("out", new Result(1, "out\n", " \n").words());
        assertEquals("exit status 4", new Result(4, "", "").words());
    }

    @Test
    void runsInTheCLocale() throws KernelException {
        assertEquals("C\n", runner.run(List.of("sh", "-c", "echo $LC_ALL"), "").out());
    }

    @Test
    void noShellReadsTheArguments() throws KernelException {
        assertEquals("$(id) ; *\n", runner.run(List.of("echo", "$(id) ; *"), "").out());
    }

    @Test
    void bigOutputOnBothStreamsDoesNotBlock() throws KernelException {
        String both = "head -c 3000000 /dev/zero | tr '\\0' e >&2; head -c 3000000 /dev/zero | tr '\\0' o";
        Result result = runner.run(List.of("sh", "-c", both), "");
        assertEquals(3_000_000, result.out().length());
        assertEquals(3_000_000, result.err().length());
    }

    @Test
    void bigInputThatComesBackDoesNotBlock() throws KernelException {
        assertEquals(MEGABYTES, runner.run(List.of("cat"), MEGABYTES).out());
    }

    @Test
    void aToolThatReadsNothingStillHasItsSay() throws KernelException {
        Result result = runner.run(List.of("sh", "-c", "exec <&-; echo no >&2; exit 2"), MEGABYTES);
        assertEquals(new Result(2, "", "no\n"), result);
    }

    @Test
    void aToolThatHangsIsKilled() {
        assertKilled("");
    }

    @Test
    void aToolThatHangsWithoutReadingItsInputIsKilled() {
        assertKilled(MEGABYTES);
    }

    // A tool may leave a child behind that has inherited its output.
    @Test
    void aChildThatKeepsTheOutputOpenIsNotWaitedFor() {
        assertTimeoutPreemptively(PATIENCE, () -> {
            try {
                hasty.run(List.of("sh", "-c", "sleep 20 & echo done"), "");
            } catch (KernelException e) {
                assertTrue(String.valueOf(e.getMessage()).contains("within"), e::getMessage);
            }
        });
    }

    @Test
    void aMissingToolIsNamedWithItsPackage() {
        KernelException e = assertThrows(
                KernelException.class, () -> runner.run(List.of("iptables-no-such-save", "-t", "nat"), ""));
        assertEquals(
                "cannot run iptables-no-such-save: it is not installed (Debian, Ubuntu: apt-get install iptables)",
                e.getMessage());
    }

    @Test
    void thePackageOfEachToolIsItsOwn() {
        IOException missing = new IOException("error=2, No such file or directory");
        assertTrue(CommandRunner.installHint("ipset", missing).contains("apt-get install ipset)"));
        assertTrue(CommandRunner.installHint("conntrack", missing).contains("apt-get install conntrack)"));
        assertTrue(CommandRunner.installHint("ip", missing).contains("apt-get install iproute2)"));
    }

    @Test
    void aToolThatMayNotBeRunIsNotCalledMissing() {
        KernelException e = assertThrows(KernelException.class, () -> runner.run(List.of("/etc/passwd"), ""));
        assertTrue(String.valueOf(e.getMessage()).contains("Permission denied"), e::getMessage);
    }

    @Test
    void bytesThatAreNotTextAreNoError() throws KernelException {
        assertEquals("a\ufffdb", runner.run(List.of("printf", "a\\377b"), "").out());
    }

    @Test
    void anInterruptEndsTheTool() throws Exception {
        FutureTask<Boolean> stillInterrupted = new FutureTask<>(() -> {
            assertThrows(KernelException.class, () -> runner.run(List.of("sleep", "20"), ""));
            return Thread.currentThread().isInterrupted();
        });
        Thread thread = Thread.ofPlatform().daemon().start(stillInterrupted);
        // Before or after the tool has started: the interrupt waits for whoever waits.
        thread.interrupt();
        assertTrue(stillInterrupted.get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS));
    }

    private void assertKilled(String input) {
        assertTimeoutPreemptively(PATIENCE, () -> {
            // An argument that no other process has, to find it by.
            String unique = "20." + System.nanoTime();
            KernelException e = assertThrows(KernelException.class, () -> hasty.run(List.of("sleep", unique), input));
            assertEquals("sleep %s did not end within 1 s".formatted(unique), e.getMessage());
            // Killed is not yet gone; the time limit of all this ends the wait.
            while (ProcessHandle.current()
                    .children()
                    .anyMatch(p -> p.info().commandLine().orElse("").contains(unique))) Thread.sleep(10);
        });
    }
}
