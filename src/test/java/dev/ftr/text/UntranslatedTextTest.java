package dev.ftr.text;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.ftr.text.SaidTexts.Said;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
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
