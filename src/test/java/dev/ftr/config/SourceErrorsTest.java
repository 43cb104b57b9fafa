package dev.ftr.config;

import static dev.ftr.config.ConfigText.SMALL;
import static dev.ftr.config.ConfigText.assertErrors;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Files that are no YAML, or too much of it: one line each. */
final class SourceErrorsTest {
    @TempDir
    Path folder;

    @Test
    void tellsOfAFileThatIsNotThere() {
        Path file = folder.resolve("none.conf");
        assertEquals(
                List.of(file + ":1:1: /: there is no such file; name the right one with --config, or write one with"
                        + " generate-config"),
                ConfigText.problems(new ConfigLoader().load(file)));
    }

    @Test
    void tellsOfAnEmptyFolder() {
        assertEquals(
                List.of(folder
                        + ":1:1: /: has no config file in it; put one there, with a name that ends in .yaml, .yml or"
                        + " .conf"),
                ConfigText.problems(new ConfigLoader().load(folder)));
    }

    @Test
    void tellsOfAFileThatCannotBeRead() {
        assertEquals(
                List.of("/proc/self/mem:1:1: /: cannot be read: Input/output error"),
                ConfigText.problems(new ConfigLoader().load(Path.of("/proc/self/mem"))));
    }

    @Test
    void tellsOfALoopOfSymbolicLinks() throws IOException {
        Path link = folder.resolve("loop");
        Files.createSymbolicLink(link, link);
        assertEquals(1, ConfigText.problems(new ConfigLoader().load(link)).size());
    }

    @Test
    void readsNoMoreThanAConfigCanBe() throws IOException {
        Path file = Files.write(folder.resolve("big.conf"), new byte[10_000_000]);
        String error = ":1:1: /: is larger than a config can be, must be at most 262144 bytes";
        assertEquals(List.of(file + error), ConfigText.problems(new ConfigLoader().load(file)));
    }

    @Test
    void readsNothingThatIsNoRegularFile() throws IOException, InterruptedException {
        Path pipe = folder.resolve("pipe");
        assertEquals(0, new ProcessBuilder("mkfifo", pipe.toString()).start().waitFor());
        for (Path path : List.of(pipe, Path.of("/dev/zero"))) {
            assertTimeoutPreemptively(
                    Duration.ofSeconds(10),
                    () -> assertEquals(
                            List.of(path + ":1:1: /: is not a regular file, must be one"),
                            ConfigText.problems(new ConfigLoader().load(path))));
        }
    }

    @Test
    void readsOneContentOrTheOtherWhileAFileIsReplaced() throws Exception {
        Path file = folder.resolve("ftr.conf");
        String first = SMALL + "# " + "a".repeat(100_000) + "\n";
        String second = SMALL + "# " + "b".repeat(90_000) + "\n";
        Files.writeString(file, first);
        AtomicBoolean ended = new AtomicBoolean();
        Thread writer = Thread.ofPlatform().start(() -> {
            for (int i = 0; !ended.get(); i++) replace(file, i % 2 == 0 ? second : first);
        });
        try {
            for (int i = 0; i < 200; i++) {
                String text = SourceText.read(file, file.toString()).text();
                assertTrue(text.equals(first) || text.equals(second), "a mixture of " + text.length() + " characters");
            }
        } finally {
            ended.set(true);
            writer.join();
        }
    }

