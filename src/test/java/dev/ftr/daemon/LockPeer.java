package dev.ftr.daemon;

import dev.ftr.daemon.KernelLock.Held;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/** Another process that takes the kernel lock. */
final class LockPeer {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private LockPeer() {}

    /** {@code RUN_DIR} holds the lock until a line comes in; {@code RUN_DIR FILE ROUNDS} counts in a file under the lock. */
    public static void main(String[] arguments) throws IOException, DaemonException {
        Path runDir = Path.of(arguments[0]);
        if (arguments.length > 1) {
            count(runDir, Path.of(arguments[1]), Integer.parseInt(arguments[2]));
            return;
        }
        try (KernelLock lock = KernelLock.at(runDir, "ftr apply")) {
            try (Held held = lock.acquire(PATIENCE)) {
                System.out.println("held");
                int ignored = System.in.read();
            }
            byte[] ignored = System.in.readAllBytes(); // until it is killed
        }
    }

    /** A second process between reading and writing would make the sum too small. */
    static void count(Path runDir, Path file, int rounds) throws IOException, DaemonException {
        try (KernelLock lock = KernelLock.at(runDir, "ftr count")) {
            for (int i = 0; i < rounds; i++) {
                try (Held held = lock.acquire(PATIENCE)) {
                    int sum = Integer.parseInt(Files.readString(file));
                    Files.writeString(file, Integer.toString(sum + 1));
                }
            }
        }
    }
}
