package dev.ftr.daemon;

import io.methvin.watcher.DirectoryChangeEvent;
import io.methvin.watcher.DirectoryChangeListener;
import io.methvin.watcher.DirectoryWatcher;
import io.methvin.watcher.visitor.FileTreeVisitor;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.CompletableFuture;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.slf4j.helpers.NOPLogger;

/**
 * Hears of changes in some folders, but not in the folders within them: a config in /etc must not cost a watch for each folder
 * below it. Once dead it stays dead: see {@link #alive}.
 */
final class FolderWatch implements AutoCloseable {
    /** How a watch is set up. */
    interface Opener {
        /**
         * Watches.
         *
         * @param folders free of symbolic links
         * @param relevant which names in the folders are worth an announcement
         * @param changed called in a thread of the watch
         * @throws IOException when the system has no watches left to give
         */
        FolderWatch open(Set<Path> folders, Predicate<Path> relevant, Runnable changed) throws IOException;
    }

    private final Set<Path> folders;
    private final Predicate<Path> relevant;
    private final Runnable changed;
    private final DirectoryWatcher watcher;
    private volatile boolean started;
    private volatile boolean stale;
    private volatile boolean closed;
    private volatile @Nullable IOException refusal;

    private FolderWatch(Set<Path> folders, Predicate<Path> relevant, Runnable changed) throws IOException {
        this.folders = Set.copyOf(folders);
        this.relevant = relevant;
        this.changed = changed;
        this.watcher = DirectoryWatcher.builder()
                .paths(this.folders.stream().sorted().toList())
                // With hashing it misses a symbolic link that is swapped, and reads all that it watches.
                .fileHashing(false)
                .fileTreeVisitor(this::visit)
                .listener(new Listener())
                .logger(NOPLogger.NOP_LOGGER)
                .build();
    }

    static FolderWatch open(Set<Path> folders, Predicate<Path> relevant, Runnable changed) throws IOException {
        FolderWatch watch = new FolderWatch(folders, relevant, changed);
        try {
            watch.start();
            return watch;
        } catch (IOException e) {
            watch.close();
            throw e;
        }
    }

    private void start() throws IOException {
        CompletableFuture<Void> end = watcher.watchAsync(
                loop -> Thread.ofPlatform().daemon().name("ftr-config-events").start(() -> {
                    loop.run();
                    giveUp();
                }));
        started = true;
        if (end.isCompletedExceptionally()) {
            switch (end.exceptionNow()) {
                case UncheckedIOException e -> throw e.getCause();
                case Throwable e -> throw new IOException(e);
            }
        }
    }

    /** False: something watched has been replaced, events were lost, or the watch has ended. A new one is needed. */
    boolean alive() {
        return !stale;
    }

    /** Why a folder is not watched though it is there; empty: all are. */
    Optional<IOException> refusal() {
        return Optional.ofNullable(refusal);
    }

    /** Stands in for the walk through all folders below, at the start and below every new folder. */
    private void visit(Path folder, FileTreeVisitor.Callback onFolder, FileTreeVisitor.Callback onFile) {
        try {
            if (folders.contains(folder)) onFolder.call(folder);
        } catch (NoSuchFileException | NotDirectoryException e) {
            stale = true;
        } catch (IOException e) {
            refusal = e;
        }
        if (started && relevant.test(folder)) changed.run();
    }

    private void giveUp() {
        stale = true;
        if (!closed) changed.run();
    }

    @Override
    public void close() {
        closed = true;
        try {
            watcher.close();
        } catch (IOException e) {
            // What cannot be closed is gone already.
            stale = true;
        }
    }

    private final class Listener implements DirectoryChangeListener {
        @Override
        public void onEvent(DirectoryChangeEvent event) {
            Path path = event.path();
            boolean replaced = event.eventType() != DirectoryChangeEvent.EventType.MODIFY && folders.contains(path);
            if (replaced) giveUp();
            else if (relevant.test(path)) changed.run();
        }

        /** Comes with an overflow too, since that has no path. */
        @Override
        public void onException(Exception e) {
            giveUp();
        }
    }
}
