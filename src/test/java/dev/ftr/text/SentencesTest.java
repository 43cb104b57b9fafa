package dev.ftr.text;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ftr.model.Language;
import java.time.Duration;
import org.junit.jupiter.api.Test;

class SentencesTest {
    private static final Sentences ITALIAN = Sentences.in(Language.ITALIAN);

    @Test
    void englishStaysAsItIs() {
        String text = "Nothing to change.\n  up";
        assertEquals(text, Sentences.in(Language.ENGLISH).translate(text));
    }

    @Test
    void whatIsNotKnownStaysAsItIs() {
        assertEquals("the quick brown fox", ITALIAN.translate("the quick brown fox"));
        assertEquals("", ITALIAN.translate(""));
        assertEquals("\t \n", ITALIAN.translate("\t \n"));
    }

    @Test
    void theSentenceThatSaysMostItselfIsMeant() {
        assertEquals(
                "nessuna modifica è in attesa; alle 10:00:00: confermata",
                ITALIAN.translate("no change is pending; at 10:00:00: confermata"));
    }

    @Test
    void whatStandsInAGapIsASentenceAgain() {
        assertEquals(
                "avviso: si parte invece con l’ultima configurazione buona, conservata in /var/lib/ftr",
                ITALIAN.translate("warning: starting with the last good config instead, kept in /var/lib/ftr"));
        assertEquals(
                "errore: f non si può leggere: è vuoto", ITALIAN.translate("error: f cannot be read: it is empty"));
    }

    @Test
    void namesAndWhatStandsInQuotesAreNotTranslated() {
        assertEquals(
                "l’uplink probes non è nella registrazione".replace("probes", "fibre"),
                ITALIAN.translate("uplink fibre is not in the recording"));
        assertEquals("non c’è nessun comando 'probes'", ITALIAN.translate("there is no command 'probes'"));
    }

    @Test
    void thePlaceInAFileStaysAsItIs() {
        assertEquals(
                "/etc/ftr.conf:3:5: /uplinks/0: manca", ITALIAN.translate("/etc/ftr.conf:3:5: /uplinks/0: is missing"));
    }

    @Test
    void severalPlacesInALineAreSaidOneByOne() {
        assertEquals(
                "/c.yaml:3:5: /a: non è una chiave nota; intendevi 'b'?; /c.yaml:4:5: /d: manca",
                ITALIAN.translate(
                        "/c.yaml:3:5: /a: is not a known key; did you mean 'b'?; /c.yaml:4:5: /d: is missing"));
    }

    @Test
    void sentencesInARowAreSaidOneByOne() {
        assertEquals(
                "troppi target; 'x' non è un target; sopra non c’è un’intestazione",
                ITALIAN.translate("too many targets; 'x' is no target; there is no header above"));
    }

    @Test
    void linesAreSentencesOfTheirOwnAndStaySetIn() {
        assertEquals(
                "  Niente da cambiare.\n\n\tnessuna interruzione \n",
                ITALIAN.translate("  Nothing to change.\n\n\tno outage \n"));
    }

    /** The bound is for a search that has gone wild, not for a slow machine. */
    @Test
    void longTextsAreNoTrouble() {
        for (String part :
                new String[] {"warning: ", "x; y, ", " (", "uplink a is not in ", "is 'x', must be ", ": ", "up, "}) {
            String text = part.repeat(10_000 / part.length());
            String said = assertTimeoutPreemptively(Duration.ofSeconds(20), () -> ITALIAN.translate(text));
            assertTrue(said.length() > 5_000);
        }
    }
}
