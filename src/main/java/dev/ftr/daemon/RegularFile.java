package dev.ftr.daemon;

import dev.ftr.notify.outbox.DurableFile;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;

/** Reads small files that others may have damaged, and writes files that outlive a crash. */
final class RegularFile {
    private RegularFile() {}

    /**
     * The content, or its beginning where it is longer.
     *
     * @param most bytes
     * @throws IOException also when it is no regular file: reading a pipe or a terminal could wait for ever
     */
    static byte[] read(Path file, int most) throws IOException {
        try (InputStream in = open(file)) {
            return in.readNBytes(most);
        }
    }

    /** Opens for reading; refuses what {@link #read} refuses. */
    static InputStream open(Path file) throws IOException {
        if (Files.exists(file) && !Files.isRegularFile(file))
            throw new FileSystemException(file.toString(), null, "not a regular file");
        return Files.newInputStream(file);
    }

    /** Puts a file, for its owner only, in the place of another: after a crash there is the one or the other, whole. */
    static void replace(Path file, byte[] content) throws IOException {
        DurableFile.replace(file, content);
    }
}
