package dev.ftr.e2e;

import dev.ftr.config.RouterConfig;
import dev.ftr.testing.NetworkNamespace;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.condition.EnabledIfSystemProperty;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Writes what {@code ReleasedStatesTest} reads, for the version that {@code -Dftr.release} names. */
@EnabledIfSystemProperty(named = "ftr.release", matches = ".+")
class ReleasedStatesIT {
    static Stream<Path> files() throws IOException {
        return ExamplesIT.files();
    }

    @ParameterizedTest
    @MethodSource("files")
    void writesWhatIsInTheKernel(Path example, @TempDir Path folder) throws IOException {
        for (String backend : new String[] {"nft", "legacy"}) write(example, backend, folder);
    }

    private static void write(Path example, String backend, Path folder) throws IOException {
        RouterConfig config = ExamplesIT.load(example);
        String name = example.getFileName().toString().replaceFirst("\\.[a-z]+$", "");
        Path state = Files.createDirectories(Path.of("src/test/resources/released")
                .resolve(System.getProperty("ftr.release"))
                .resolve(name + "-" + backend));
        try (NetworkNamespace router = NetworkNamespace.create("router");
                NetworkNamespace inside = NetworkNamespace.create("inside");
                NetworkNamespace outside = NetworkNamespace.create("outside")) {
            ExamplesIT.connectInside(config, router, inside);
            ExamplesIT.connectOutside(config, router, outside);
            ClassPathFtr ftr = ClassPathFtr.in(router, example.toAbsolutePath(), folder)
                    .startedBy("env", "FTR_IPTABLES=" + backend);
            String health = ExamplesIT.health(config, Set.of());
            ftr.run("apply", "--health", health).exits(0);
            ftr.run("plan", "--health", health, "--detailed-exitcode").exits(0);
            String snapshot = ftr.run("snapshot").exits(0).out();
            Files.writeString(
                    state.resolve("snapshot.json"),
                    snapshot.replaceFirst("\"host\" : \"[^\"]*\"", "\"host\" : \"router\""));
            Files.copy(example, state.resolve("config.yaml"), StandardCopyOption.REPLACE_EXISTING);
            Files.writeString(state.resolve("health"), health + "\n");
        }
    }
}
