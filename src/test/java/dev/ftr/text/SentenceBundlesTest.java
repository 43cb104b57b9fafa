package dev.ftr.text;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ftr.model.Language;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.IntFunction;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** The bundles that are there: each sentence is known for what it is, and has its like in every language that has a bundle. */
class SentenceBundlesTest {
    private static final Pattern GAP = Pattern.compile("\\{(\\d+)");

    static Stream<Language> translated() {
        return Stream.of(Language.values())
                .filter(l -> !sentences("_" + l.code()).isEmpty());
    }

    @Test
    void aKeyStandsForOneSentence() {
        Map<String, String> areas = new TreeMap<>();
        List<String> twice = new ArrayList<>();
        for (String area : Sentences.AREAS)
            for (String key : Sentences.bundle("sentences-" + area).keySet())
                if (areas.put(key, area) != null) twice.add(key);
        assertEquals(List.of(), twice);
    }

    @Test
    void aSentenceStandsUnderOneKey() {
        Map<List<String>, String> keys = new TreeMap<>((a, b) -> a.toString().compareTo(b.toString()));
        List<String> twice = new ArrayList<>();
        sentences("").forEach((key, text) -> {
            String before = keys.put(EnglishSentence.of(key, text).literals(), key);
            if (before != null) twice.add(before + " " + key);
        });
        assertEquals(List.of(), twice);
    }

    @ParameterizedTest
    @MethodSource("translated")
    void eachSentenceIsSaidWithTheSameGaps(Language language) {
        Map<String, String> english = sentences("");
        Map<String, String> other = sentences("_" + language.code());
        assertEquals(english.keySet(), other.keySet());
        List<String> wrong = english.keySet().stream()
                .filter(key -> !gaps(english.get(key)).equals(gaps(other.get(key))))
                .toList();
        assertEquals(List.of(), wrong);
    }

    /** What stands in the gaps is no sentence, a number where one must stand, and differs from gap to gap. */
    @ParameterizedTest
    @MethodSource("translated")
    void noSentenceIsTakenForAnother(Language language) {
        Sentences sentences = Sentences.in(language);
        Map<String, String> other = sentences("_" + language.code());
        List<String> mistaken = new ArrayList<>();
        sentences("").forEach((key, text) -> {
            EnglishSentence sentence = EnglishSentence.of(key, text);
            IntFunction<String> value = i -> isNumber(sentence, i) ? Integer.toString(10 + i) : "gap" + i;
            List<String> values = Stream.iterate(0, i -> i + 1)
                    .limit(sentence.values())
                    .map(value::apply)
                    .toList();
            String said = sentences.translate(filled(sentence, values));
            String meant = new Translation(other.get(key).strip())
                    .filled(values, language.locale())
                    .orElseThrow();
            if (!said.equals(meant)) mistaken.add("%s: %s".formatted(key, said));
        });
        assertEquals("", String.join("\n", mistaken));
    }

    @ParameterizedTest
    @MethodSource("translated")
    void bundlesAreInAlphabetsOfTheTerminal(Language language) {
        assertTrue(sentences("_" + language.code()).values().stream()
                .map(text -> text.replace("’", "'").replace("…", ".").replace("–", "-"))
                .allMatch(StandardCharsets.ISO_8859_1.newEncoder()::canEncode));
    }

    private static boolean isNumber(EnglishSentence sentence, int value) {
        return sentence.gaps().stream().anyMatch(g -> g.index() == value && g.number());
    }

    private static String filled(EnglishSentence sentence, List<String> values) {
        StringBuilder text = new StringBuilder(sentence.literals().getFirst());
        for (int i = 0; i < sentence.gaps().size(); i++)
            text.append(values.get(sentence.gaps().get(i).index()))
                    .append(sentence.literals().get(i + 1));
        return text.toString();
    }

    private static Set<String> gaps(String text) {
        return GAP.matcher(text)
                .results()
                .map((MatchResult gap) -> gap.group(1))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** Of all areas, by key. */
    private static Map<String, String> sentences(String suffix) {
        Map<String, String> all = new TreeMap<>();
        for (String area : Sentences.AREAS) all.putAll(Sentences.bundle("sentences-" + area + suffix));
        return all;
    }
}
