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
}
