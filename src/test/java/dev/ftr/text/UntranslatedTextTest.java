package dev.ftr.text;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import dev.ftr.model.Language;
import dev.ftr.text.SaidTexts.Said;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** What the program says to people is in the bundles, so that it can be said in every language. */
class UntranslatedTextTest {
    private static final NotForPeople EXEMPT = NotForPeople.read();

    @Test
    void everythingSaidToPeopleIsInABundle() {
        assertEquals("", uncovered().stream().map(Said::toString).collect(Collectors.joining("\n")));
    }

    @Test
    void everyExemptionIsNeeded() {
        List<Said> said = SaidTexts.all().stream().filter(Said::isForPeople).toList();
        assertEquals(List.of(), EXEMPT.unused(said));
    }

    /** It follows "must be" in the errors of a config. */
    @Test
    void whatTheSchemaExpectsIsASentence() throws IOException {
        Sentences spoken = Sentences.in(Language.ITALIAN);
        String schema = Files.readString(
                Path.of(System.getProperty("basedir", ".")).resolve("schema").resolve("ftr.schema.json"));
        List<String> expected = Pattern.compile("\"x-expected\"\\s*:\\s*\"([^\"]*)\"")
                .matcher(schema)
                .results()
                .map(found -> found.group(1))
                .toList();
        assertFalse(expected.isEmpty());
        assertEquals(
                List.of(),
                expected.stream()
                        .filter(text -> spoken.translate(text).equals(text))
                        .toList());
    }

    static List<Said> uncovered() {
        List<String> sentences = sentences();
        return SaidTexts.all().stream()
                .filter(Said::isForPeople)
                .filter(said -> !EXEMPT.covers(said))
                .filter(said -> sentences.stream().noneMatch(said::isIn))
                .toList();
    }

    /** All English sentences, with an end of text where a gap is. */
    private static List<String> sentences() {
        List<String> sentences = new ArrayList<>();
        for (String area : Sentences.AREAS)
            for (Map.Entry<String, String> entry :
                    Sentences.bundle("sentences-" + area).entrySet())
                sentences.add(String.join(
                        "\u0003",
                        EnglishSentence.of(entry.getKey(), entry.getValue()).literals()));
        return sentences;
    }

    /** Lists what is in no bundle, for those who write them. */
    static void main() throws IOException {
        uncovered().forEach(System.out::println);
    }
}
