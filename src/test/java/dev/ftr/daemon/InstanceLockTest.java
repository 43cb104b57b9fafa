package dev.ftr.daemon;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class InstanceLockTest {
    @Test
    void refusesASecondDaemonAndNamesTheFirst(@TempDir Path folder) throws IOException, DaemonException {
        try (InstanceLock first = InstanceLock.take(folder)) {
            DaemonException refused = assertThrows(DaemonException.class, () -> InstanceLock.take(folder));
            assertEquals(
                    "another ftr monitor (pid %d) is running with run dir %s; stop it first"
                            .formatted(ProcessHandle.current().pid(), folder),
                    refused.getMessage());
        }
    }

    @Test
    void canBeTakenAgainWhenTheFirstHasEnded(@TempDir Path folder) throws IOException, DaemonException {
        InstanceLock.take(folder).close();
        Files.writeString(folder.resolve("ftr.lock"), "4711 and what an older version wrote\n");
        InstanceLock.take(folder).close();
        assertEquals(ProcessHandle.current().pid() + "\n", Files.readString(folder.resolve("ftr.lock")));
    }

    @Test
    void makesTheRunDir(@TempDir Path folder) throws IOException, DaemonException {
        InstanceLock.take(folder.resolve("run/ftr")).close();
        assertTrue(Files.isDirectory(folder.resolve("run/ftr")));
    }

    @Test
    void saysWhichRunDirCannotBeUsed(@TempDir Path folder) throws IOException {
        Path file = Files.writeString(folder.resolve("file"), "");
        DaemonException refused = assertThrows(DaemonException.class, () -> InstanceLock.take(file));
        assertTrue(String.valueOf(refused.getMessage()).startsWith("run dir " + file + " cannot be used: "));
    }

    @Test
    void isTakenAnewInARunDirThatWasMadeAnew(@TempDir Path folder) throws IOException, DaemonException {
        Path run = folder.resolve("run");
        try (InstanceLock lock = InstanceLock.take(run)) {
            lock.renew();
            deleteRunDir(run);
            lock.renew();
            assertEquals(ProcessHandle.current().pid() + "\n", Files.readString(run.resolve("ftr.lock")));
            DaemonException refused = assertThrows(DaemonException.class, () -> InstanceLock.take(run));
            assertTrue(String.valueOf(refused.getMessage()).startsWith("another ftr monitor (pid "));
        }
    }

    @Test
    void saysSoWhenAnotherDaemonWasFasterInANewRunDir(@TempDir Path folder) throws IOException, DaemonException {
        Path run = folder.resolve("run");
        try (InstanceLock first = InstanceLock.take(run)) {
            deleteRunDir(run);
            try (InstanceLock second = InstanceLock.take(run)) {
                assertThrows(DaemonException.class, first::renew);
            }
        }
    }

    private static void deleteRunDir(Path run) throws IOException {
        Files.delete(run.resolve("ftr.lock"));
        Files.delete(run);
    }
}
