package dev.ftr.text;

import java.text.MessageFormat;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;

/**
 * A sentence in another language, as {@link MessageFormat} reads it.
 *
 * @param pattern may choose by what stands in a gap that always holds a number, {@code {0,choice,...}}
 */
record Translation(String pattern) {
    private static final Pattern CHOICE = Pattern.compile("\\{(\\d+),choice,");

    /** With the gaps filled; empty where a choice is to be made by what is no number. */
    Optional<String> filled(List<String> values, Locale locale) {
        // The choice is made by numbers of their own: what is shown stays as it is written, without grouping.
        int behind = values.size();
        String asked =
                CHOICE.matcher(pattern).replaceAll(c -> "{%d,choice,".formatted(behind + Integer.parseInt(c.group(1))));
        Object[] all = new Object[2 * behind];
        for (int i = 0; i < behind; i++) {
            all[i] = values.get(i);
            all[behind + i] = WrittenNumber.of(values.get(i)).orElse(Double.NaN);
        }
        boolean countable = CHOICE.matcher(pattern)
                .results()
                .map(MatchResult::group)
                .map(c -> Integer.parseInt(c.replaceAll("\\D", "")))
                .allMatch(i -> WrittenNumber.of(values.get(i)).isPresent());
        return countable ? Optional.of(new MessageFormat(asked, locale).format(all)) : Optional.empty();
    }
}
