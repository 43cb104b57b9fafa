package dev.ftr.daemon;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ftr.daemon.KernelLock.Held;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KernelLockTest {
    private static final Duration SOME = Duration.ofMillis(300);
    private static final Duration LONG = Duration.ofSeconds(20);

    @TempDir
    private Path folder;

    @Test
    void canBeTakenAgainAndAgain() throws DaemonException, IOException {
        try (KernelLock lock = KernelLock.at(folder.resolve("run/ftr"), "ftr monitor")) {
            for (int i = 0; i < 3; i++) {
                try (Held held = lock.acquire(Duration.ZERO)) {
                    String line = Files.readString(folder.resolve("run/ftr/kernel.lock"));
                    assertTrue(
                            line.matches("%d \\S+ ftr monitor\n"
                                    .formatted(ProcessHandle.current().pid())),
                            line);
                }
                assertEquals("", Files.readString(folder.resolve("run/ftr/kernel.lock")));
            }
        }
    }

    @Test
    void patienceEndsWithTheNameOfTheOwner() throws DaemonException, IOException {
        try (ChildJvm owner = ChildJvm.start(LockPeer.class, folder.toString()).await("held");
                KernelLock lock = KernelLock.at(folder, "ftr monitor")) {
            assertTrue(lock.tryAcquire().isEmpty());
            DaemonException refused = assertThrows(DaemonException.class, () -> lock.acquire(SOME));
            String message = String.valueOf(refused.getMessage());
            assertTrue(
                    message.matches(
                            "another ftr \\(pid %d, 'ftr apply', since \\d\\d:\\d\\d:\\d\\d\\) is changing the kernel and did not end within 300 ms"
                                    .formatted(owner.pid())),
                    message);
        }
    }

    @Test
    void isFreeAsSoonAsTheOwnerHasReleasedIt() throws DaemonException, IOException {
        try (ChildJvm owner = ChildJvm.start(LockPeer.class, folder.toString()).await("held");
                KernelLock lock = KernelLock.at(folder, "ftr monitor")) {
            assertTrue(lock.tryAcquire().isEmpty());
            owner.tell("go on");
            lock.acquire(LONG).close();
            assertTrue(owner.isAlive());
        }
    }

    @Test
    void isFreeWhenTheOwnerWasKilled() throws DaemonException, IOException {
        try (KernelLock lock = KernelLock.at(folder, "ftr monitor")) {
            try (ChildJvm owner =
                    ChildJvm.start(LockPeer.class, folder.toString()).await("held")) {
                assertTrue(lock.tryAcquire().isEmpty());
            }
            lock.acquire(LONG).close();
        }
    }

    @Test
    void isKeptFromOthersInANewRunDirToo() throws DaemonException, IOException {
        try (KernelLock lock = KernelLock.at(folder.resolve("run"), "ftr monitor")) {
            lock.acquire(SOME).close();
            replaceRunDir();
            try (ChildJvm owner = ChildJvm.start(
                            LockPeer.class, folder.resolve("run").toString())
                    .await("held")) {
                assertTrue(lock.tryAcquire().isEmpty(), "the file that was open before is not the lock any more");
                assertTrue(lock.occupied().contains("pid " + owner.pid()), lock.occupied() + " of pid " + owner.pid());
                owner.tell("go on");
                lock.acquire(LONG).close();
            }
        }
    }

    @Test
    void aWaiterFollowsTheFileThatReplacesTheOneItWaitsFor() throws DaemonException, IOException {
        Path run = folder.resolve("run");
        try (ChildJvm former = ChildJvm.start(LockPeer.class, run.toString()).await("held");
                KernelLock lock = KernelLock.at(run, "ftr monitor")) {
            assertTrue(lock.tryAcquire().isEmpty());
            replaceRunDir();
            try (ChildJvm owner = ChildJvm.start(LockPeer.class, run.toString()).await("held")) {
                former.close();
                assertTrue(lock.tryAcquire().isEmpty(), "the old file is free, but it is not the lock");
                assertTrue(lock.occupied().contains("pid " + owner.pid()), lock.occupied());
            }
        }
    }

    @Test
    void onlyOneProcessAtATimeHasIt() throws IOException, InterruptedException, DaemonException {
        Path counter = Files.writeString(folder.resolve("counter"), "0");
        List<ChildJvm> peers = new ArrayList<>();
        try {
            for (int i = 0; i < 2; i++)
                peers.add(ChildJvm.start(LockPeer.class, folder.toString(), counter.toString(), "60"));
            LockPeer.count(folder, counter, 60);
            for (ChildJvm peer : peers) assertEquals(0, peer.exitStatus());
        } finally {
            peers.forEach(ChildJvm::close);
        }
        assertEquals("180", Files.readString(counter));
    }

    @Test
    void survivesAnInterruptOfItsThread() throws DaemonException {
        try (KernelLock lock = KernelLock.at(folder, "ftr monitor")) {
            lock.acquire(SOME).close();
            Thread.currentThread().interrupt();
            assertThrows(DaemonException.class, () -> lock.acquire(SOME));
            assertTrue(Thread.interrupted());
            lock.acquire(SOME).close();
        }
    }

    @Test
    void saysWhichRunDirCannotBeUsed() throws IOException {
        Path file = Files.writeString(folder.resolve("file"), "");
        try (KernelLock lock = KernelLock.at(file, "ftr apply")) {
            DaemonException refused = assertThrows(DaemonException.class, () -> lock.acquire(SOME));
            assertTrue(
                    String.valueOf(refused.getMessage()).startsWith("run dir " + file + " cannot be used: "),
                    refused.getMessage());
        }
    }

    @Test
    void isNotGivenTwiceToItsOwner() throws DaemonException {
        try (KernelLock lock = KernelLock.at(folder, "ftr apply")) {
            try (Held held = lock.acquire(SOME)) {
                assertThrows(IllegalStateException.class, () -> lock.acquire(SOME));
            }
            lock.acquire(SOME).close();
        }
    }

    @Test
    void onlyTheAdministratorCanKeepOthersWaiting() throws DaemonException, IOException {
        try (KernelLock lock = KernelLock.at(folder, "ftr apply")) {
            lock.acquire(SOME).close();
        }
        assertFalse(Files.getPosixFilePermissions(folder.resolve("kernel.lock")).stream()
                .anyMatch(p -> !p.name().startsWith("OWNER")));
    }

    @Test
    void namesNobodyWhenTheFileHoldsNoOwner() throws DaemonException, IOException {
        Files.writeString(folder.resolve("kernel.lock"), "4711 yesterday ftr apply\n");
        try (KernelLock lock = KernelLock.at(folder, "ftr apply")) {
            assertEquals("another ftr (pid unknown) is changing the kernel", lock.occupied());
        }
    }

    private void replaceRunDir() throws IOException {
        Files.delete(folder.resolve("run/kernel.lock"));
        Files.delete(folder.resolve("run"));
        Files.createDirectory(folder.resolve("run"));
    }
}
