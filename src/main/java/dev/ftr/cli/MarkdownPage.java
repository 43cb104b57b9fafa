package dev.ftr.cli;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Markdown for a comment on a pull request. What the program does not say itself (names, descriptions, rules of others) stands
 * in code only: there neither HTML, nor links, nor @names, nor #numbers mean anything, to whichever forge shows it.
 */
final class MarkdownPage {
    private static final int LONGEST_LINE = 1000;
    private static final int MOST_TICKS = 8;
    private static final Pattern TICKS = Pattern.compile("`+");

    // Line breaks and other controls, and what lets text run backwards.
    private static final Pattern INVISIBLE = Pattern.compile("[\\p{Cc}\\u200e\\u200f\\u2028-\\u202e\\u2066-\\u2069]+");

    private final StringBuilder page = new StringBuilder();

    void say(String words) {
        page.append(words).append('\n');
    }

    void heading(int level, String words) {
        if (!page.isEmpty()) page.append('\n');
        page.append("#".repeat(level)).append(' ').append(words).append("\n\n");
    }

    /** Lines of code, as many as there is room for. Gives how many were left out; room is what they take, in characters. */
    int code(String language, List<String> lines, int room) {
        List<String> shown = new ArrayList<>();
        int taken = 0;
        for (String line : lines) {
            String tame = tame(line);
            taken += tame.length() + 1;
            if (taken > room) break;
            shown.add(tame);
        }
        if (shown.isEmpty()) return lines.size();
        String fence = "`".repeat(Math.max(3, longestTicks(String.join("\n", shown)) + 1));
        page.append(fence).append(language).append('\n');
        shown.forEach(line -> page.append(line).append('\n'));
        page.append(fence).append('\n');
        return lines.size() - shown.size();
    }

    /** A word or two within a sentence. */
    static String code(String text) {
        String tame = tame(text);
        if (tame.isBlank()) return "";
        String ticks = "`".repeat(longestTicks(tame) + 1);
        String room = tame.startsWith("`") || tame.endsWith("`") ? " " : "";
        return ticks + room + tame + room + ticks;
    }

    static String tame(String text) {
        String visible = INVISIBLE.matcher(text).replaceAll(" ");
        String few = TICKS.matcher(visible)
                .replaceAll(
                        ticks -> "`".repeat(Math.min(MOST_TICKS, ticks.group().length())));
        if (few.length() <= LONGEST_LINE) return few;
        int end = Character.isHighSurrogate(few.charAt(LONGEST_LINE - 1)) ? LONGEST_LINE - 1 : LONGEST_LINE;
        return few.substring(0, end) + "...";
    }

    private static int longestTicks(String text) {
        Matcher ticks = TICKS.matcher(text);
        int longest = 0;
        while (ticks.find()) longest = Math.max(longest, ticks.group().length());
        return longest;
    }

    @Override
    public String toString() {
        return page.toString();
    }
}
