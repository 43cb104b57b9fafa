package dev.ftr.text;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ftr.model.Language;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.text.MessageFormat;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** Everything can be said in every language; English is the measure. */
class BundlesTest {
    private static final Path FOLDER =
            Path.of(System.getProperty("basedir", "."), "src", "main", "resources", "dev", "ftr", "text");
    private static final Pattern GAP = Pattern.compile("\\{(\\d+)");
    private static final Pattern CHOICE = Pattern.compile("\\{(\\d+),choice,");
    private static final Pattern QUOTED = Pattern.compile("'[{}]+'");
    private static final Set<String> CODES =
            Stream.of(Language.values()).map(Language::code).collect(Collectors.toSet());

    static Stream<String> names() throws IOException {
        return files().stream().filter(name -> !isTranslation(name));
    }

    static Stream<Arguments> translated() throws IOException {
        return names().flatMap(name -> others().map(language -> Arguments.of(name, language)));
    }

    static Stream<Arguments> sentences() {
        return Sentences.AREAS.stream().flatMap(area -> others().map(language -> Arguments.of(area, language)));
    }

    private static Stream<Language> others() {
        return Stream.of(Language.values()).filter(l -> l != Language.ENGLISH);
    }

    @Test
    void everyFileIsABundleThatIsRead() throws IOException {
        Set<String> names = names().collect(Collectors.toCollection(TreeSet::new));
        Set<String> areas = names.stream()
                .filter(n -> n.startsWith("sentences-"))
                .map(n -> n.substring("sentences-".length()))
                .collect(Collectors.toCollection(TreeSet::new));
        assertEquals(new TreeSet<>(Sentences.AREAS), areas);
        for (String name : files())
            assertTrue(!isTranslation(name) || names.contains(name.substring(0, name.lastIndexOf('_'))), name);
    }

    @ParameterizedTest
    @MethodSource("translated")
    void isWholeInEveryLanguage(String name, Language language) {
        Map<String, String> english = Sentences.bundle(name);
        Map<String, String> other = Sentences.bundle(name + "_" + language.code());
        assertEquals(new TreeSet<>(english.keySet()), new TreeSet<>(other.keySet()));
        english.forEach((key, text) -> {
            String translation = other.getOrDefault(key, "");
            assertFalse(translation.isBlank(), key);
            assertEquals(gaps(text), gaps(translation), key);
            assertEquals(blanks(text), blanks(translation), key);
        });
    }

    @Test
    void everyFileIsUtf8WithoutEscapesAndSaysEachKeyOnce() throws IOException {
        for (String name : files()) {
            List<String> lines = Files.readAllLines(FOLDER.resolve(name + ".properties"));
            Set<String> keys = new HashSet<>();
            for (String line : lines) {
                if (line.isBlank() || line.startsWith("#")) continue;
                assertTrue(line.matches("[a-z0-9_.-]+=.*"), name + ": " + line);
                assertTrue(keys.add(line.substring(0, line.indexOf('='))), name + ": twice: " + line);
                assertFalse(line.contains("\\u"), name + ": write the letter itself: " + line);
                // What UTF-8 looks like that was taken for Latin-1.
                assertFalse(line.matches(".*[ÃÂâ][\\x{80}-\\x{BF}€‚ƒ„…™œž].*"), name + ": " + line);
            }
        }
    }

    @Test
    void everyPatternCanBeFilled() throws IOException {
        for (String name : files())
            Sentences.bundle(name).forEach((key, text) -> {
                String where = name + ": " + key;
                String unquoted = QUOTED.matcher(text.replace("''", "")).replaceAll("");
                assertFalse(unquoted.contains("'"), where + ": a quote that is not doubled");
                Set<Integer> counted = numbers(CHOICE, text);
                int values = gaps(text).stream().mapToInt(i -> i + 1).max().orElse(0);
                for (int number : List.of(0, 1, 2, 5)) {
                    Object[] all = IntStream.range(0, values)
                            .mapToObj(i ->
                                    counted.contains(i) || text.contains("{" + i + ",number") ? (Object) number : "x")
                            .toArray();
                    String said = new MessageFormat(
                                    text,
                                    Language.of(suffix(name))
                                            .orElse(Language.ENGLISH)
                                            .locale())
                            .format(all);
                    assertFalse(said.isBlank(), where);
                    assertFalse(GAP.matcher(said).find(), where + ": " + said);
                }
            });
    }

    /** No sentence is taken for another one, whatever stands in its gaps. */
    @ParameterizedTest
    @MethodSource("sentences")
    void everySentenceIsRecognisedAndSaidAsItsTranslation(String area, Language language) {
        Sentences spoken = Sentences.in(language);
        Map<String, String> english = new TreeMap<>(Sentences.bundle("sentences-" + area));
        Map<String, String> other = Sentences.bundle("sentences-" + area + "_" + language.code());
        assertEquals(english.keySet(), new TreeSet<>(other.keySet()));
        List<String> wrong = new ArrayList<>();
        english.forEach((key, text) -> {
            EnglishSentence sentence = EnglishSentence.of(key, text.strip());
            Translation translation =
                    new Translation(other.getOrDefault(key, "").strip());
            for (int number : List.of(0, 1, 2, 5)) {
                List<String> values = values(sentence, translation, number);
                String said = filled(sentence, values);
                String expected = translation.filled(values, language.locale()).orElseThrow();
                String actual = spoken.translate(said);
                if (!expected.equals(actual))
                    wrong.add("%s: %s%n  was said:     %s%n  should be:    %s".formatted(key, said, actual, expected));
            }
        });
        assertEquals("", String.join("\n", wrong));
    }

    private static List<String> values(EnglishSentence sentence, Translation translation, int number) {
        Set<Integer> counted = numbers(CHOICE, translation.pattern());
        String[] values = new String[sentence.values()];
        Arrays.fill(values, "");
        for (EnglishSentence.Gap gap : sentence.gaps())
            values[gap.index()] = gap.number() || counted.contains(gap.index())
                    ? Integer.toString(number)
                    : "x" + gap.index() + number;
        return List.of(values);
    }

    private static String filled(EnglishSentence sentence, List<String> values) {
        StringBuilder said = new StringBuilder(sentence.literals().getFirst());
        for (int i = 0; i < sentence.gaps().size(); i++)
            said.append(values.get(sentence.gaps().get(i).index()))
                    .append(sentence.literals().get(i + 1));
        return said.toString();
    }

    private static Set<Integer> gaps(String pattern) {
        return numbers(GAP, QUOTED.matcher(pattern.replace("''", "")).replaceAll(""));
    }

    private static Set<Integer> numbers(Pattern gap, String pattern) {
        return gap.matcher(pattern)
                .results()
                .map((MatchResult found) -> Integer.valueOf(found.group(1)))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** Those before and those behind. */
    private static List<Integer> blanks(String text) {
        return List.of(
                text.length() - text.stripLeading().length(),
                text.length() - text.stripTrailing().length());
    }

    private static boolean isTranslation(String name) {
        return CODES.contains(suffix(name));
    }

    private static String suffix(String name) {
        return name.substring(name.lastIndexOf('_') + 1);
    }

    private static List<String> files() throws IOException {
        try (Stream<Path> files = Files.list(FOLDER)) {
            return files.map(f -> f.getFileName().toString())
                    .filter(f -> f.endsWith(".properties"))
                    .map(f -> f.substring(0, f.length() - ".properties".length()))
                    .sorted()
                    .toList();
        }
    }
}
