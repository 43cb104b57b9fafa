package dev.ftr.notify.mail;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.Locale;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;

class NameCacheTest {
    @Test
    void eachLookUpInARowHasASpellingOfItsOwnOfTheSameName() {
        Set<String> spellings = new TreeSet<>();
        for (int i = 0; i < 64; i++) {
            String spelt = NameCache.spelt("mail.example.com", i);
            assertEquals("mail.example.com", spelt.toLowerCase(Locale.ROOT));
            spellings.add(spelt);
        }
        assertEquals(64, spellings.size());
    }

    @Test
    void theFirstIsAsItIsWrittenAndAnAddressStaysWhatItIs() {
        assertEquals("Mail.example.com", NameCache.spelt("Mail.example.com", 0));
        assertEquals("203.0.113.25", NameCache.spelt("203.0.113.25", 7));
    }
}
