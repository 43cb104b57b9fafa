package dev.ftr.daemon;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ftr.daemon.Status.ConfigSource;
import dev.ftr.daemon.Status.LastReconcile;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StatusFileTest {
    private final Path folder;
    private final StatusFile file;

    StatusFileTest(@TempDir Path folder) {
        this.folder = folder;
        this.file = new StatusFile(folder);
    }

    @Test
    void readsWhatALivingDaemonHasJustWritten() {
        file.writeOrComplain(status(ProcessHandle.current().pid()));
        assertEquals(
                Optional.of(true),
                file.readFresh(Instant.now()).map(s -> s.path("converged").asBoolean()));
    }

    @Test
    void knowsOfNoDaemonWithoutAFile() {
        assertEquals(Optional.empty(), file.readFresh(Instant.now()));
        assertEquals(Optional.empty(), file.freshStates(Instant.now()));
    }

    @Test
    void doesNotBelieveAnOldFile() {
        file.writeOrComplain(status(ProcessHandle.current().pid()));
        assertTrue(file.readFresh(Instant.now().plus(Duration.ofSeconds(10))).isPresent());
        assertEquals(Optional.empty(), file.readFresh(Instant.now().plus(Duration.ofSeconds(20))));
    }

    @Test
    void doesNotBelieveAFileFromTheFuture() {
        file.writeOrComplain(status(ProcessHandle.current().pid()));
        assertEquals(Optional.empty(), file.readFresh(Instant.now().minus(Duration.ofMinutes(1))));
    }

    @Test
    void doesNotBelieveTheFileOfADeadProcess() throws IOException, InterruptedException {
        Process dead = new ProcessBuilder("true").start();
        dead.waitFor();
        file.writeOrComplain(status(dead.pid()));
        assertEquals(Optional.empty(), file.readFresh(Instant.now()));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "{",
                "{\"pid\":",
                "[]",
                "null",
                "17",
                "{}",
                "{\"pid\":\"many\"}",
                "{\"pid\":-5}",
                "\u0000\u0000"
            })
    void doesNotBelieveGarbage(String content) throws IOException {
        Files.writeString(folder.resolve("status.json"), content);
        assertEquals(Optional.empty(), file.readFresh(Instant.now()));
    }

    @Test
    void doesNotBelieveWhatIsNoText() throws IOException {
        Files.write(folder.resolve("status.json"), new byte[] {(byte) 0xff, (byte) 0xfe, 0, 1});
        assertEquals(Optional.empty(), file.readFresh(Instant.now()));
        Files.write(folder.resolve("status.json"), "\ud800".getBytes(StandardCharsets.UTF_16));
        assertEquals(Optional.empty(), file.readFresh(Instant.now()));
    }

    @Test
    void takesTheStatesOfUplinksByName() throws IOException {
        Files.writeString(
                folder.resolve("status.json"),
                "{\"pid\":%d,\"uplinks\":[{\"name\":\"eth1\",\"state\":\"up\"},{\"name\":\"eth2\",\"state\":\"down\"}]}"
                        .formatted(ProcessHandle.current().pid()));
        assertEquals(
                "{eth1=up, eth2=down}",
                file.freshStates(Instant.now()).map(Map::toString).orElse("none"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"sideways\"", "{}", "[1]", "null", "7"})
    void takesAStateItDoesNotKnowForUnknown(String state) throws IOException {
        Files.writeString(
                folder.resolve("status.json"),
                "{\"pid\":%d,\"uplinks\":[{\"name\":\"eth1\",\"state\":%s}]}"
                        .formatted(ProcessHandle.current().pid(), state));
        assertEquals(
                "{eth1=unknown}",
                file.freshStates(Instant.now()).map(Map::toString).orElse("none"));
    }

    @Test
    void aFolderThatCannotBeWrittenStopsNothing() throws IOException {
        Path noFolder = Files.writeString(folder.resolve("file"), "");
        StatusFile nowhere = new StatusFile(noFolder);
        nowhere.writeOrComplain(status(1));
        nowhere.writeOrComplain(status(1));
        assertEquals(Optional.empty(), nowhere.readFresh(Instant.now()));
    }

    @Test
    void leavesNoHalfWrittenFileBehind() throws IOException {
        file.writeOrComplain(status(1));
        file.writeOrComplain(status(1));
        try (var files = Files.list(folder)) {
            assertEquals(
                    List.of("status.json"),
                    files.map(f -> String.valueOf(f.getFileName())).toList());
        }
    }

    @Test
    void aDaemonThatHasEndedAndWaitsForItsParentToNoticeIsNotRunning(@TempDir Path folder) throws Exception {
        // A shell may wait for its child before it becomes something else, so the child ends only afterwards.
        Process parent = new ProcessBuilder("sh", "-c", "sleep 60 & echo $!; exec tail -f /dev/null").start();
        try (BufferedReader lines = parent.inputReader()) {
            long pid = Long.parseLong(String.valueOf(lines.readLine()));
            ProcessHandle daemon = ProcessHandle.of(pid).orElseThrow();
            StatusFile file = new StatusFile(folder);
            file.writeOrComplain(status(pid));
            assertTrue(file.readFresh(Instant.now()).isPresent());
            long deadline = System.nanoTime() + 10_000_000_000L;
            while (!commandOf(parent).endsWith("tail") && System.nanoTime() < deadline) Thread.sleep(10);
            daemon.destroyForcibly();
            while (file.readFresh(Instant.now()).isPresent() && System.nanoTime() < deadline) Thread.sleep(10);
            assertEquals(Optional.empty(), file.readFresh(Instant.now()));
            assertTrue(ProcessHandle.of(pid).isPresent(), "nobody has taken note of its end");
        } finally {
            parent.destroyForcibly();
        }
    }

    private static String commandOf(Process process) {
        return process.info().command().orElse("");
    }

    private static Status status(long pid) {
        return new Status(
                pid,
                Instant.EPOCH,
                new ConfigSource("/etc/ftr.conf", "c0ffee", Instant.EPOCH),
                List.of(),
                true,
                List.of(),
                List.of(),
                new LastReconcile(Instant.EPOCH, 1.25, 0, "start"),
                List.of(),
                List.of());
    }
}
