package dev.ftr.config;

import dev.ftr.model.Order;
import java.util.Comparator;

/**
 * Something wrong, or doubtful, at one place of a config file. Its text is one line.
 *
 * @param rule what it offends against
 * @param line from 1
 * @param column from 1, in characters
 * @param pointer JSON pointer (RFC 6901) of the value in question; empty for the whole file
 * @param message what is wrong and what would be right
 */
public record ConfigProblem(Rule rule, String file, int line, int column, String pointer, String message)
        implements Comparable<ConfigProblem> {
    private static final Comparator<ConfigProblem> ORDER = Order.by(
            ConfigProblem::file,
            ConfigProblem::line,
            ConfigProblem::column,
            ConfigProblem::pointer,
            ConfigProblem::message);

    @Override
    public int compareTo(ConfigProblem other) {
        return ORDER.compare(this, other);
    }

    /** {@code FILE:LINE:COLUMN: /json/pointer: message}. */
    @Override
    public String toString() {
        return Shown.oneLine(
                "%s:%d:%d: %s: %s".formatted(file, line, column, pointer.isEmpty() ? "/" : pointer, message));
    }
}
