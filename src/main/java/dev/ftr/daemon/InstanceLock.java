package dev.ftr.daemon;

import java.io.IOException;
import java.nio.file.Path;

/** Keeps a second daemon from starting. The kernel gives the lock back when its process ends, however it ends. */
public final class InstanceLock implements AutoCloseable {
    private final Path runDir;
    private final LockFile file;
    private boolean lost;

    private InstanceLock(Path runDir) {
        this.runDir = runDir;
        this.file = new LockFile(runDir.resolve("ftr.lock"));
    }

    /**
     * Takes the lock.
     *
     * @throws DaemonException when another daemon has it, or the folder cannot be written
     */
    public static InstanceLock take(Path runDir) throws DaemonException {
        InstanceLock lock = new InstanceLock(runDir);
        try {
            lock.takeFile();
            return lock;
        } catch (IOException e) {
            throw lock.unusable(e);
        }
    }

    /**
     * Takes the lock anew if the run dir was deleted, for in a new one it would stop nobody. Costs a look at the file.
     *
     * @throws DaemonException when another daemon was faster, which then is the one to run, or the folder cannot be written
     */
    public void renew() throws DaemonException {
        try {
            if (!file.isHeld()) takeFile();
        } catch (IOException e) {
            throw unusable(e);
        }
    }

    /** Whether another daemon was found to have it. */
    public boolean isLost() {
        return lost;
    }

    private void takeFile() throws IOException, DaemonException {
        if (!file.tryLock()) {
            String owner = file.note();
            file.close();
            lost = true;
            throw new DaemonException("another ftr monitor (pid %s) is running with run dir %s; stop it first"
                    .formatted(owner.isEmpty() ? "unknown" : owner, runDir));
        }
        file.write(ProcessHandle.current().pid() + "\n");
    }

    private DaemonException unusable(IOException e) {
        return new DaemonException("run dir %s cannot be used: %s".formatted(runDir, FileFailure.cause(e)));
    }

    @Override
    public void close() throws IOException {
        file.close();
    }
}
