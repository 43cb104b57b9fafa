package dev.ftr.daemon;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Keeps a {@link FolderWatch} on the folders of a trail, wherever the trail goes and whatever becomes of the watch. */
final class TrailWatch implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(TrailWatch.class);

    private final FolderWatch.Opener opener;
    private final Runnable changed;
    private final long retryNanos;

    private volatile @Nullable ConfigTrail trail;
    private SortedMap<Path, String> watched = new TreeMap<>();
    private @Nullable FolderWatch watch;
    private boolean blind;
    private long blindSince;

    /**
     * Watches nothing yet.
     *
     * @param retry how long after a refusal of the system to ask it again
     */
    TrailWatch(FolderWatch.Opener opener, Duration retry, Runnable changed) {
        this.opener = opener;
        this.retryNanos = retry.toNanos();
        this.changed = changed;
    }

    /** Takes the trail as the one to watch. True: the watch is a new one, and what happened meanwhile went unheard. */
    boolean follow(ConfigTrail now) {
        trail = now;
        if (blind ? System.nanoTime() - blindSince < retryNanos : inPlace(now)) return false;
        close();
        try {
            FolderWatch opened = opener.open(now.folders().keySet(), this::leadsOver, changed);
            watch = opened;
            watched = now.folders();
            opened.refusal().ifPresentOrElse(this::complain, this::recover);
        } catch (IOException e) {
            complain(e);
        }
        return true;
    }

    /** Whether some changes can go unheard. */
    boolean blind() {
        return blind;
    }

    private boolean inPlace(ConfigTrail now) {
        return watch != null && watch.alive() && watched.equals(now.folders());
    }

    private boolean leadsOver(Path name) {
        ConfigTrail current = trail;
        return current != null && current.leadsOver(name);
    }

    private void complain(IOException refusal) {
        if (!blind)
            LOG.warn(
                    "changes of the config are looked for by polling, since a folder cannot be watched: {}",
                    cause(refusal));
        blind = true;
        blindSince = System.nanoTime();
    }

    private static String cause(IOException refusal) {
        return FileFailure.cause(refusal);
    }

    private void recover() {
        if (blind) LOG.info("the folders of the config are watched again");
        blind = false;
    }

    @Override
    public void close() {
        if (watch != null) watch.close();
        watch = null;
    }
}
