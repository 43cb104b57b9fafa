package dev.ftr.cli;

import static dev.ftr.cli.FtrRun.config;
import static dev.ftr.cli.FtrRun.ftr;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ftr.model.Language;
import dev.ftr.text.Sentences;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import picocli.CommandLine.Model.CommandSpec;

/** The terminal speaks the language of who reads it; what programs read stays English. */
class LanguageTest {
    @ParameterizedTest
    @CsvSource({
        "'', '', '', ENGLISH",
        "'', '', it_IT.UTF-8, ITALIAN",
        "'', de_DE, it_IT.UTF-8, GERMAN",
        "fr_FR@euro, de_DE, it_IT.UTF-8, FRENCH",
        "C, de_DE, it_IT.UTF-8, ENGLISH",
        "POSIX, '', it, ENGLISH",
        "C.UTF-8, '', it, ENGLISH",
        "nl_NL, '', it, ENGLISH",
        "'', '', pt_BR.UTF-8, PORTUGUESE",
        "'', '', es, SPANISH"
    })
    void theEnvironmentNamesTheLanguageAsPosixSays(String all, String messages, String lang, Language expected) {
        Map<String, String> environment = Map.of("LC_ALL", all, "LC_MESSAGES", messages, "LANG", lang);
        assertEquals(expected, Tongue.of(List.of("status"), environment));
        assertEquals(Language.ENGLISH, Tongue.of(List.of("--lang", "en", "status"), environment));
        assertEquals(Language.GERMAN, Tongue.of(List.of("status", "--lang=de_DE"), environment));
        assertEquals(expected, Tongue.of(List.of("status", "--lang"), environment));
    }

    @Test
    void anotherLanguageIsAMistakeThatNamesTheChoices() {
        FtrRun run = ftr("--lang", "xx", "status");
        assertEquals(64, run.exit());
        assertTrue(run.err().contains("write en, it, de, fr, es or pt"), run.err());
        assertEquals(64, ftr("status", "--lang").exit());
    }

    @Test
    void aTerminalWithoutTheLettersOfTheLanguageGetsUtf8() {
        assertEquals("è l’uplink", written(StandardCharsets.US_ASCII, StandardCharsets.UTF_8, Language.ITALIAN));
        assertEquals("è l'uplink", written(StandardCharsets.ISO_8859_1, StandardCharsets.ISO_8859_1, Language.ITALIAN));
        assertEquals("è l’uplink", written(StandardCharsets.UTF_8, StandardCharsets.UTF_8, Language.ITALIAN));
        assertEquals("' l'uplink", written(StandardCharsets.US_ASCII, StandardCharsets.US_ASCII, Language.ENGLISH));
    }

