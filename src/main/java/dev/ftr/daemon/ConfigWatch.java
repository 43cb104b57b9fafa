package dev.ftr.daemon;

import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Announces that a config, a file or a folder of files, has another content than before, however it was written and whatever
 * became of the folders and symbolic links on the way to it. Hears of changes from the kernel, and looks by itself now and then
 * for those that the kernel does not tell (a write through another hard link, a network file system).
 */
public final class ConfigWatch implements AutoCloseable {
    /**
     * The times that a watch keeps.
     *
     * @param quiet after the last sign of a write, before the content is looked at
     * @param longestBurst after the first sign, for writes that never end
     * @param poll between two looks at the attributes of the files
     * @param blindPoll the same while the kernel does not tell of changes
     * @param reading between two looks at the content, for writes that leave the attributes as they are
     * @param retry between two attempts to have the kernel tell of changes
     */
    record Pace(
            Duration quiet,
            Duration longestBurst,
            Duration poll,
            Duration blindPoll,
            Duration reading,
            Duration retry) {
        static final Pace USUAL = new Pace(
                Duration.ofMillis(40),
                Duration.ofMillis(500),
                Duration.ofSeconds(2),
                Duration.ofMillis(250),
                Duration.ofSeconds(5),
                Duration.ofSeconds(30));
    }

    private static final Logger LOG = LoggerFactory.getLogger(ConfigWatch.class);

    /** Who was told has read the config by then. */
    private static final Duration DOUBT = Duration.ofSeconds(1);

    /** ms: how closely a burst of writes is followed, so that folders made in it are watched before it ends. */
    private static final long STEP = 10;

    private static final Duration LONGEST_WRITING = Duration.ofSeconds(10);
    private static final Duration WRITERS_STEP = Duration.ofMillis(50);

    /** A path whose folders are swapped all the time is left alone until the next look. */
    private static final int MOST_TURNS = 4;

    private final Path config;
    private final Runnable changed;
    private final Pace pace;
    private final TrailWatch folders;
    private final Semaphore signs = new Semaphore(1);
    private final Thread thread;
    private volatile long lastSign = System.nanoTime();
    private volatile boolean closed;

    private ConfigTrail trail;
    private ContentPrint announced;
    private @Nullable ConfigTrail announcedTrail;
    private long lastAnnouncement;
    private long lastReading = System.nanoTime();

    private ConfigWatch(Path config, Runnable changed, Pace pace, FolderWatch.Opener opener) {
        this.config = config;
        this.changed = changed;
        this.pace = pace;
        this.folders = new TrailWatch(opener, pace.retry(), this::sign);
        this.trail = ConfigTrail.of(config);
        this.announced = ContentPrint.of(config);
        this.thread = Thread.ofPlatform().daemon().name("ftr-config-watch").unstarted(this::run);
    }

    /**
     * Watches from now on: read the config after this call and no change is missed.
     *
     * @param config a file, or a folder whose *.yaml, *.yml and *.conf are the config; need not exist
     * @param changed called in a thread of the watch, one call at a time, when the content or its absence is another one than
     *     at the last call (at first: than now), or was for a moment within a second after it; to be brief
     */
    public static ConfigWatch start(Path config, Runnable changed) {
        return start(config, changed, Pace.USUAL, FolderWatch::open);
    }

    static ConfigWatch start(Path config, Runnable changed, Pace pace, FolderWatch.Opener opener) {
        ConfigWatch watch = new ConfigWatch(config, changed, pace, opener);
        watch.thread.start();
        return watch;
    }

    private void run() {
        try (folders) {
            while (!closed) turn();
        } catch (InterruptedException e) {
            LOG.debug("the watch on {} was interrupted", config);
        }
    }

    private void turn() throws InterruptedException {
        try {
            Duration wait = folders.blind() ? pace.blindPoll() : pace.poll();
            boolean told = signs.tryAcquire(wait.toMillis(), TimeUnit.MILLISECONDS);
            if (closed) return;
            boolean moved = moved();
            if (told || moved) {
                if (moved) lastSign = System.nanoTime();
                settle();
                announce();
            } else if (System.nanoTime() - lastReading >= pace.reading().toNanos()) {
                announce();
            }
        } catch (RuntimeException e) {
            LOG.error("the watch on {} has failed and goes on", config, e);
        }
    }

    /** Waits for the end of a burst of writes. */
    private void settle() throws InterruptedException {
        long start = System.nanoTime();
        while (!closed
                && sinceSign() < pace.quiet().toNanos()
                && System.nanoTime() - start < pace.longestBurst().toNanos()) {
            Thread.sleep(Math.clamp((pace.quiet().toNanos() - sinceSign()) / 1_000_000 + 1, 1, STEP));
            signs.drainPermits();
            if (moved()) lastSign = System.nanoTime();
        }
        awaitWriters();
    }

    /** Half a file can look like a whole one, and so can half a folder. Who never ends is not waited for without end. */
    private void awaitWriters() throws InterruptedException {
        long end = System.nanoTime() + LONGEST_WRITING.toNanos();
        while (!closed && isBeingWritten() && System.nanoTime() < end) Thread.sleep(WRITERS_STEP);
    }

    private boolean isBeingWritten() {
        return OpenWriters.of(config) || GitCommit.isChanging(config);
    }

    private long sinceSign() {
        return System.nanoTime() - lastSign;
    }

    /** Looks at the way to the files, and whether it is another one than at the last look. */
    private boolean moved() {
        ConfigTrail before = trail;
        trail = ConfigTrail.of(config);
        for (int i = 0; i < MOST_TURNS && folders.follow(trail); i++) trail = ConfigTrail.of(config);
        return !trail.equals(before);
    }

    private void announce() {
        lastReading = System.nanoTime();
        ContentPrint now = ContentPrint.of(config);
        if (closed || (now.equals(announced) && !doubtful())) return;
        announced = now;
        announcedTrail = trail;
        lastAnnouncement = lastReading;
        changed.run();
    }

    /** Who was told reads a little later: another content may have come for just that moment, and gone again. */
    private boolean doubtful() {
        return announcedTrail != null
                && !announcedTrail.equals(trail)
                && lastReading - lastAnnouncement < DOUBT.toNanos();
    }

    private void sign() {
        lastSign = System.nanoTime();
        if (signs.availablePermits() == 0) signs.release();
    }

    /** False when the watch has ended: it was closed. */
    boolean isAlive() {
        return thread.isAlive();
    }

    /** Ends the watch; when it has returned there is no further call, unless one takes longer than a second. */
    @Override
    public void close() {
        closed = true;
        signs.release();
        if (thread.equals(Thread.currentThread())) return;
        try {
            thread.join(Duration.ofSeconds(1));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
