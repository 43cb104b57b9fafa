package dev.ftr.text;

import dev.ftr.text.SaidTexts.Said;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.List;

/**
 * Constants that read as words and yet are not said in other languages, each group with the reason why in its comment. A line is
 * {@code package/Class: constant}; either may end with a star, for all that begin so.
 */
record NotForPeople(List<Line> lines) {
    private record Line(String type, String constant) {
        boolean covers(Said said) {
            return fits(type, said.type()) && fits(constant, said.constant());
        }

        private static boolean fits(String pattern, String text) {
            return pattern.endsWith("*")
                    ? text.startsWith(pattern.substring(0, pattern.length() - 1))
                    : text.equals(pattern);
        }
    }

    static NotForPeople read() {
        try (InputStream file = NotForPeople.class.getResourceAsStream("not-for-people.txt")) {
            if (file == null) throw new IllegalStateException("not-for-people.txt is missing");
            return new NotForPeople(new String(file.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .filter(l -> !l.isBlank() && !l.startsWith("#"))
                    .map(l -> l.split(": ", 2))
                    .map(parts -> new Line(parts[0], parts[1]))
                    .toList());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    boolean covers(Said said) {
        return lines.stream().anyMatch(l -> l.covers(said));
    }

    /** Lines that exempt nothing. */
    List<String> unused(List<Said> said) {
        return lines.stream()
                .filter(l -> said.stream().noneMatch(l::covers))
                .map(Line::toString)
                .toList();
    }
}
