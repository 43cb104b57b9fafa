package dev.ftr.daemon;

import dev.ftr.notify.Event.ChangeEnded;
import dev.ftr.notify.EventJson;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The folder of the one change that may be pending, {@code pending} in the run dir. Whoever renames it decides how the change
 * ends; rename(2) has one winner.
 */
public final class PendingFolder {
    private static final String CHANGE = "change.json";
    private static final String GUARD = "dead-man";
    private static final String ARMED = "armed";
    private static final String APPLIED = "applied";
    private static final String REVERT_NOW = "revert-now";

    private final Path runDir;
    private final Path pending;
    private final Path reverting;
    private final EventLog events;

    public PendingFolder(Path runDir, Path stateDir) {
        this.runDir = runDir;
        this.pending = runDir.resolve("pending");
        this.reverting = runDir.resolve("reverting");
        this.events = new EventLog(stateDir);
    }

    /** How the last change ended. */
    public Path lastEnd() {
        return runDir.resolve("last-change.json");
    }

    /** What the dead man of the last change said. */
    public Path log() {
        return runDir.resolve("confirm.log");
    }

    /**
     * A change that waits.
     *
     * @param guarded whether somebody is there who restores the previous state
     * @param applied whether {@code ftr apply} has done its part
     * @param until when the previous state is restored, about
     */
    public record Found(PendingChange change, boolean guarded, boolean applied, boolean reverting, Instant until) {}

    /**
     * The change that is pending or being taken back.
     *
     * @throws DaemonException when it cannot be read
     */
    public Optional<Found> find() throws DaemonException {
        try {
            for (Path folder : List.of(reverting, pending)) {
                Path file = folder.resolve(CHANGE);
                if (!Files.exists(file)) continue;
                PendingChange change = PendingChange.read(Files.readString(file));
                boolean arming = !Files.exists(folder.resolve(ARMED))
                        && change.applier().alive().isPresent();
                return Optional.of(new Found(
                        change,
                        arming || isLocked(folder.resolve(GUARD)),
                        Files.exists(folder.resolve(APPLIED)),
                        folder.equals(reverting),
                        until(folder, change)));
            }
            return Optional.empty();
        } catch (NoSuchFileException e) {
            return Optional.empty(); // ended at this moment
        } catch (IOException e) {
            throw new DaemonException("%s cannot be read: %s".formatted(pending, FileFailure.cause(e)));
        } catch (IllegalArgumentException e) {
            throw new DaemonException("%s cannot be understood (%s); if nobody needs it, remove the folder"
                    .formatted(pending.resolve(CHANGE), e.getMessage()));
        }
    }

    private static Instant until(Path folder, PendingChange change) throws IOException {
        for (String marker : List.of(APPLIED, ARMED)) {
            Path file = folder.resolve(marker);
            if (Files.exists(file)) return Instant.parse(Files.readString(file).strip());
        }
        return change.began().plus(change.length());
    }

