package dev.ftr.daemon;

import dev.ftr.kernel.KernelException;
import java.time.Duration;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Whoever changes the kernel holds this, so that daemon and commands do it one after the other. */
@FunctionalInterface
public interface ChangeLock {
    Logger LOG = LoggerFactory.getLogger(ChangeLock.class);

    /** For what nobody else changes: a simulated kernel, or one that is only read. */
    ChangeLock NONE = () -> () -> {};

    /**
     * Waits for it.
     *
     * @throws KernelException when its owner, who is named, does not give it up in time
     */
    Held acquire() throws KernelException;

    /** For commands: who cannot have it in time does nothing. */
    static ChangeLock within(KernelLock lock, Duration patience) {
        return () -> {
            try {
                KernelLock.Held held = lock.acquire(patience);
                return held::close;
            } catch (DaemonException e) {
                throw new KernelException(String.valueOf(e.getMessage()));
            }
        };
    }

    /** For the daemon, which has to keep the router online: somebody who never ends keeps it waiting, but not for ever. */
    static ChangeLock preferably(KernelLock lock, Duration patience) {
        return () -> {
            try {
                KernelLock.Held held = lock.acquire(patience);
                return held::close;
            } catch (DaemonException e) {
                LOG.warn("{}; going on without the lock", e.getMessage());
                return () -> {};
            }
        };
    }

    /** Gives it back when closed. */
    interface Held extends AutoCloseable {
        @Override
        void close();
    }
}
