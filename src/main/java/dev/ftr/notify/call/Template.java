package dev.ftr.notify.call;

import java.util.Map;
import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import tools.jackson.core.io.JsonStringEncoder;

/** A text with gaps such as <code>${uplink}</code>; a gap with a name that nobody knows stays as it is. */
final class Template {
    private static final Pattern GAP = Pattern.compile("\\$\\{([^{}]+)}");

    private final String text;

    Template(String text) {
        this.text = text;
    }

    /**
     * Filled in as a body. Where that is JSON, values are written as in its strings; but <code>${json}</code> outside of
     * quotes is the object itself.
     */
    String body(Map<String, String> values) {
        String begin = text.stripLeading();
        boolean json = begin.startsWith("{") || begin.startsWith("[");
        return filled(values, (gap, value) -> json && !isObject(gap) ? escaped(value) : value);
    }

    /** Filled in as a header: in one line. */
    String header(Map<String, String> values) {
        return filled(values, (gap, value) -> value)
                .replaceAll("\\p{Cntrl}+", " ")
                .strip();
    }

    private boolean isObject(MatchResult gap) {
        return gap.group(1).equals("json") && (gap.start() == 0 || text.charAt(gap.start() - 1) != '"');
    }

    private interface Writing {
        String write(MatchResult gap, String value);
    }

    private String filled(Map<String, String> values, Writing writing) {
        return GAP.matcher(text).replaceAll(gap -> {
            String value = values.get(gap.group(1));
            return Matcher.quoteReplacement(value == null ? gap.group() : writing.write(gap, value));
        });
    }

    private static String escaped(String value) {
        return new String(JsonStringEncoder.getInstance().quoteAsCharArray(value));
    }
}
