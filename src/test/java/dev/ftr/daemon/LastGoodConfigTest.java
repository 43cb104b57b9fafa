package dev.ftr.daemon;

import static org.junit.jupiter.api.Assertions.assertArrayEquals;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ftr.daemon.LastGoodConfig.Kept;
import dev.ftr.testing.Schemas;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Instant;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LastGoodConfigTest {
    private static final Path ORIGIN = Path.of("/etc/ftr.conf");
    private static final byte[] FIRST = {'a', ':', ' ', '1', '\r', '\n', 0, (byte) 0xff};
    private static final byte[] SECOND = "b: 2".getBytes(StandardCharsets.UTF_8);

    @TempDir
    Path folder;

    private Path state;
    private Instant now = Instant.parse("2026-03-01T10:00:00Z");
    private LastGoodConfig last;

    @BeforeEach
    void begin() {
        state = folder.resolve("lib/ftr");
        last = new LastGoodConfig(state, () -> now);
    }

    @Test
    void givesBackWhatItWasGiven() throws IOException {
        assertTrue(last.read(ORIGIN).isEmpty());
        last.keep(ORIGIN, FIRST);
        Kept kept = last.read(ORIGIN).orElseThrow();
        assertArrayEquals(FIRST, kept.content());
        assertArrayEquals(FIRST, Files.readAllBytes(state.resolve("last-good.conf")));
        assertEquals(now, kept.at());
        assertEquals(ContentPrint.sha256(FIRST), kept.sha256());
    }

    @Test
    void keepsTheLatestOnly() throws IOException {
        last.keep(ORIGIN, FIRST);
        now = now.plusSeconds(5);
        last.keep(ORIGIN, SECOND);
        assertArrayEquals(SECOND, last.read(ORIGIN).orElseThrow().content());
        Schemas.fit("state#last_good", Files.readString(state.resolve("last-good.json")));
        assertEquals(now, last.read(ORIGIN).orElseThrow().at());
    }

    @Test
    void tellsSinceWhenTheSameContentIsInForce() {
        last.keep(ORIGIN, FIRST);
        Instant first = now;
        now = now.plusSeconds(5);
        last.keep(ORIGIN, FIRST);
        assertEquals(first, last.read(ORIGIN).orElseThrow().at());
    }

    @Test
    void isForItsOwnerOnly() throws IOException {
        last.keep(ORIGIN, FIRST);
        for (String name : new String[] {"last-good.conf", "last-good.json"})
            assertEquals(
                    "rw-------", PosixFilePermissions.toString(Files.getPosixFilePermissions(state.resolve(name))));
    }

    @Test
    void isNoneOfAnotherPath() {
        last.keep(ORIGIN, FIRST);
        assertTrue(last.read(Path.of("/etc/other.conf")).isEmpty());
        assertTrue(last.read(Path.of("/etc/../etc/ftr.conf")).isPresent());
        last.keep(Path.of("/etc/other.conf"), FIRST);
        assertTrue(last.read(ORIGIN).isEmpty());
        assertTrue(last.read(Path.of("/etc/other.conf")).isPresent());
    }

    @Test
    void survivesACrashBetweenItsTwoFiles() throws IOException {
        last.keep(ORIGIN, FIRST);
        byte[] contentBefore = Files.readAllBytes(state.resolve("last-good.conf"));
        last.keep(ORIGIN, SECOND);
        Files.write(state.resolve("last-good.conf"), contentBefore);
        assertArrayEquals(FIRST, last.read(ORIGIN).orElseThrow().content());
        last.keep(ORIGIN, new byte[] {'c'});
        Files.write(state.resolve("last-good.conf"), contentBefore);
        assertArrayEquals(FIRST, last.read(ORIGIN).orElseThrow().content());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "{", "[]", "null", "{\"sha256\": 5}", "{\"origin\": \"\\u0000\", \"previous\": 1}"})
    void hasNothingWhenItsFilesAreDamagedAndMendsThem(String damage) throws IOException {
        last.keep(ORIGIN, FIRST);
        Files.writeString(state.resolve("last-good.json"), damage);
        assertTrue(last.read(ORIGIN).isEmpty());
        last.keep(ORIGIN, FIRST);
        Files.writeString(state.resolve("last-good.conf"), damage);
        assertTrue(last.read(ORIGIN).isEmpty());
        last.keep(ORIGIN, FIRST);
        assertArrayEquals(FIRST, last.read(ORIGIN).orElseThrow().content());
    }

    @Test
    void isNotStoppedByAFolderThatCannotBeWritten() throws IOException {
        Files.writeString(folder.resolve("lib"), "in the way");
        last.keep(ORIGIN, FIRST);
        assertEquals(Optional.empty(), last.read(ORIGIN));
        Files.delete(folder.resolve("lib"));
        last.keep(ORIGIN, FIRST);
        assertArrayEquals(FIRST, last.read(ORIGIN).orElseThrow().content());
    }

    @Test
    void writesThroughNoLinkThatWasLeftInItsPlace() throws IOException {
        Files.createDirectories(state);
        Path victim = Files.writeString(folder.resolve("victim"), "untouched");
        Files.createSymbolicLink(state.resolve("last-good.conf.new"), victim);
        Files.createSymbolicLink(state.resolve("last-good.conf"), victim);
        last.keep(ORIGIN, FIRST);
        assertEquals("untouched", Files.readString(victim));
        assertFalse(Files.isSymbolicLink(state.resolve("last-good.conf")));
        assertArrayEquals(FIRST, last.read(ORIGIN).orElseThrow().content());
    }
}
