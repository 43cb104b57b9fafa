package dev.ftr.notify.mail;

import java.util.List;

/** What a server or the Java runtime has said, made fit for a log: one line, not long, without secrets. */
final class ServerWords {
    static final int LONGEST = 200;
    private static final String HIDDEN = "(secret)";

    private final List<String> secrets;

    /** @param secrets in every form in which they may come back */
    ServerWords(List<String> secrets) {
        this.secrets = secrets.stream().filter(s -> !s.isEmpty()).toList();
    }

    String clean(String words) {
        String open = words;
        for (String secret : secrets) open = open.replace(secret, HIDDEN);
        return OneLine.of(open, LONGEST);
    }
}
