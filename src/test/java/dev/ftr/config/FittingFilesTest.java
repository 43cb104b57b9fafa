package dev.ftr.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;
import static org.junit.jupiter.api.Assertions.fail;

import dev.ftr.config.LoadResult.Invalid;
import dev.ftr.config.LoadResult.Loaded;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FittingFilesTest {
    private static final String ONE = "1".repeat(64);
    private static final String OTHER = "2".repeat(64);

    @TempDir
    private Path parent;

    private Path folder;
    private FittingFiles files;

    @BeforeEach
    void makeFolder() throws IOException {
        folder = Files.createDirectory(parent.resolve("state"));
        permit(folder, "rwxr-xr-x");
        files = new FittingFiles(folder);
    }

    @Test
    void knowsWhatItWasTold() {
        assertFalse(files.know(ONE));
        files.remember(ONE);
        assertTrue(new FittingFiles(folder).know(ONE));
        assertFalse(files.know(OTHER));
    }

    @Test
    void forgetsAllButTheLatest() throws IOException {
        for (int i = 0; i < 40; i++) files.remember("%064x".formatted(i));
        files.remember("%064x".formatted(39));
        assertEquals(16, Files.readAllLines(folder.resolve("fits-schema")).size());
        assertTrue(files.know("%064x".formatted(24)));
        assertFalse(files.know("%064x".formatted(23)));
        try (Stream<Path> left = Files.list(folder)) {
            assertEquals(List.of(folder.resolve("fits-schema")), left.toList());
        }
    }

    @Test
    void doesNotBelieveWhatAnotherSchemaTook() throws IOException {
        files.remember(ONE);
        Path file = folder.resolve("fits-schema");
        String line = Files.readString(file);
        Files.writeString(file, line.replaceFirst(" [0-9]+ ", " 1 "));
        assertFalse(files.know(ONE));
    }

    @Test
    void doesNotBelieveWhatOthersCouldHaveWritten() throws IOException {
        files.remember(ONE);
        permit(folder.resolve("fits-schema"), "rw-rw-r--");
        assertFalse(files.know(ONE));
        permit(folder.resolve("fits-schema"), "rw-r--r--");
        assertTrue(files.know(ONE));
        permit(folder, "rwxrwxrwx");
        assertFalse(files.know(ONE));
    }

    @Test
    void doesWithoutAFolder() throws IOException {
        Files.delete(folder);
        files.remember(ONE);
        assertFalse(files.know(ONE));
        assertFalse(Files.exists(folder));
    }

    @Test
    void onlyConfigsThatFitAreRemembered() throws IOException {
        Path right = Files.writeString(parent.resolve("right.conf"), ConfigText.SMALL);
        Path wrong = Files.writeString(parent.resolve("wrong.conf"), ConfigText.SMALL + "sped: 3\n");
        ConfigLoader loader = loader(files);
        Loaded first = assertInstanceOf(Loaded.class, loader.load(right));
        assertEquals(1, Files.readAllLines(folder.resolve("fits-schema")).size());
        assertEquals(
                first.config(),
                assertInstanceOf(Loaded.class, loader(files).load(right)).config());
        Invalid refused = assertInstanceOf(Invalid.class, loader.load(wrong));
        assertEquals(refused, loader(files).load(wrong));
        assertEquals(1, Files.readAllLines(folder.resolve("fits-schema")).size());
    }

    @Test
    void aConfigThatIsKnownIsNotChecked() throws IOException {
        Path config = Files.writeString(parent.resolve("ftr.conf"), ConfigText.SMALL);
        List<String> asked = new ArrayList<>();
        loader(files).load(config);
        new ConfigLoader(
                        checksum -> {
                            asked.add(checksum);
                            return files.know(checksum);
                        },
                        checksum -> fail("checked though known"))
                .load(config);
        assertEquals(1, asked.size());
        Files.writeString(config, ConfigText.SMALL.replaceFirst("priority_group: 1", "priority_group: 2"));
        assertInstanceOf(Loaded.class, new ConfigLoader(files::know, checksum -> asked.add(checksum)).load(config));
        assertEquals(2, asked.size(), "another content");
        assertNotEquals(asked.getFirst(), asked.getLast());
    }

    private static ConfigLoader loader(FittingFiles files) {
        return new ConfigLoader(files::know, files::remember);
    }

    private static void permit(Path path, String permissions) throws IOException {
        Files.setPosixFilePermissions(path, PosixFilePermissions.fromString(permissions));
    }
}
