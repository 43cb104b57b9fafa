package dev.ftr.daemon;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.channels.FileLock;
import java.nio.channels.OverlappingFileLockException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.NoSuchFileException;
import java.nio.file.OpenOption;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileAttribute;
import java.nio.file.attribute.PosixFilePermission;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * A file that one process at a time can lock, with room for a line about the owner. The kernel unlocks it when its owner
 * ends, however it ends. The lock counts only on the file that the path names: when the file was deleted and made again,
 * the new one is taken.
 *
 * <p>The lock belongs to the process (fcntl(2)) and is lost when the process closes the file anywhere: nothing else in it
 * may open the same file, not even to read. One instance for a path in a process; used by one thread at a time.
 */
final class LockFile implements AutoCloseable {
    private static final int ATTEMPTS = 100;
    private static final int LONGEST_NOTE = 512;
    // No link: it could lead to a file that is not ours to write to.
    private static final Set<OpenOption> OPTIONS = Set.of(
            StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE, LinkOption.NOFOLLOW_LINKS);

    /** Whoever can open the file can lock it, and so keep others waiting: this is for the owner of the file only. */
    private static final FileAttribute<Set<PosixFilePermission>> PRIVATE =
            PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------"));

    private final Path file;
    private @Nullable OpenFile open;
    private @Nullable FileLock lock;

    /** An open file, and what tells it from another of the same name. */
    private record OpenFile(FileChannel channel, Object inode) {}

    LockFile(Path file) {
        this.file = file;
    }

    /**
     * Locks the file that has the path now, and makes it and its folder if there is none.
     *
     * @return false when another process has it
     * @throws IOException when the folder cannot be used
     */
    boolean tryLock() throws IOException {
        for (int i = 0; i < ATTEMPTS; i++) {
            OpenFile opened = opened();
            boolean locked = tryLock(opened.channel());
            // Between opening and locking somebody may have put another file there, which a third may lock.
            if (isAtThePath(opened)) return locked;
            close();
        }
        throw new IOException("the lock file is replaced again and again");
    }

    /** Whether the lock is held, and on the file that the path names. */
    boolean isHeld() throws IOException {
        OpenFile opened = open;
        return lock != null && lock.isValid() && opened != null && isAtThePath(opened);
    }

    void unlock() throws IOException {
        FileLock held = lock;
        lock = null;
        if (held != null && held.isValid()) held.release();
    }

    /** What the owner has written, as much of it as is there. */
    String note() throws IOException {
        ByteBuffer bytes = ByteBuffer.allocate(LONGEST_NOTE);
        opened().channel().read(bytes, 0);
        return new String(bytes.array(), 0, bytes.position(), StandardCharsets.UTF_8).strip();
    }

    /** For the owner only. At most 512 bytes of it are read. */
    void write(String note) throws IOException {
        FileChannel channel = opened().channel();
        channel.truncate(0);
        if (!note.isEmpty()) channel.write(ByteBuffer.wrap(note.getBytes(StandardCharsets.UTF_8)), 0);
    }

    /** Also unlocks. */
    @Override
    public void close() throws IOException {
        OpenFile opened = open;
        open = null;
        lock = null;
        if (opened != null) opened.channel().close();
    }

    private boolean tryLock(FileChannel channel) throws IOException {
        try {
            lock = channel.tryLock();
        } catch (OverlappingFileLockException e) {
            lock = null;
        }
        return lock != null;
    }

    private OpenFile opened() throws IOException {
        OpenFile known = open;
        // An interrupt of the thread closes the channel under its hands.
        OpenFile opened = known != null && known.channel().isOpen() ? known : open();
        open = opened;
        return opened;
    }

    /** Nothing tells the inode of an open channel; but a file that stood there before and after was the one opened. */
    private OpenFile open() throws IOException {
        Files.createDirectories(file.toAbsolutePath().getParent());
        for (int i = 0; i < ATTEMPTS; i++) {
            Optional<Object> before = inode();
            FileChannel channel = FileChannel.open(file, OPTIONS, PRIVATE);
            if (before.isPresent() && before.equals(inode())) return new OpenFile(channel, before.get());
            channel.close();
        }
        throw new IOException("the lock file is replaced again and again");
    }

    private boolean isAtThePath(OpenFile opened) throws IOException {
        return inode().equals(Optional.of(opened.inode()));
    }

    private Optional<Object> inode() throws IOException {
        try {
            return Optional.ofNullable(
                    Files.readAttributes(file, BasicFileAttributes.class).fileKey());
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
    }
}
