package dev.ftr.config;

import dev.ftr.config.EffectiveConfig.Line;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** Writes a tree as YAML, one value a line, so that behind each there is room to say where it comes from. */
final class YamlLines {
    private static final Pattern PLAIN_KEY = Pattern.compile("[A-Za-z0-9_][A-Za-z0-9_.-]*");

    /** What may go without quotes: not all that YAML allows, but nothing that it does not. */
    private static final Pattern PLAIN =
            Pattern.compile("(?:[A-Za-z0-9_./+$(^;]|[-:?](?=[A-Za-z0-9_./]))[^\\p{Cntrl}]*");

    private static final Pattern NOT_PLAIN = Pattern.compile(":(\\s|$)|\\s#|\\s$");

    private YamlLines() {}

    static List<Line> of(Node.Mapping root) {
        return lines(root);
    }

    /** Of something with more than one value in it. */
    private static List<Line> lines(Node node) {
        List<Line> lines = new ArrayList<>();
        switch (node) {
            case Node.Mapping mapping -> mapping.entries().forEach((key, entry) -> add(lines, key, entry.value()));
            case Node.Sequence sequence -> sequence.items().forEach(item -> add(lines, item));
            case Node.Scalar scalar -> lines.add(line(text(scalar), scalar));
        }
        return lines;
    }

    private static void add(List<Line> lines, String key, Node value) {
        String name = (PLAIN_KEY.matcher(key).matches() ? key : quoted(key)) + ":";
        Optional<String> whole = onOneLine(value);
        if (whole.isPresent()) {
            String text = whole.get();
            lines.add(line(text.isEmpty() ? name : name + " " + text, value));
            return;
        }
        lines.add(new Line(name, Optional.empty(), false));
        for (Line line : lines(value)) lines.add(indented("  ", line));
    }

    private static void add(List<Line> lines, Node item) {
        Optional<String> whole = onOneLine(item);
        if (whole.isPresent()) {
            lines.add(line("- " + (whole.get().isEmpty() ? "~" : whole.get()), item));
            return;
        }
        String before = "- ";
        for (Line line : lines(item)) {
            lines.add(indented(before, line));
            before = "  ";
        }
    }

    private static Optional<String> onOneLine(Node node) {
        return switch (node) {
            case Node.Mapping mapping -> mapping.entries().isEmpty() ? Optional.of("{}") : Optional.empty();
            case Node.Sequence sequence -> sequence.items().isEmpty() ? Optional.of("[]") : Optional.empty();
            case Node.Scalar scalar -> Optional.of(text(scalar));
        };
    }

    private static Line line(String text, Node value) {
        return new Line(text, value.place().origin(), value.place().isDefault());
    }

    private static Line indented(String before, Line line) {
        return new Line(before + line.text(), line.origin(), line.isDefault());
    }

    private static String text(Node.Scalar scalar) {
        if (scalar.isBlank()) return "";
        boolean plain = scalar.plain()
                && PLAIN.matcher(scalar.text()).matches()
                && !NOT_PLAIN.matcher(scalar.text()).find();
        return plain ? scalar.text() : quoted(scalar.text());
    }

    /** In single quotes, or in double ones where there is something that only they can hold. */
    private static String quoted(String text) {
        if (text.codePoints().allMatch(c -> c >= ' ' && c < 0x7f)) return "'" + text.replace("'", "''") + "'";
        StringBuilder quoted = new StringBuilder("\"");
        text.codePoints().forEach(c -> quoted.append(escaped(c)));
        return quoted.append('"').toString();
    }

    private static String escaped(int c) {
        return switch (c) {
            case '"' -> "\\\"";
            case '\\' -> "\\\\";
            case '\n' -> "\\n";
            case '\t' -> "\\t";
            default -> {
                if (Character.isLetterOrDigit(c) || (c >= ' ' && c < 0x7f)) yield Character.toString(c);
                yield (c > 0xffff ? "\\U%08x" : "\\u%04x").formatted(c);
            }
        };
    }
}