    private static String written(Charset terminal, Charset reader, Language language) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        PrintWriter writer = Tongue.writer(bytes, terminal, language);
        writer.print("è l’uplink");
        writer.flush();
        return bytes.toString(reader);
    }

    @Test
    void statusWithoutADaemon(@TempDir Path folder) {
        FtrRun run = ftr("--lang", "it", "--run-dir", folder.toString(), "status");
        assertEquals(3, run.exit());
        assertEquals("", run.out());
        assertEquals(
                "ftr monitor non è in esecuzione (nessuno status.json recente in %s)%n".formatted(folder), run.err());
    }

    @Test
    void errorsOfAConfigKeepTheirPlace(@TempDir Path folder) throws IOException {
        Path file = config(folder, FtrRun.CONFIG.replace("type: static", "type: statik"));
        FtrRun english = ftr(file, "validate");
        FtrRun italian = ftr(file, "--lang", "it", "validate");
        assertEquals(1, italian.exit());
        assertEquals(places(english.err()), places(italian.err()));
        assertTrue(italian.err().contains("deve essere"), italian.err());
        assertFalse(italian.err().contains("must be"), italian.err());
    }

    private static List<String> places(String errors) {
        return errors.lines()
                .map(line -> line.replaceFirst("^(\\S+:\\d+:\\d+: /\\S*: ).*", "$1"))
                .toList();
    }

    @Test
    void theTableOfPromisesStaysATable(@TempDir Path folder) throws IOException {
        FtrRun run = ftr(config(folder, FtrRun.CONFIG), "--lang", "it", "validate");
        assertEquals(0, run.exit(), run.err());
        List<String> lines = run.out().lines().toList();
        assertTrue(lines.getFirst().endsWith(": valido, 2 uplink"), run.out());
        int end = lines.getLast().length();
        assertTrue(lines.stream().skip(2).allMatch(l -> l.length() == end), run.out());
        assertTrue(run.out().contains("guasto notato entro"), run.out());
    }

    @Test
    void mistakesAreToldInTheLanguage() {
        assertEquals(
                "ftr: Opzione sconosciuta: '--loud'%nVedi: ftr validate --help%n".formatted(),
                ftr("validate", "--loud", "--lang=it").err());
        assertEquals(
                "ftr: non c’è nessun comando 'reboot'%nVedi: ftr --help%n".formatted(),
                ftr("--lang", "it", "reboot").err());
        assertEquals(64, ftr("--lang", "it", "reboot").exit());
        assertTrue(
                ftr("--lang", "it", "monitor", "--demo", "--for", "ever").err().contains("'ever' non è una durata"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "reboot",
                "validate now",
                "plan --health eth1=sideways",
                "plan --health eth1",
                "status --output yaml",
                "replay",
                "explain",
                "explain --to",
                "explain --to 192.0.2.1 --port x",
                "explain --to 192.0.2.1 --mark x",
                "apply --confirm 0s",
                "monitor --demo --seed many",
                "monitor --seed 1",
                "status --debug=3"
            })
    void everyMistakeHasWordsInTheLanguage(String line) {
        String[] arguments = line.isEmpty() ? new String[0] : line.split(" ", -1);
        String english = ftr(arguments).err();
        String italian = ftr(Stream.concat(Stream.of("--lang", "it"), Stream.of(arguments))
                        .toArray(String[]::new))
                .err();
        assertEquals(2, italian.lines().count(), italian);
        String first = english.lines().findFirst().orElseThrow();
        assertFalse(italian.contains(first), italian);
    }

    @Test
    void helpIsInTheLanguage() {
        FtrRun run = ftr("--lang", "it", "plan", "--help");
        assertEquals(0, run.exit());
        assertTrue(run.out().startsWith("Uso: ftr plan "), run.out());
        assertTrue(run.out().contains("Mostra cosa cambierebbe apply nel kernel; non tocca niente."), run.out());
        assertTrue(run.out().contains("(predefinito: /run/ftr)"), run.out());
        assertTrue(ftr("--lang", "it", "--help").out().contains("Comandi:"));
    }

    @Test
    void everyDescriptionOfTheHelpIsASentence() {
        Sentences sentences = Sentences.in(Language.ITALIAN);
        List<String> untold = new ArrayList<>();
        CommandSpec ftr = Commands.all(FtrRun.command()).getCommandSpec();
        descriptions(ftr)
                .filter(text -> !text.isBlank() && sentences.translate(text).equals(text))
                .forEach(untold::add);
        assertEquals(List.of(), untold);
    }

    private static Stream<String> descriptions(CommandSpec command) {
        Stream<String> own = Stream.concat(
                Stream.of(command.usageMessage().description()),
                command.args().stream().flatMap(a -> Stream.of(a.description())));
        return Stream.concat(
                own, command.subcommands().values().stream().flatMap(s -> descriptions(s.getCommandSpec())));
    }

    @ParameterizedTest
    @EnumSource(Language.class)
    void jsonIsTheSameInAllLanguages(Language language, @TempDir Path folder) throws IOException {
        Path recording = Files.writeString(folder.resolve("probes.csv"), "ftr-probes,1,2026-03-01T10:00:00Z,0\n");
        Path file = config(folder, FtrRun.CONFIG);
        FtrRun english = ftr(file, "replay", "--output", "json", recording.toString());
        FtrRun other = ftr(file, "--lang", language.code(), "replay", "--output", "json", recording.toString());
        assertEquals(english, other);
        assertTrue(other.out().contains("uplink eth1 is not in the recording"), other.out());

        String status = """
                {"format_version":1,"pid":%d,"started_at":"2026-03-01T10:00:00Z",
                 "config":{"path":"/etc/ftr.yaml","sha256":"%s","commit":null,"loaded_at":"2026-03-01T10:00:00Z",
                  "error":null},
                 "converged":false,"problems":["too many targets"],"warnings":[],
                 "last_reconcile":{"at":"2026-03-01T10:00:00Z","duration_ms":7.1,"changes":0,"trigger":"start"},"uplinks":[],
                 "notifications":[]}
                """.formatted(ProcessHandle.current().pid(), "0".repeat(64));
        Files.writeString(folder.resolve("status.json"), status);
        String dir = folder.toString();
        assertEquals(
                ftr("--run-dir", dir, "status", "--output", "json"),
                ftr("--run-dir", dir, "status", "--output", "json", "--lang", language.code()));
    }

    @Test
    void whatIsWrittenForTheFirewallIsTheSameInAllLanguages(@TempDir Path folder) throws IOException {
        Path file = config(folder, FtrRun.CONFIG);
        assertEquals(ftr(file, "generate-iptables"), ftr(file, "--lang", "it", "generate-iptables"));
    }

    @Test
    void theDemoTellsItsStoryInTheLanguage(@TempDir Path folder) throws IOException {
        FtrRun run =
                ftr(config(folder, FtrRun.CONFIG), "--lang", "it", "monitor", "--demo", "--seed", "1", "--for", "2s");
        assertEquals(0, run.exit(), run.err());
        assertTrue(run.out().startsWith("Dimostrazione: "), run.out());
        assertTrue(run.out().contains("Piano: "), run.out());
    }

    @Test
    void linesAreSaidWhenTheyEnd() {
        StringWriter text = new StringWriter();
        PrintWriter spoken = Spoken.on(new PrintWriter(text), Sentences.in(Language.ITALIAN));
        spoken.print("warning: ");
        spoken.println("too many targets");
        spoken.println();
        spoken.print("Nothing to change.");
        spoken.flush();
        assertEquals("avviso: troppi target%n%nNiente da cambiare.".formatted(), text.toString());
    }
}
