package dev.ftr.notify.outbox;

import java.io.Closeable;
import java.io.IOException;
import java.nio.file.Path;

/** What the outbox does to its files, one step each: between any two of them a crash may come. */
public interface Storage {
    /** Opens a file for its owner only, to write at its end; makes it if there is none. */
    Tail open(Path file) throws IOException;

    /** Puts a file in the place of another, whole and for good. */
    void replace(Path file, byte[] content) throws IOException;

    void delete(Path file) throws IOException;

    /** The end of a file that grows. Closing it twice does nothing. */
    interface Tail extends Closeable {
        /** Writes into the kernel's page cache: it outlives the process, but not the power. */
        void append(byte[] line) throws IOException;

        /** Bytes in the file. */
        long size() throws IOException;

        void truncate(long size) throws IOException;

        /** Has what was written, and the file's name, outlive the power. */
        void force() throws IOException;
    }
}