    private static void replace(Path file, String text) {
        try {
            Path next = file.resolveSibling("next");
            Files.writeString(next, text);
            Files.move(next, file, StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "\n", "# only comments\n\n# and more\n", "---\n", "~\n"})
    void tellsOfAFileWithNothingInIt(String text) {
        assertErrors(
                text,
                "ftr.conf:1:1: /: is empty, must hold the keys uplinks, downlinks and tests; generate-config writes an"
                        + " example");
    }

    @Test
    void tellsWhereTheTextIsNotText() {
        assertErrors(
                SMALL.replace("lan: eth0", "lan: \0eth0"),
                "ftr.conf:13:8: /: here is the control character U+0000, which YAML does not allow; remove it");
        byte[] latin1 = SMALL.replace("eth0", "ü").getBytes(StandardCharsets.ISO_8859_1);
        assertEquals(
                List.of("ftr.conf:13:8: /: here is a byte that is not UTF-8; the file must be text in UTF-8"),
                ConfigText.problems(ConfigText.load(latin1)));
        byte[] utf16 = SMALL.getBytes(StandardCharsets.UTF_16);
        assertEquals(
                List.of("ftr.conf:1:1: /: here is a byte that is not UTF-8; the file must be text in UTF-8"),
                ConfigText.problems(ConfigText.load(utf16)));
    }

    @Test
    void readsFilesWithByteOrderMarkAndWindowsLines() {
        ConfigText.assertWarnings("\uFEFF" + SMALL.replace("\n", "\r\n"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "a: b: c             | 1:5  | this colon does not belong here; indent the line as its neighbours, or put text with ': ' in quotes",
                "uplinks:\\n\\t- a   | 2:1  | a tab stands here; indent with blanks only",
                "a: 'b\\nc: d\\n     | 3:1  | the file ends within quotes; close them",
                "a: 1\\nb\\n         | 3:1  | a key without its colon; a key must be followed by a colon and a blank",
                "a: [1\\nb: 3        | 2:2  | a comma or the closing ] of a list is missing",
                "a: {b: 1\\nc: 3\\n  | 2:2  | a comma or the closing } of a mapping is missing",
                "a: @b               | 1:4  | no value can begin with this character; put it in quotes",
                "a: - b              | 1:4  | this '-' does not belong here; an entry of a list must begin on a line of its own",
                "a:\\n  - b\\n c: 1  | 3:2  | this does not fit in with the lines above; indent it as its neighbours, or put text in quotes",
                "a: \"\\q\"          | 1:6  | unknown escape after \\; use single quotes, or write \\\\",
                "a: !x!y z           | 1:4  | tags (!) mean nothing here; remove it or use quotes",
                "a: \"\\UFFFFFFFF\"  | 1:2  | is not YAML; check indentation, quotes and brackets here and just before",
            })
    void tellsWhatIsWrongWithTheYaml(String text, String place, String error) {
        assertErrors(
                text.strip().replace("\\n", "\n").replace("\\t", "\t"),
                "ftr.conf:%s: /: %s".formatted(place.strip(), error.strip()));
    }

    @Test
    void tellsOfASecondDocument() {
        assertErrors(
                SMALL + "---\na: 1\n",
                "ftr.conf:17:1: /: a second document begins here; a config is one document, remove this or what follows");
    }

    @Test
    void tellsOfKeysGivenTwiceAndOfWhatElseIsWrong() {
        assertErrors(
                SMALL + "tests: {}\nlog:\n  old_files: 1\n  max_size: 0\n  old_files: 2\n",
                "ftr.conf:17:1: /tests: is given twice, the first time on line 14; remove one of the two",
                "ftr.conf:20:13: /log/max_size: is 0, must be within 1..1099511627776",
                "ftr.conf:21:3: /log/old_files: is given twice, the first time on line 19; remove one of the two");
    }

    @Test
    void tellsOfAliasesOfNothingAndOfTags() {
        assertErrors(
                SMALL.replace("eth0", "*eth0") + "log:\n  file: !ruby/object:Foo x\n",
                "ftr.conf:13:8: /downlinks/lan: is an alias (*) of nothing; an anchor (&) of this name must stand before"
                        + " it, or the value needs quotes",
                "ftr.conf:18:9: /log/file: has a tag (!), which means nothing here; remove it or use quotes");
        assertErrors(
                SMALL + "log: &a\n  file: *a\n",
                "ftr.conf:18:9: /log/file: is an alias (*) of nothing; an anchor (&) of this name must stand before it,"
                        + " or the value needs quotes");
    }

    @Test
    void stopsABombBeforeItGoesOff() {
        StringBuilder bomb = new StringBuilder("a: &a [x,x,x,x,x,x,x,x,x]\n");
        for (char c = 'b'; c <= 'z'; c++) {
            String nine = ("*" + (char) (c - 1) + ",").repeat(9);
            bomb.append("%c: &%c [%s]\n".formatted(c, c, nine));
        }
        assertTimeoutPreemptively(
                Duration.ofSeconds(1),
                () -> assertErrors(
                        bomb.toString(),
                        "ftr.conf:6:8: /: here the file has more than 100000 values, aliases counted in full"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"[", "{a: ", "- ", "? ", "&a [", "a:\n", "#", "\"", "x", " ", "!", "- &a\n", "? a\n", "---\n"})
    void isDoneSoonWithTheLargestFileOfOnePiece(String piece) {
        String text = piece.repeat((SourceText.LARGEST - 1) / piece.length());
        LoadResult result = assertTimeoutPreemptively(Duration.ofSeconds(5), () -> ConfigText.load(text));
        assertEquals(LoadResult.Invalid.class, result.getClass());
    }

    @Test
    void tellsOfNestingTooDeepForAConfig() {
        assertErrors("[".repeat(5000), "ftr.conf:1:34: /: is nested deeper than 32 levels; a config is not");
    }
}
