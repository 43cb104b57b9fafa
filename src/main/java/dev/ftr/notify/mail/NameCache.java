package dev.ftr.notify.mail;

import java.security.Security;

/** What Java remembers of names that it has looked up. */
public final class NameCache {
    private NameCache() {}

    /**
     * A name that could not be resolved is asked for again the next time, as the line may be back by then; Java would wait for
     * 10 s. Works only before the first name is looked up.
     */
    public static void neverKeepsFailures() {
        Security.setProperty("networkaddress.cache.negative.ttl", "0");
    }

    /**
     * The name in another spelling for each of some numbers in a row: names are the same in capitals (RFC 4343), but Java lets
     * whoever looks up a spelling wait for those who have been asking for it before, over a line that is dead perhaps.
     */
    static String spelt(String name, int number) {
        StringBuilder spelt = new StringBuilder(name);
        int bits = number;
        for (int i = 0; i < spelt.length() && bits != 0; i++) {
            char c = spelt.charAt(i);
            if (c > 0x7f || !Character.isLetter(c)) continue;
            if ((bits & 1) == 1)
                spelt.setCharAt(i, Character.isUpperCase(c) ? Character.toLowerCase(c) : Character.toUpperCase(c));
            bits >>>= 1;
        }
        return spelt.toString();
    }
}
