package dev.ftr.daemon;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OpenWritersTest {
    @TempDir
    Path folder;

    private Path file;

    @BeforeEach
    void write() throws IOException {
        file = Files.writeString(folder.resolve("ftr.conf"), "uplinks: []");
    }

    @Test
    void nobodyWritesAFileThatIsClosed() {
        assertFalse(OpenWriters.of(file));
        assertFalse(OpenWriters.of(folder));
    }

    @ParameterizedTest
    @ValueSource(strings = {"WRITE", "APPEND"})
    void knowsAWriterUntilHeIsDone(StandardOpenOption how) throws IOException {
        try (FileChannel channel = FileChannel.open(file, how)) {
            assertTrue(channel.isOpen());
            assertTrue(OpenWriters.of(file));
            assertTrue(OpenWriters.of(folder));
        }
        assertFalse(OpenWriters.of(file));
    }

    @Test
    void knowsWhoReadsAndWrites() throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ, StandardOpenOption.WRITE)) {
            assertTrue(channel.isOpen());
            assertTrue(OpenWriters.of(file));
        }
    }

    @Test
    void aReaderIsNoWriter() throws IOException {
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.READ)) {
            assertTrue(channel.isOpen());
            assertFalse(OpenWriters.of(file));
        }
    }

    @Test
    void aWriterOfAnotherFileIsNone() throws IOException {
        Path other = folder.resolve("other.conf");
        try (FileChannel channel = FileChannel.open(other, StandardOpenOption.CREATE, StandardOpenOption.WRITE)) {
            assertTrue(channel.isOpen());
            assertFalse(OpenWriters.of(file));
        }
    }

    @Test
    void followsSymbolicLinks() throws IOException {
        Path link = Files.createSymbolicLink(folder.resolve("link.conf"), file);
        try (FileChannel channel = FileChannel.open(file, StandardOpenOption.WRITE)) {
            assertTrue(channel.isOpen());
            assertTrue(OpenWriters.of(link));
        }
        assertFalse(OpenWriters.of(link));
    }

    @Test
    void nobodyWritesAFileThatIsMissing() {
        assertFalse(OpenWriters.of(folder.resolve("missing")));
    }
}
