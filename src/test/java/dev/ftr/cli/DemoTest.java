package dev.ftr.cli;

import static dev.ftr.cli.FtrRun.CONFIG;
import static dev.ftr.cli.FtrRun.config;
import static dev.ftr.cli.FtrRun.ftr;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class DemoTest {
    @Test
    void theSameSeedTellsTheSameStoryEndsInTimeAndTouchesNoFile(@TempDir Path folder) throws IOException {
        Path file = config(folder, CONFIG);
        ftr("--version"); // the logging library is not made to be started by several threads at once
        List<FtrRun> runs;
        try (ExecutorService threads = Executors.newCachedThreadPool()) {
            runs = Stream.of(3, 3, 1, 2, 8)
                    .map(seed -> CompletableFuture.supplyAsync(() -> demo(file, folder, seed), threads))
                    .toList()
                    .stream()
                    .map(CompletableFuture::join)
                    .toList();
        }
        assertEquals(runs.get(0), runs.get(1));
        assertNotEquals(runs.get(1), runs.get(2));
        for (FtrRun run : runs) {
            assertEquals(0, run.exit(), run.err());
            assertEquals("", run.err());
            assertTrue(run.out().contains("Plan: "), run.out());
            assertTrue(run.out().contains("00:00:00 New connections are spread over the best uplinks"), run.out());
            assertTrue(run.out().contains("00:00:00 uplink eth1 (Provider One): unknown --> "), run.out());
            assertTrue(run.out().endsWith("\n00:00:02 ftr monitor ends; forwarding goes on as it is\n"), run.out());
        }
        try (Stream<Path> files = Files.walk(folder)) {
            assertEquals(List.of(folder, file), files.sorted().toList());
        }
    }

    private static FtrRun demo(Path file, Path folder, int seed) {
        return ftr(
                file,
                "--run-dir",
                folder.resolve("run").toString(),
                "--state-dir",
                folder.resolve("state").toString(),
                "monitor",
                "--demo",
                "--seed",
                Integer.toString(seed),
                "--for",
                "2s");
    }
}
