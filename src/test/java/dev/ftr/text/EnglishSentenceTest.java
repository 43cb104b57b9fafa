package dev.ftr.text;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class EnglishSentenceTest {
    @Test
    void findsWhatStandsInTheGaps() {
        assertEquals(
                Optional.of(List.of("eth1", "no carrier")),
                in("uplink {0} is down: {1}", "uplink eth1 is down: no carrier"));
        assertEquals(Optional.of(List.of("b", "a")), in("{1} before {0}", "a before b"));
        assertEquals(Optional.of(List.of("", "")), in("({0}) and ({1})", "() and ()"));
        assertEquals(Optional.empty(), in("uplink {0} is down: {1}", "uplink eth1 is up: yes"));
        assertEquals(Optional.empty(), in("ab{0}ba", "aba"));
        assertEquals(Optional.empty(), in("a{0}bc{1}cd", "abcd"));
    }

    @Test
    void whatIsSaidTwiceIsTheSameBothTimes() {
        assertEquals(Optional.of(List.of("f")), in("written: {0}; check {0}", "written: f; check f"));
        assertEquals(Optional.empty(), in("written: {0}; check {0}", "written: f; check g"));
    }

    @Test
    void aGapForANumberTakesNothingElse() {
        assertEquals(Optional.of(List.of("12")), in("{0,number} uplinks", "12 uplinks"));
        assertEquals(Optional.of(List.of("0.5")), in("{0,number} uplinks", "0.5 uplinks"));
        assertEquals(Optional.empty(), in("{0,number} uplinks", "all uplinks"));
    }

    @Test
    void quotesAreWrittenAsMessageFormatWantsThem() {
        assertEquals(Optional.of(List.of("x")), in("''{0}'' keeps '{'it'}'", "'x' keeps {it}"));
        assertThrows(IllegalArgumentException.class, () -> EnglishSentence.of("key", "it's"));
    }

    @Test
    void sentencesThatFitEverythingAreRefused() {
        assertThrows(IllegalArgumentException.class, () -> EnglishSentence.of("key", "{0}"));
        assertThrows(IllegalArgumentException.class, () -> EnglishSentence.of("key", "a {0}{1}"));
        assertThrows(IllegalArgumentException.class, () -> EnglishSentence.of("key", "{0,date} is {x}"));
    }

    @Test
    void aTranslationChoosesByNumbersAndShowsThemAsTheyAreWritten() {
        Translation changes = new Translation("{1}: {0,choice,0#nessuna modifica|1#una modifica|1<{0} modifiche}");
        assertEquals(Optional.of("x: una modifica"), changes.filled(List.of("1", "x"), Locale.ITALIAN));
        assertEquals(Optional.of("x: 12345 modifiche"), changes.filled(List.of("12345", "x"), Locale.ITALIAN));
        assertEquals(Optional.empty(), changes.filled(List.of("many", "x"), Locale.ITALIAN));
    }

    private static Optional<List<String>> in(String pattern, String text) {
        return EnglishSentence.of("key", pattern).in(text);
    }
}
