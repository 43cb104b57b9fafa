package dev.ftr.cli;

import dev.ftr.text.Sentences;
import dev.ftr.text.Texts;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.TimeZone;
import java.util.function.UnaryOperator;

/**
 * What status and demo are written on, and for whom.
 *
 * @param width columns of the terminal
 * @param zone of the times of day; no {@code ZoneId}, which looks through the whole class path for rules of zones, and that
 *     takes longer than most of what status does
 */
record Page(int width, Colours colours, Glyphs glyphs, Texts texts, Sentences sentences, TimeZone zone) {
    private static final DateTimeFormatter TIME = DateTimeFormatter.ofPattern("HH:mm:ss", Locale.ROOT);
    private static final DateTimeFormatter DAY = DateTimeFormatter.ofPattern("MM-dd HH:mm:ss", Locale.ROOT);
    private static final int FEW = 10;

    Page(int width, Colours colours, Glyphs glyphs, Sentences sentences, TimeZone zone) {
        this(width, colours, glyphs, Texts.of("terminal", sentences.language()), sentences, zone);
    }

    Page withWidth(int columns) {
        return new Page(columns, colours, glyphs, texts, sentences, zone);
    }

    String say(String key, Object... values) {
        return glyphs.prose(texts.say(key, values));
    }

    /** A sentence that the daemon has said in English. */
    String said(String english) {
        return glyphs.prose(sentences.translate(english));
    }

    Locale locale() {
        return texts.language().locale();
    }

    /** A length of time with its one or two greatest units. */
    String age(Duration time) {
        long seconds = Math.max(0, time.toSeconds());
        if (seconds < 60) return say("age.seconds", text(seconds));
        if (seconds < 3600) return say("age.minutes", text(seconds / 60));
        long hours = time.toHours();
        if (hours < FEW) return say("age.hours.minutes", text(hours), text(time.toMinutesPart()));
        if (hours < 24) return say("age.hours", text(hours));
        long days = time.toDays();
        if (days < FEW) return say("age.days.hours", text(days), text(time.toHoursPart()));
        return say("age.days", text(days));
    }

    private static String text(long number) {
        return Long.toString(number);
    }

    String percent(double percent) {
        boolean small = percent > 0 && percent < 1;
        return say("percent", String.format(locale(), small ? "%.1f" : "%.0f", percent));
    }

    String millis(double millis) {
        return say("millis", String.format(locale(), millis < 100 ? "%.1f" : "%.0f", millis));
    }

    /** The time of day; with the date, if that is not today's. */
    String clock(Instant at, Instant now) {
        return clock(at, isToday(at, now));
    }

    String clock(Instant at, boolean today) {
        return (today ? TIME : DAY).format(local(at));
    }

    boolean isToday(Instant at, Instant now) {
        return local(at).toLocalDate().equals(local(now).toLocalDate());
    }

    private LocalDateTime local(Instant at) {
        Duration offset = Duration.ofMillis(zone.getOffset(at.toEpochMilli()));
        return LocalDateTime.ofInstant(at, ZoneOffset.ofTotalSeconds((int) offset.toSeconds()));
    }

    /** The text, or its beginning if it is wider than the columns. */
    String clipped(String text, int columns) {
        if (length(text) <= columns) return text;
        int keep = Math.max(0, columns - 1);
        return text.substring(0, text.offsetByCodePoints(0, keep)).stripTrailing() + glyphs.ellipsis();
    }

    static String padded(String text, int columns) {
        return text + " ".repeat(Math.max(0, columns - length(text)));
    }

    static int length(String text) {
        return text.codePointCount(0, text.length());
    }

    /** The text on lines of the page's width, broken between words, all but the first indented. */
    List<String> wrapped(String text, int indent) {
        List<String> lines = new ArrayList<>();
        StringBuilder line = new StringBuilder();
        boolean begun = false;
        for (String word : text.split(" ", -1)) {
            if (begun && length(line.toString()) + 1 + length(word) > width) {
                lines.add(line.toString());
                line = new StringBuilder(" ".repeat(indent));
                begun = false;
            }
            if (begun) line.append(' ');
            line.append(word);
            begun = true;
        }
        lines.add(line.toString());
        return lines;
    }

    /** The same for a text behind a label in colour. */
    List<String> wrapped(String label, UnaryOperator<String> paint, String text, int indent) {
        List<String> lines = new ArrayList<>(wrapped(label + text, indent));
        if (lines.getFirst().startsWith(label))
            lines.set(0, paint.apply(label) + lines.getFirst().substring(label.length()));
        return lines;
    }
}
