package dev.ftr.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.ftr.config.LoadResult.Loaded;
import java.io.File;
import java.lang.reflect.InvocationTargetException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.function.Consumer;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;

/** A file that fitted the schema before is read without the libraries that check it: they cost most of a cold start. */
final class WithoutSchemaTest {
    private static final Path FILE = Path.of("examples/original.conf");

    @Test
    void meansTheSame() {
        ConfigLoader knowing = new ConfigLoader(sha256 -> sha256.length() == 64, sha256 -> {});
        assertEquals(
                assertInstanceOf(Loaded.class, new ConfigLoader().load(FILE)).config(),
                assertInstanceOf(Loaded.class, knowing.load(FILE)).config());
    }

    @Test
    void needsNeitherJacksonNorTheValidator() throws Exception {
        try (URLClassLoader bare = new URLClassLoader(withoutSchemaLibraries(), ClassLoader.getPlatformClassLoader())) {
            assertEquals("Loaded", load(bare, sha256 -> true).getClass().getSimpleName());
            assertThrows(InvocationTargetException.class, () -> load(bare, sha256 -> false));
        }
    }

    private static Object load(ClassLoader loader, Predicate<String> knownToFitSchema) throws Exception {
        Class<?> type = loader.loadClass(ConfigLoader.class.getName());
        Object configLoader = type.getConstructor(Predicate.class, Consumer.class)
                .newInstance(knownToFitSchema, (Consumer<String>) sha256 -> {});
        return type.getMethod("load", Path.class).invoke(configLoader, FILE);
    }

    private static URL[] withoutSchemaLibraries() throws Exception {
        String[] needed = Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator, -1))
                .filter(entry -> entry.endsWith("/classes") || entry.contains("snakeyaml-engine"))
                .toArray(String[]::new);
        URL[] urls = new URL[needed.length];
        for (int i = 0; i < needed.length; i++)
            urls[i] = new File(needed[i]).toURI().toURL();
        return urls;
    }
}