    /**
     * Announces a change.
     *
     * @return whether the place was free
     * @throws IOException when the run dir cannot be written
     */
    public boolean claim(PendingChange change) throws IOException {
        Files.createDirectories(runDir);
        Path draft = Files.createTempDirectory(runDir, "pending.");
        try {
            Files.writeString(draft.resolve(CHANGE), change.json());
            // Never replaces a folder that has something in it: ENOTEMPTY of rename(2).
            Files.move(draft, pending, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            delete(draft);
            if (Files.exists(pending)) return false;
            throw e;
        }
        if (!Files.exists(reverting)) return true;
        remove(pending);
        return false;
    }

    /** Gives up an announced change of which nothing has been made. */
    public void withdraw() throws IOException {
        Path gone = folderOfMine("gone");
        Files.move(pending, gone, StandardCopyOption.ATOMIC_MOVE);
        Guard.dismiss(gone.resolve(GUARD));
        delete(gone);
    }

    /** The guard says that it is ready, and until when it waits if nobody says more. */
    void armed(Instant until) throws IOException {
        write(pending.resolve(ARMED), until.toString());
    }

    public boolean isArmed() {
        return Files.exists(pending.resolve(ARMED));
    }

    /** The change has been made as far as it could be. */
    public void applied(Instant until) throws IOException {
        write(pending.resolve(APPLIED), until.toString());
    }

    boolean isApplied() {
        return Files.exists(pending.resolve(APPLIED));
    }

    /** Asks the guard not to wait any longer. */
    public void askForRevert() throws IOException {
        write(pending.resolve(REVERT_NOW), "");
    }

    boolean isRevertAsked() {
        return Files.exists(pending.resolve(REVERT_NOW));
    }

    /** Whether this change still waits, with nothing decided. */
    boolean isPending(PendingChange change) {
        return holds(pending, change);
    }

    /** Decides for keeping what was found; false: it has been decided otherwise meanwhile. */
    public boolean confirm(Found found, String reason) throws IOException {
        return keep(found.reverting() ? reverting : pending, found.change(), reason);
    }

    /** Decides for keeping this change while it waits; false: it has been decided otherwise already. */
    boolean confirm(PendingChange change, String reason) throws IOException {
        return keep(pending, change, reason);
    }

    private boolean keep(Path from, PendingChange change, String reason) throws IOException {
        Path kept = folderOfMine("confirmed");
        if (!take(from, kept, change)) return false;
        Guard.dismiss(kept.resolve(GUARD));
        ended(new ChangeEnded(Instant.now(), true, reason, List.of(), List.of()));
        delete(kept);
        return true;
    }

    /** Decides for taking this change back; false: it has been decided otherwise already. */
    boolean startReverting(PendingChange change) throws IOException {
        return holds(reverting, change) || take(pending, reverting, change);
    }

    /** Nothing is pending any more; that it cannot be told changes nothing about it. */
    void reverted(ChangeEnded end) throws IOException {
        try {
            ended(end);
        } finally {
            if (Files.exists(reverting)) remove(reverting);
        }
    }

    private void ended(ChangeEnded end) throws IOException {
        events.add(end);
        Files.createDirectories(runDir);
        write(lastEnd(), EventJson.line(end) + "\n");
    }

    private Path folderOfMine(String name) throws IOException {
        Path folder = runDir.resolve(name + "." + ProcessHandle.current().pid());
        delete(folder);
        return folder;
    }

    private static boolean take(Path from, Path to, PendingChange change) throws IOException {
        if (!holds(from, change)) return false;
        try {
            Files.move(from, to, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            if (!Files.exists(from)) return false;
            throw e;
        }
        if (holds(to, change)) return true;
        Files.move(to, from, StandardCopyOption.ATOMIC_MOVE); // another change, announced in between
        return false;
    }

    private static boolean holds(Path folder, PendingChange change) {
        try {
            return PendingChange.read(Files.readString(folder.resolve(CHANGE))).isSameAs(change);
        } catch (IOException | IllegalArgumentException e) {
            return false;
        }
    }

    /**
     * Stands by.
     *
     * @throws IOException when there is no pending change to guard
     */
    Guard guard() throws IOException {
        Path folder = Files.exists(reverting) ? reverting : pending;
        return Guard.take(folder.resolve(GUARD));
    }

    private static boolean isLocked(Path file) throws IOException {
        if (!Files.exists(file)) return false;
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ);
                FileLock lock = channel.tryLock(0, Long.MAX_VALUE, true)) {
            return lock == null;
        } catch (OverlappingFileLockException e) {
            return true;
        }
    }

    private static void write(Path file, String text) throws IOException {
        Path next = file.resolveSibling(file.getFileName() + ".new");
        Files.writeString(next, text);
        Files.move(next, file, StandardCopyOption.ATOMIC_MOVE);
    }

    private void remove(Path folder) throws IOException {
        Path gone = folderOfMine("gone");
        Files.move(folder, gone, StandardCopyOption.ATOMIC_MOVE);
        delete(gone);
    }

    private static void delete(Path folder) throws IOException {
        if (!Files.exists(folder)) return;
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.toList()) Files.deleteIfExists(file);
        } catch (UncheckedIOException e) {
            throw new IOException(e);
        }
        Files.deleteIfExists(folder);
    }
}
