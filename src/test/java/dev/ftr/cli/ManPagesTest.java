package dev.ftr.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.SortedMap;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.ObjectMapper;

class ManPagesTest {
    private static final Path COMPLETION = Path.of("ops/completion/ftr.bash");

    @Test
    void everyCommandHasAPageWithItsOptions() {
        SortedMap<String, String> pages = ManPages.all(
                new ObjectMapper().readTree(Path.of("schema/ftr.schema.json").toFile()));
        assertTrue(text(pages, "ftr.1").contains("\\fBftr\\-plan(1)\\fR"), pages.get("ftr.1"));
        assertTrue(text(pages, "ftr-plan.1").contains("\\fB\\-\\-detailed\\-exitcode\\fR"), pages.get("ftr-plan.1"));
        assertTrue(text(pages, "ftr-config.1").contains("\\fBftr\\-config\\-show(1)\\fR"), pages.get("ftr-config.1"));
        assertTrue(text(pages, "ftr-config-show.1").contains("\\fB\\-\\-origin\\fR"), pages.get("ftr-config-show.1"));
        String config = text(pages, "fault_tolerant_router.conf.5");
        assertTrue(config.contains("\\fBuplinks[].gateway\\fR"), config);
        assertEquals(
                List.of(),
                pages.entrySet().stream()
                        .filter(page -> page.getKey().endsWith(".1"))
                        .flatMap(page -> page.getValue().lines())
                        .filter(line -> line.contains("${"))
                        .toList());
    }

    @Test
    void manRendersEveryPageWithoutAWarning(@TempDir Path folder) throws IOException, InterruptedException {
        Assumptions.assumeTrue(Files.isExecutable(Path.of("/usr/bin/man")), "man is not installed");
        ManPages.main(new String[] {folder.toString(), "schema/ftr.schema.json"});
        try (var pages = Files.list(folder)) {
            for (Path page : pages.sorted().toList()) {
                assertEquals(
                        "",
                        output(
                                "sh",
                                "-c",
                                "MANROFFSEQ= man --warnings -E UTF-8 -l -Tutf8 -Z \"$0\" 2>&1 >/dev/null",
                                page.toString()),
                        page.toString());
            }
        }
    }

    @Test
    void theCompletionInTheRepositoryIsThatOfTheCommands() throws IOException {
        String expected = ManPages.completion();
        Path built = Path.of("target/ftr.bash");
        Files.writeString(built, expected);
        assertEquals(
                expected, Files.readString(COMPLETION), "commands have changed: cp %s %s".formatted(built, COMPLETION));
    }

    @ParameterizedTest
    @CsvSource({"1, ftr pl, plan", "1, ftr exp, explain", "2, ftr plan --det, --detailed-exitcode"})
    void bashCompletes(int word, String line, String completed) throws IOException, InterruptedException {
        String script = """
                . %s
                COMP_WORDS=(%s) COMP_CWORD=%d
                # It asks for spaces, which only a shell at a terminal can give.
                _complete_ftr 2>/dev/null
                printf '%%s\\n' "${COMPREPLY[@]}"
                """.formatted(COMPLETION, line, word);
        assertEquals(List.of(completed), output("bash", "-c", script).lines().collect(Collectors.toList()));
    }

    private static String output(String... command) throws IOException, InterruptedException {
        Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
        process.getOutputStream().close();
        String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        assertTrue(process.waitFor(30, TimeUnit.SECONDS));
        return output;
    }

    private static String text(SortedMap<String, String> pages, String name) {
        return pages.getOrDefault(name, "");
    }
}
