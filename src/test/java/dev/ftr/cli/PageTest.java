package dev.ftr.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PageTest {
    @ParameterizedTest
    @CsvSource({
        "PT-1S, 0 s",
        "PT59.9S, 59 s",
        "PT60S, 1 min",
        "PT59M59S, 59 min",
        "PT1H, 1 h 0 min",
        "PT9H59M, 9 h 59 min",
        "PT10H59M, 10 h",
        "PT24H, 1 d 0 h",
        "PT239H, 9 d 23 h",
        "PT9000H, 375 d"
    })
    void anAgeHasOneOrTwoUnits(Duration age, String text) {
        assertEquals(text, Views.page(80).age(age));
    }

    @ParameterizedTest
    @CsvSource({"0, 0 %", "0.4, 0.4 %", "1, 1 %", "37.5, 38 %", "100, 100 %"})
    void aSmallPartOfAPercentIsNotNothing(double percent, String text) {
        assertEquals(text, Views.page(80).percent(percent));
    }

    @Test
    void breaksBetweenWordsAndLeavesALongWordWhole() {
        assertEquals(
                List.of("one two", "  three", "  a-long-word", "  four"),
                Views.page(8).wrapped("one two three a-long-word four", 2));
    }

    @Test
    void aTerminalWithoutUnicodeGetsAscii() {
        assertEquals(new Glyphs(false), Glyphs.of(StandardCharsets.US_ASCII));
        assertEquals(new Glyphs(false), Glyphs.of(StandardCharsets.ISO_8859_1));
        assertEquals(new Glyphs(true), Glyphs.of(StandardCharsets.UTF_8));
        assertEquals("the provider's --> end...", new Glyphs(false).prose("the provider’s → end…"));
    }
}
