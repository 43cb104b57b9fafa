package dev.ftr.daemon;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Lets one process at a time change the kernel: the daemon, {@code apply}, {@code teardown}, the revert of an unconfirmed
 * change. For one thread, which may take it again and again; one instance for a run dir in a process. The kernel frees the
 * lock when its owner ends, however it ends.
 *
 * <p>A run dir that is deleted while the lock is held lets the next process in before the owner is done; one that was
 * deleted before does not.
 */
public final class KernelLock implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(KernelLock.class);
    private static final Duration PAUSE = Duration.ofMillis(20);

    private final Path runDir;
    private final String whoAmI;
    private final LockFile file;
    private boolean held;

    /** The right to change the kernel, until it is closed. */
    public interface Held extends AutoCloseable {
        @Override
        void close();
    }

    private KernelLock(Path runDir, String whoAmI) {
        this.runDir = runDir;
        this.whoAmI = whoAmI;
        this.file = new LockFile(runDir.resolve("kernel.lock"));
    }

    /**
     * The lock of this run dir, not yet taken.
     *
     * @param whoAmI the command, for those who must wait, such as {@code ftr apply}; one line
     */
    public static KernelLock at(Path runDir, String whoAmI) {
        return new KernelLock(runDir, whoAmI);
    }

    /**
     * Waits for the lock.
     *
     * @param patience zero asks once
     * @throws DaemonException when another process has it for longer, or the run dir cannot be used, or the thread was
     *     interrupted
     */
    public Held acquire(Duration patience) throws DaemonException {
        long end = System.nanoTime() + patience.toNanos();
        while (true) {
            Optional<Held> taken = tryAcquire();
            if (taken.isPresent()) return taken.get();
            long left = end - System.nanoTime();
            if (left <= 0) throw new DaemonException(occupied() + " and did not end within " + seconds(patience));
            pause(Math.min(left, PAUSE.toNanos()));
        }
    }

    /**
     * Takes the lock if nobody has it; does not wait.
     *
     * @throws DaemonException when the run dir cannot be used
     */
    public Optional<Held> tryAcquire() throws DaemonException {
        if (held) throw new IllegalStateException("the kernel lock is not given twice");
        try {
            if (!file.tryLock()) return Optional.empty();
            write(new LockOwner(ProcessHandle.current().pid(), Instant.now().truncatedTo(ChronoUnit.MILLIS), whoAmI)
                    .line());
            // An interrupted thread loses the file, and with it the lock, by writing to it.
            held = file.isHeld();
            if (!held) file.close();
        } catch (IOException e) {
            throw unusable(e);
        }
        return held ? Optional.of(this::release) : Optional.empty();
    }

    /** Who has the lock that could not be taken: {@code another ftr (pid 4711, …) is changing the kernel}. */
    public String occupied() throws DaemonException {
        try {
            String owner = LockOwner.parse(file.note())
                    .map(o -> o.words(ZoneId.systemDefault()))
                    .orElse("pid unknown");
            return "another ftr (%s) is changing the kernel".formatted(owner);
        } catch (IOException e) {
            throw unusable(e);
        }
    }

    private void release() {
        if (!held) return;
        held = false;
        write("");
        try {
            file.unlock();
        } catch (IOException e) {
            LOG.debug("kernel lock: {}", FileFailure.cause(e));
            close();
        }
    }

    /** The lock holds without a name in it, as on a full disk. */
    private void write(String note) {
        try {
            file.write(note);
        } catch (IOException e) {
            LOG.debug("kernel lock without an owner's name: {}", FileFailure.cause(e));
        }
    }

    private static void pause(long nanos) throws DaemonException {
        try {
            Thread.sleep(Duration.ofNanos(nanos));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new DaemonException("interrupted while waiting for the right to change the kernel");
        }
    }

    private DaemonException unusable(IOException e) {
        return new DaemonException("run dir %s cannot be used: %s".formatted(runDir, FileFailure.cause(e)));
    }

    private static String seconds(Duration patience) {
        return patience.toMillis() % 1000 == 0 ? patience.toSeconds() + " s" : patience.toMillis() + " ms";
    }

    @Override
    public void close() {
        held = false;
        try {
            file.close();
        } catch (IOException e) {
            LOG.debug("kernel lock: {}", FileFailure.cause(e));
        }
    }
}
