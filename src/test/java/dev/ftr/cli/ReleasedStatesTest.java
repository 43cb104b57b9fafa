package dev.ftr.cli;

import static dev.ftr.cli.FtrRun.ftr;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import dev.ftr.testing.Schemas;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What a released version has left in the kernel is what this one wants there: after an upgrade the first plan is empty, so
 * that no traffic is touched. For each version there is {@code released/VERSION/EXAMPLE-BACKEND} with the config and the
 * snapshot of a router that it was applied on, both by nft and by the legacy tools. For a new release, as root:
 *
 * <pre>mvn verify -Dit.test=ReleasedStatesIT -Dtest=NoTest -Dsurefire.failIfNoSpecifiedTests=false -Dftr.release=2.1.0</pre>
 */
class ReleasedStatesTest {
    private static final Path RELEASED =
            Path.of(System.getProperty("basedir", "."), "src", "test", "resources", "released");

    static List<Path> states() throws IOException {
        try (Stream<Path> files = Files.walk(RELEASED)) {
            return files.filter(file -> file.endsWith("snapshot.json"))
                    .map(Path::getParent)
                    .sorted()
                    .toList();
        }
    }

    @Test
    void bothBackendsOfEachReleaseAreThere() throws IOException {
        List<Path> states = states();
        try (Stream<Path> versions = Files.list(RELEASED)) {
            for (Path version : versions.toList())
                for (String backend : List.of("-nft", "-legacy"))
                    assertFalse(
                            states.stream()
                                    .noneMatch(state -> state.startsWith(version)
                                            && state.getFileName().toString().endsWith(backend)),
                            version + backend);
        }
    }

    @ParameterizedTest
    @MethodSource("states")
    void theFirstPlanAfterAnUpgradeIsEmpty(Path state) throws IOException {
        Schemas.fit("snapshot", Files.readString(state.resolve("snapshot.json")));
        FtrRun plan = ftr(
                state.resolve("config.yaml"),
                "plan",
                "--quiet",
                "--detailed-exitcode",
                "--snapshot",
                state.resolve("snapshot.json").toString(),
                "--health",
                Files.readString(state.resolve("health")).strip());
        assertEquals("", plan.out() + plan.err());
        assertEquals(0, plan.exit());
    }
}
