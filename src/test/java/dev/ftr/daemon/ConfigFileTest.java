package dev.ftr.daemon;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ftr.config.ConfigLoader;
import dev.ftr.config.LoadResult;
import dev.ftr.config.LoadResult.Invalid;
import dev.ftr.config.LoadResult.Loaded;
import dev.ftr.config.RouterConfig;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The config of a daemon that is a folder, or becomes one. */
class ConfigFileTest {
    private static final String BASE = """
            uplinks:
              - {interface: eth1, type: ppp, priority_group: 1}
              - {interface: eth2, type: ppp, priority_group: 1}
            downlinks: {lan: eth0}
            tests: {ips: [8.8.8.8, 1.1.1.1], required_successful: 1}
            """;

    private final List<RouterConfig> taken = new ArrayList<>();
    private final Path root;
    private final Path config;

    ConfigFileTest(@TempDir Path root) {
        this.root = root;
        this.config = root.resolve("conf.d");
    }

    private ConfigFile file() {
        return new ConfigFile(
                config,
                new ConfigLoader(),
                new LastGoodConfig(root.resolve("state"), InstantSource.system()),
                taken::add);
    }

    private void write(String name, String text) throws IOException {
        Files.createDirectories(config);
        Files.writeString(config.resolve(name), text);
    }

    private static Loaded loaded(LoadResult result) {
        return assertInstanceOf(Loaded.class, result);
    }

    private void assertIsLastGood(Loaded good) {
        Loaded last = file().lastGood().orElseThrow();
        assertEquals(good.config(), last.config());
        assertEquals(good.sha256(), last.sha256());
        assertEquals(good.warnings(), last.warnings());
    }

    @Test
    void theLastGoodFolderIsThereWhenItIsBrokenOrGone() throws IOException {
        write("10.yaml", BASE);
        write("20.yaml", "uplinks: [{name: eth2, weight: 7}]");
        Loaded good = loaded(file().load());
        file().taken(good);
        assertEquals(List.of(good.config()), taken);

        write("20.yaml", "");
        assertInstanceOf(Invalid.class, file().load());
        assertIsLastGood(good);
        for (String name : List.of("10.yaml", "20.yaml")) Files.delete(config.resolve(name));
        assertInstanceOf(Invalid.class, file().load());
        assertIsLastGood(good);
        Files.delete(config);
        assertInstanceOf(Invalid.class, file().load());
        assertIsLastGood(good);
    }

    @Test
    void aFileThatBecomesAFolderAndBackIsTheSameConfig() throws IOException {
        Files.writeString(config, BASE);
        Loaded asFile = loaded(file().load());
        file().taken(asFile);
        Files.delete(config);
        write("10.yaml", "uplinks: 5");
        assertIsLastGood(asFile);
        write("10.yaml", BASE);
        Loaded asFolder = loaded(file().load());
        assertEquals(asFile.config(), asFolder.config());
        file().taken(asFolder);
        assertIsLastGood(asFolder);
    }

    @Test
    void aFolderThatIsSwappedIsReadAsTheOneOrTheOther() throws Exception {
        for (String release : List.of("a", "b")) {
            Path folder = Files.createDirectories(root.resolve("releases").resolve(release));
            for (int i = 0; i < 20; i++)
                Files.writeString(
                        folder.resolve("1%02d.yaml".formatted(i)),
                        i == 0 ? BASE : "hooks: [{name: h%d, command: [/bin/%s]}]".formatted(i, release));
        }
        Files.createSymbolicLink(config, root.resolve("releases/a"));
        Thread swapping = Thread.ofPlatform().start(() -> {
            try {
                for (int i = 0; i < 400; i++) {
                    Path next = root.resolve("next");
                    Files.createSymbolicLink(next, root.resolve(i % 2 == 0 ? "releases/b" : "releases/a"));
                    Files.move(next, config, StandardCopyOption.ATOMIC_MOVE);
                    Thread.sleep(2);
                }
            } catch (IOException | InterruptedException e) {
                throw new AssertionError(e);
            }
        });
        ConfigFile file = file();
        int reads = 0;
        for (; swapping.isAlive() || reads == 0; reads++) {
            if (!(file.load() instanceof Loaded loaded)) continue; // swapped all the time
            assertEquals(
                    1,
                    loaded.config().notifications().hooks().stream()
                            .map(hook -> hook.command().getFirst())
                            .distinct()
                            .count());
        }
        swapping.join();
        assertTrue(reads > 10, "reads: " + reads);
    }
}
