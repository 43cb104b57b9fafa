package dev.ftr.cli;

import static dev.ftr.cli.FtrRun.CONFIG;
import static dev.ftr.cli.FtrRun.config;
import static dev.ftr.cli.FtrRun.ftr;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ftr.testing.Schemas;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.UnaryOperator;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;

/** What validate tells pipelines. */
class ValidateOutputTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    /** An error of each stage: in the language, a key, a value, and what is meant. */
    private static final String WRONG = CONFIG.replace("    type: ppp", "    type: ppp\n    weigth: 2\n    weight: 900")
                    .replace("required_successful: 2", "required_successful: 9")
            + "  ips: [8.8.4.4]\n";

    /** Allowed, but hardly meant: nothing uses the address of the mail server. */
    private static final String DOUBTFUL = CONFIG.replaceAll("    priority_group: 1\n", "");

    private final Path folder;

    ValidateOutputTest(@TempDir Path folder) {
        this.folder = folder;
    }

    @Test
    void jsonHasEveryFindingOfAllStagesWithItsRuleAndPlace() throws IOException {
        Path file = config(folder, WRONG);
        JsonNode json = json(1, file);
        assertFalse(json.path("valid").asBoolean());
        assertEquals(
                List.of(
                        "unknown-key error 10:5 /uplinks/1/weigth",
                        "wrong-value error 11:13 /uplinks/1/weight",
                        "meaning error 18:24 /tests/required_successful",
                        "yaml-syntax error 19:3 /tests/ips"),
                json.path("findings")
                        .valueStream()
                        .map(f -> "%s %s %d:%d %s"
                                .formatted(
                                        f.path("rule").asString(),
                                        f.path("level").asString(),
                                        f.path("line").asInt(),
                                        f.path("column").asInt(),
                                        f.path("pointer").asString()))
                        .toList());
        assertEquals(
                ftr(file, "validate").err().lines().toList(),
                json.path("findings")
                        .valueStream()
                        .map(f -> "%s:%d:%d: %s: %s"
                                .formatted(
                                        f.path("file").asString(),
                                        f.path("line").asInt(),
                                        f.path("column").asInt(),
                                        f.path("pointer").asString(),
                                        f.path("message").asString()))
                        .toList());
    }

    @Test
    void jsonHasThePromisesOfAConfigThatIsRight() throws IOException {
        JsonNode json = json(0, config(folder, CONFIG + "  interval: 10\n"));
        assertTrue(json.path("valid").asBoolean());
        assertEquals(0, json.path("findings").size());
        assertEquals(
                List.of("eth1 12000", "ppp0 12000"),
                json.path("uplinks")
                        .valueStream()
                        .map(u -> u.path("name").asString() + " "
                                + u.path("promise").path("detection_ms").asInt())
                        .toList());
    }

    @ParameterizedTest
    @CsvSource({
        "yaml-syntax, 'lan: eth0', 'lan: [eth0'",
        "missing-key, '  lan: eth0', '  dmz: eth0'",
        "unknown-key, 'type: ppp', 'typ: ppp'",
        "wrong-value, 'type: ppp', 'type: pppp'",
        "wrong-value, '192.0.2.1\n', '192.0.2.999\n'",
        "wrong-value, 'required_successful: 2', 'interval: soon'",
        "meaning, '192.0.2.1\n', '192.0.2.2\n'"
    })
    void eachRuleIsNamedByItsId(String rule, String from, String to) throws IOException {
        JsonNode json = json(1, config(folder, CONFIG.replace(from, to)));
        assertTrue(
                json.path("findings")
                        .valueStream()
                        .anyMatch(f -> f.path("rule").asString().equals(rule)),
                json::toString);
    }

    @Test
    void aFileThatCannotBeReadIsAFindingInEveryFormat() {
        Path missing = folder.resolve("missing.yaml");
        assertEquals(
                "unreadable-file",
                json(1, missing).path("findings").get(0).path("rule").asString());
        assertTrue(
                run(1, missing, "github").out().contains(",line=1,col=1,title=unreadable-file::there is no such file"));
        assertEquals(1, JSON.readTree(run(1, missing, "gitlab").out()).size());
        assertEquals(
                "unreadable-file",
                JSON.readTree(run(1, missing, "sarif").out())
                        .at("/runs/0/results/0/ruleId")
                        .asString());
    }

    @Test
    void sarifNamesTheRuleTheLevelAndThePlaceOfEachFinding() throws IOException {
        JsonNode run =
                JSON.readTree(run(1, config(folder, WRONG), "sarif").out()).at("/runs/0");
        assertEquals("ftr", run.at("/tool/driver/name").asString());
        List<String> rules = run.at("/tool/driver/rules")
                .valueStream()
                .map(rule -> rule.path("id").asString())
                .toList();
        List<String> found = run.path("results")
                .valueStream()
                .map(r -> {
                    JsonNode region = r.at("/locations/0/physicalLocation/region");
                    assertTrue(rules.contains(r.path("ruleId").asString()), rules::toString);
                    assertEquals(
                            "file://" + folder + "/ftr.conf",
                            r.at("/locations/0/physicalLocation/artifactLocation/uri")
                                    .asString());
                    return "%s %s %d:%d %s"
                            .formatted(
                                    r.path("ruleId").asString(),
                                    r.path("level").asString(),
                                    region.path("startLine").asInt(),
                                    region.path("startColumn").asInt(),
                                    r.at("/message/text").asString().replaceAll(": .*", ""));
                })
                .toList();
        assertEquals(
                List.of(
                        "unknown-key error 10:5 /uplinks/1/weigth",
                        "wrong-value error 11:13 /uplinks/1/weight",
                        "meaning error 18:24 /tests/required_successful",
                        "yaml-syntax error 19:3 /tests/ips"),
                found);
    }

    @Test
    void githubGetsALineForEachFindingWithItsSignsEscaped() throws IOException {
        Path odd = Files.writeString(folder.resolve("a,b:c 50%.yaml"), CONFIG.replace("lan: eth0", "lan: \"50%\\n\""));
        assertEquals(
                "::error file=%s/a%%2Cb%%3Ac 50%%25.yaml,line=13,col=8,title=wrong-value::/downlinks/lan: "
                        .formatted(folder),
                run(1, odd, "github").out().lines().findFirst().orElse("").replaceFirst("(lan: ).*", "$1"));
        assertTrue(run(1, odd, "github").out().contains("50%25"), "the percent sign of the message");
        assertEquals(1, run(1, odd, "github").out().lines().count());
        assertEquals("", run(0, config(folder, CONFIG), "github").out());
    }

    @Test
    void gitlabGetsWhatItsReportsHave() throws IOException {
        JsonNode report = JSON.readTree(run(1, config(folder, WRONG), "gitlab").out());
        assertEquals(4, report.size());
        for (JsonNode entry : report) {
            assertEquals(
                    Set.of("description", "check_name", "fingerprint", "severity", "location"),
                    Set.copyOf(entry.propertyNames()));
            assertEquals(folder + "/ftr.conf", entry.at("/location/path").asString());
            assertEquals("major", entry.path("severity").asString());
            assertTrue(entry.path("fingerprint").asString().matches("[0-9a-f]{64}"));
        }
        assertEquals(18, report.get(2).at("/location/lines/begin").asInt());
        assertEquals("[]", run(0, config(folder, CONFIG), "gitlab").out().replaceAll("\\s", ""));
    }

    @Test
    void aFingerprintStaysWhenLinesComeAboveAndIsNobodyElses() throws IOException {
        UnaryOperator<String> prints = text -> {
            try {
                return String.join(
                        " ",
                        JSON.readTree(run(1, config(folder, text), "gitlab").out())
                                .valueStream()
                                .map(f -> f.path("fingerprint").asString())
                                .toList());
            } catch (IOException e) {
                throw new AssertionError(e);
            }
        };
        String before = prints.apply(WRONG);
        assertEquals(before, prints.apply("# a comment\n\n" + WRONG));
        assertEquals(4, new TreeSet<>(List.of(before.split(" ", -1))).size());
        String twice = prints.apply(WRONG + "  ips: [8.8.4.4]\n");
        assertEquals(5, new TreeSet<>(List.of(twice.split(" ", -1))).size());
    }

    @ParameterizedTest
    @ValueSource(strings = {"json", "sarif", "github", "gitlab"})
    void whatTakesTooLongIsAnErrorAtTheLineOfItsUplink(String output) throws IOException {
        Path file = config(folder, CONFIG + "  interval: 10\n");
        FtrRun run = ftr(file, "validate", "--output", output, "--max-detection", "11s");
        assertEquals(1, run.exit());
        assertEquals("", run.err());
        assertTrue(run.out().contains("max-detection"), run.out());
        assertTrue(run.out().contains("uplink ppp0 takes up to 12.0 s"), run.out());
        if (output.equals("github")) assertTrue(run.out().contains(",line=8,col=5,title=max-detection::"), run.out());
        if (output.equals("json"))
            assertEquals(
                    List.of("2 5 /uplinks/0", "8 5 /uplinks/1"),
                    JSON.readTree(run.out())
                            .path("findings")
                            .valueStream()
                            .map(f -> f.path("line").asInt() + " "
                                    + f.path("column").asInt() + " "
                                    + f.path("pointer").asString())
                            .toList());
    }

    @Test
    void warningsAreErrorsWhenStrict() throws IOException {
        Path file = config(folder, DOUBTFUL);
        assertEquals(
                "warning", json(0, file).path("findings").get(0).path("level").asString());
        assertTrue(run(0, file, "github").out().startsWith("::warning file="));
        assertEquals(
                "minor",
                JSON.readTree(run(0, file, "gitlab").out())
                        .get(0)
                        .path("severity")
                        .asString());
        JsonNode strict = Schemas.fit(
                "validate",
                ftr(file, "validate", "--strict", "--output", "json").out());
        assertEquals("error", strict.path("findings").get(0).path("level").asString());
        assertEquals(0, strict.path("warnings").asInt());
        assertFalse(strict.path("valid").asBoolean());
        FtrRun text = ftr(file, "validate", "--strict");
        assertEquals(1, text.exit());
        assertTrue(text.err().startsWith("warning: " + file), text.err());
        assertTrue(text.err().endsWith("\nftr: with --strict, warnings are errors\n"), text.err());
        assertEquals(0, ftr(config(folder, CONFIG), "validate", "--strict").exit());
    }

    @Test
    void programsGetEnglishAndAsciiWhateverTheLanguage() throws IOException {
        Path file = config(folder, CONFIG.replace("lan: eth0", "lan: \"ü/ü\""));
        FtrRun german = ftr(file, "--lang", "de", "validate", "--output", "json");
        assertEquals(ftr(file, "validate", "--output", "json").out(), german.out());
        assertTrue(german.out().contains("is '\\u00FC/\\u00FC', must be an interface name"), german.out());
        assertTrue(german.out().chars().allMatch(c -> c < 128));
    }

    @Test
    void theSchemaRefusesWhatDiffers() throws IOException {
        Schemas.assertRefusesWhatDiffers(
                "validate", json(1, config(folder, WRONG)).toString());
        Schemas.assertRefusesWhatDiffers(
                "validate", json(0, config(folder, CONFIG)).toString(), "false_downs_per_year");
    }

    @ParameterizedTest
    @ValueSource(strings = {"xml", "", "JSONX"})
    void choicesAreListedInSmallLetters(String word) {
        FtrRun run = ftr("validate", "--output", word);
        assertEquals(64, run.exit());
        assertTrue(run.err().contains("expected one of [text, json, sarif, github, gitlab] "), run.err());
        for (String command : List.of("status", "events", "report", "replay", "explain --to 192.0.2.1")) {
            FtrRun other = ftr(Stream.concat(Stream.of(command.split(" ")), Stream.of("--output", word))
                    .toArray(String[]::new));
            assertTrue(other.err().contains("expected one of [text, json] "), other.err());
        }
    }

    private JsonNode json(int exit, Path file) {
        return Schemas.fit("validate", run(exit, file, "json").out());
    }

    /** Nothing but the document is written. */
    private static FtrRun run(int exit, Path file, String output) {
        FtrRun run = ftr(file, "validate", "--output", output);
        assertEquals(exit, run.exit(), run.out());
        assertEquals("", run.err());
        return run;
    }
}
