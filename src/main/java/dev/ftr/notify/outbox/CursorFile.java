package dev.ftr.notify.outbox;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Where a courier's cursor is kept: {@code NAME.cursor}. While that cannot be written, nobody is the worse until a crash. */
final class CursorFile {
    static final String END = ".cursor";
    private static final Logger LOG = LoggerFactory.getLogger(CursorFile.class);

    private final Path file;
    private final Storage storage;
    private boolean failing;

    CursorFile(Path file, Storage storage) {
        this.file = file;
        this.storage = storage;
    }

    /**
     * What is kept; empty: nothing. What is damaged, or cannot be read, begins with the oldest notice there is: better told
     * twice than never.
     */
    Optional<Cursor> read() {
        try {
            Optional<Cursor> cursor = Cursor.read(Files.readAllBytes(file));
            if (cursor.isEmpty()) LOG.warn("{} is damaged; what is in the outbox is told again", file);
            return cursor.or(() -> Optional.of(Cursor.at(0, List.of())));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (IOException e) {
            LOG.warn("{} cannot be read: {}", file, DurableFile.cause(e));
            return Optional.empty();
        }
    }

    /** Keeps it; an unwritable disk is reported once. */
    boolean save(Cursor cursor) {
        try {
            storage.replace(file, cursor.json());
            failing = false;
        } catch (IOException e) {
            if (!failing) LOG.error("{} cannot be written: {}", file, DurableFile.cause(e));
            failing = true;
        }
        return !failing;
    }

    void delete() {
        try {
            storage.delete(file);
        } catch (IOException e) {
            LOG.warn("{} cannot be deleted: {}", file, DurableFile.cause(e));
        }
    }
}
