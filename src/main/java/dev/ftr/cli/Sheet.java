package dev.ftr.cli;

import dev.ftr.text.Sentences;
import dev.ftr.text.Texts;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * What events and reports are written on, and for whom.
 *
 * @param width columns of the terminal; as good as endless where there is none
 * @param zone of the times of day
 */
record Sheet(int width, Colours colours, Texts texts, Sentences sentences, ZoneId zone) {
    private static final int ENDLESS = Integer.MAX_VALUE;
    private static final DateTimeFormatter SECOND = DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm:ss", Locale.ROOT);
    private static final DateTimeFormatter MINUTE = DateTimeFormatter.ofPattern("uuuu-MM-dd HH:mm", Locale.ROOT);

    static Sheet of(int width, Colours colours, Sentences sentences, ZoneId zone) {
        return new Sheet(width, colours, Texts.of("report", sentences.language()), sentences, zone);
    }

    static Sheet on(Console console, Sentences sentences) {
        return of(console.terminal() ? console.width() : ENDLESS, console.colours(), sentences, ZoneId.systemDefault());
    }

    Sheet withWidth(int columns) {
        return new Sheet(columns, colours, texts, sentences, zone);
    }

    String say(String key, Object... values) {
        return texts.say(key, values);
    }

    String second(Instant at) {
        return SECOND.format(at.atZone(zone));
    }

    String minute(Instant at) {
        return MINUTE.format(at.atZone(zone));
    }

    /** A length of time with its one or two greatest units. */
    String length(Duration time) {
        long seconds = time.toSeconds();
        if (time.compareTo(Duration.ofSeconds(10)) < 0)
            return say("length.seconds", number("%.1f", time.toMillis() / 1e3));
        if (seconds < 60) return say("length.seconds", text(seconds));
        if (seconds < 3600) return length("minutes", seconds / 60, seconds % 60);
        if (seconds < 48 * 3600) return length("hours", time.toHours(), time.toMinutesPart());
        return length("days", time.toDays(), time.toHoursPart());
    }

    private String length(String unit, long whole, long parts) {
        return parts == 0 ? say("length.whole." + unit, text(whole)) : say("length." + unit, text(whole), text(parts));
    }

    /** With the decimal point of the language. */
    String number(String format, double value) {
        return String.format(texts.language().locale(), format, value);
    }

    /** Rounded down: 100 % is said of what never failed. */
    String available(double percent) {
        return say("percent", number("%.3f", Math.floor(percent * 1000) / 1000));
    }

    private static String text(long number) {
        return Long.toString(number);
    }

    /** Lines that fit behind an indent; a word that is longer than a line is not parted. */
    List<String> folded(String text, int indent) {
        int room = Math.max(10, width - indent);
        if (text.length() <= room) return List.of(text);
        List<String> lines = new ArrayList<>();
        StringBuilder line = new StringBuilder();
        for (String word : text.split(" ", -1)) {
            if (!line.isEmpty() && line.length() + 1 + word.length() > room) {
                lines.add(line.toString());
                line.setLength(0);
            }
            if (!line.isEmpty()) line.append(' ');
            line.append(word);
        }
        lines.add(line.toString());
        return lines;
    }
}
