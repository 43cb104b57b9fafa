package dev.ftr.cli;

import dev.ftr.config.DurationText;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.LocalDateTime;
import java.time.OffsetDateTime;
import java.time.ZoneId;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Stream;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** A moment on the command line: how long ago, or a date, or a date with a time; of the local time unless it has an offset. */
sealed interface Moment {
    /** When that is. */
    Instant at(Instant now, ZoneId zone);

    record Ago(Duration length) implements Moment {
        @Override
        public Instant at(Instant now, ZoneId zone) {
            return now.minus(length);
        }
    }

    record Local(LocalDateTime time) implements Moment {
        @Override
        public Instant at(Instant now, ZoneId zone) {
            return time.atZone(zone).toInstant();
        }
    }

    record Exact(Instant instant) implements Moment {
        @Override
        public Instant at(Instant now, ZoneId zone) {
            return instant;
        }
    }

    static Optional<Moment> parse(String text) {
        boolean hasUnit = !text.isEmpty() && Character.isLetter(text.charAt(text.length() - 1));
        if (hasUnit) {
            Optional<Moment> ago = DurationText.parse(text).map(Ago::new);
            if (ago.isPresent()) return ago;
        }
        String iso = text.replace(' ', 'T');
        return Stream.<Function<String, Moment>>of(
                        t -> new Local(LocalDate.parse(t).atStartOfDay()),
                        t -> new Local(LocalDateTime.parse(t)),
                        t -> new Exact(OffsetDateTime.parse(t).toInstant()))
                .flatMap(form -> read(form, iso).stream())
                .findFirst();
    }

    private static Optional<Moment> read(Function<String, Moment> form, String text) {
        try {
            return Optional.of(form.apply(text));
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }

    /** For picocli. */
    final class Converter implements ITypeConverter<Moment> {
        @Override
        public Moment convert(String text) {
            return parse(text)
                    .orElseThrow(() -> new TypeConversionException(
                            "'%s' is no moment; write 7d, 24h, 30m, 2026-11-01 or 2026-11-01T10:00".formatted(text)));
        }
    }
}
