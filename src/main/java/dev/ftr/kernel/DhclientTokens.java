package dev.ftr.kernel;

import java.util.ArrayList;
import java.util.List;

/** The words of a file of dhclient, in one pass whatever is in it. */
final class DhclientTokens {
    private static final String SINGLE = "{};,";

    private final String text;
    private final List<String> tokens = new ArrayList<>();
    private int at;

    private DhclientTokens(String text) {
        this.text = text;
    }

    /** Words, quoted strings with their quotes, and punctuation; no comments. */
    static List<String> of(String text) {
        DhclientTokens reading = new DhclientTokens(text);
        while (reading.at < text.length()) reading.next();
        return reading.tokens;
    }

    private void next() {
        char first = text.charAt(at);
        if (Character.isWhitespace(first)) at++;
        else if (first == '#') at = lineEnd();
        else if (first == '"') string();
        else if (SINGLE.indexOf(first) >= 0) take(at + 1);
        else word();
    }

    private void take(int end) {
        tokens.add(text.substring(at, end));
        at = end;
    }

    private int lineEnd() {
        int end = text.indexOf('\n', at);
        return end < 0 ? text.length() : end;
    }

    /** One that is not closed ends with its line. */
    private void string() {
        int end = at + 1;
        while (end < text.length() && text.charAt(end) != '"' && text.charAt(end) != '\n')
            end += text.charAt(end) == '\\' ? 2 : 1;
        boolean closed = end < text.length() && text.charAt(end) == '"';
        take(closed ? end + 1 : Math.min(end, text.length()));
    }

    private void word() {
        int end = at + 1;
        while (end < text.length() && isOfWord(text.charAt(end))) end++;
        take(end);
    }

    private static boolean isOfWord(char c) {
        return !Character.isWhitespace(c) && SINGLE.indexOf(c) < 0 && c != '#' && c != '"';
    }
}
