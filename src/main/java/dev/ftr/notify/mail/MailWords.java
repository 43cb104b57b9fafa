package dev.ftr.notify.mail;

import dev.ftr.model.Language;
import dev.ftr.model.UplinkState;
import dev.ftr.notify.mail.MailPage.Line;
import dev.ftr.notify.mail.MailPage.Tone;
import dev.ftr.text.Sentences;
import dev.ftr.text.Texts;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneId;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.stream.Stream;

/** Words and phrases of mails in one language, and of times in one zone. For one thread. */
final class MailWords {
    private static final int LONGEST = 300;

    private final Texts texts;
    private final Sentences sentences;
    private final DateTimeFormatter times;

    MailWords(Texts texts, ZoneId zone) {
        this.texts = texts;
        sentences = Sentences.in(texts.language());
        times = DateTimeFormatter.ofPattern(
                        texts.say("time.pattern"), texts.language().locale())
                .withZone(zone);
    }

    Language language() {
        return texts.language();
    }

    String say(String key, Object... values) {
        return texts.say(key, values);
    }

    /** The text for so many, which is written without grouping. */
    String count(String key, int count, String... more) {
        return texts.say(
                key,
                Stream.concat(Stream.of(count, Integer.toString(count)), Stream.of(more))
                        .toArray());
    }

    Line line(String label, String value) {
        return new Line(texts.say("label." + label), value);
    }

    /** What comes from a config, the kernel or a server. */
    String foreign(String text) {
        return OneLine.of(text, LONGEST);
    }

    /** What the program has said in English. */
    String translated(String english) {
        return foreign(sentences.translate(english));
    }

    String time(Instant at) {
        return times.format(at);
    }

    String state(UplinkState state) {
        return texts.say("state." + state);
    }

    Tone tone(UplinkState state) {
        return switch (state) {
            case UP -> Tone.GOOD;
            case DOWN -> Tone.BAD;
            case DEGRADED, UNKNOWN -> Tone.DOUBTFUL;
        };
    }

    String uplink(String name, String description) {
        String short_ = foreign(name);
        String long_ = foreign(description);
        return long_.isEmpty() || long_.equals(short_) ? short_ : texts.say("uplink", short_, long_);
    }

    String list(List<String> names) {
        return String.join(
                texts.say("list.separator"), names.stream().map(this::foreign).toList());
    }

    String orNone(String text) {
        return text.isEmpty() ? texts.say("none") : foreign(text);
    }

    /** The value alone where nothing has changed. */
    String change(String before, String after) {
        return before.equals(after) ? after : texts.say("change", before, after);
    }

    /** The two largest units: {@code 2 h 5 min}. */
    String duration(Duration duration) {
        List<String> units = Stream.of(
                        unit(duration.toDays(), "d"),
                        unit(duration.toHoursPart(), "h"),
                        unit(duration.toMinutesPart(), "min"),
                        unit(duration.toSecondsPart(), "s"))
                .dropWhile(String::isEmpty)
                .limit(2)
                .filter(u -> !u.isEmpty())
                .toList();
        return switch (units.size()) {
            case 0 -> texts.say("duration.s", "0");
            case 1 -> units.getFirst();
            default -> texts.say("duration.two", units.getFirst(), units.getLast());
        };
    }

    private String unit(long count, String unit) {
        return count == 0 ? "" : texts.say("duration." + unit, Long.toString(count));
    }
}
