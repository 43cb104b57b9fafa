package dev.ftr.notify;

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
        return bounded(oneLine(open));
    }

    /** Without control and other invisible characters, and every run of white space a single space. */
    static String oneLine(String words) {
        return words.codePoints()
                .map(c -> invisible(c) ? ' ' : c)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString()
                .replaceAll(" {2,}", " ")
                .strip();
    }

    static String bounded(String line) {
        return bounded(line, LONGEST);
    }

    static String bounded(String line, int longest) {
        if (line.length() <= longest) return line;
        int end = longest - 1;
        return line.substring(0, Character.isHighSurrogate(line.charAt(end - 1)) ? end - 1 : end) + "…";
    }

    /** Control, format (the marks that turn text round among them), line and paragraph separators, halves of pairs. */
    private static boolean invisible(int c) {
        return switch (Character.getType(c)) {
            case Character.CONTROL,
                    Character.FORMAT,
                    Character.LINE_SEPARATOR,
                    Character.PARAGRAPH_SEPARATOR,
                    Character.SURROGATE -> true;
            default -> Character.isWhitespace(c);
        };
    }
}
