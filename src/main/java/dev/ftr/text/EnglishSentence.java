package dev.ftr.text;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A sentence that the program says in English, with gaps for what differs: {@code {0}} for any text, {@code {0,number}} for
 * a number. It is written as {@link java.text.MessageFormat} wants it, so a quote stands for itself when doubled.
 *
 * @param literals what is said, one more than there are gaps: before the first gap, between gaps, behind the last
 */
record EnglishSentence(String key, List<String> literals, List<Gap> gaps) {
    private static final Pattern GAP = Pattern.compile("\\{(\\d+)(,number)?}");

    /**
     * What differs.
     *
     * @param quoted whether it stands between quotes: then it is a word of a config or a command, and said as it is
     */
    record Gap(int index, boolean number, boolean quoted) {
        boolean takes(String text) {
            return !number || WrittenNumber.of(text).isPresent();
        }
    }

    EnglishSentence {
        literals = List.copyOf(literals);
        gaps = List.copyOf(gaps);
        if (literals.size() != gaps.size() + 1)
            throw new IllegalArgumentException("%s: %d gaps in %s".formatted(key, gaps.size(), literals));
        if (literals.stream().allMatch(String::isBlank))
            throw new IllegalArgumentException("%s: a sentence without words fits everything".formatted(key));
        if (literals.size() > 2 && literals.subList(1, literals.size() - 1).contains(""))
            throw new IllegalArgumentException(
                    "%s: nobody can tell gaps apart that have nothing between".formatted(key));
    }

    static EnglishSentence of(String key, String pattern) {
        List<String> literals = new ArrayList<>();
        List<Gap> gaps = new ArrayList<>();
        StringBuilder literal = new StringBuilder();
        Matcher gap = GAP.matcher(pattern);
        boolean quoted = false;
        for (int i = 0; i < pattern.length(); i++) {
            char c = pattern.charAt(i);
            if (c == '\'' && pattern.startsWith("''", i)) {
                literal.append('\'');
                i++;
            } else if (c == '\'') quoted = !quoted;
            else if (c == '{' && !quoted) {
                if (!gap.region(i, pattern.length()).lookingAt())
                    throw new IllegalArgumentException("%s: no gap: %s".formatted(key, pattern.substring(i)));
                literals.add(literal.toString());
                literal.setLength(0);
                boolean within = literals.getLast().endsWith("'") && pattern.startsWith("''", gap.end());
                gaps.add(new Gap(Integer.parseInt(gap.group(1)), gap.group(2) != null, within));
                i = gap.end() - 1;
            } else literal.append(c);
        }
        if (quoted)
            throw new IllegalArgumentException("%s: a single quote must be doubled: %s".formatted(key, pattern));
        literals.add(literal.toString());
        return new EnglishSentence(key, literals, gaps);
    }

    /** How many characters it says itself. */
    int weight() {
        int weight = 0;
        for (String literal : literals) weight += literal.length();
        return weight;
    }

    boolean mayBeginWith(char first) {
        String literal = literals.getFirst();
        return literal.isEmpty() || literal.charAt(0) == first;
    }

    /** How many values it takes. */
    int values() {
        return gaps.stream().mapToInt(g -> g.index() + 1).max().orElse(0);
    }

    /** Whether the value stands between quotes somewhere. */
    boolean quotes(int value) {
        return gaps.stream().anyMatch(g -> g.index() == value && g.quoted());
    }

    /** What stands in the gaps if the text is this sentence; each literal is looked for once, from the left. */
    Optional<List<String>> in(String text) {
        String last = literals.getLast();
        int end = text.length() - last.length();
        if (text.length() < weight() || !text.startsWith(literals.getFirst()) || !text.endsWith(last))
            return Optional.empty();
        @Nullable String[] found = new String[values()];
        int from = literals.getFirst().length();
        for (int i = 0; i < gaps.size(); i++) {
            Gap gap = gaps.get(i);
            String next = literals.get(i + 1);
            int to = i == gaps.size() - 1 ? end : text.indexOf(next, from);
            if (to < from || to > end) return Optional.empty();
            String value = text.substring(from, to);
            String before = found[gap.index()];
            if (!gap.takes(value) || (before != null && !before.equals(value))) return Optional.empty();
            found[gap.index()] = value;
            from = to + next.length();
        }
        return Optional.of(Arrays.stream(found).map(v -> v == null ? "" : v).toList());
    }
}
