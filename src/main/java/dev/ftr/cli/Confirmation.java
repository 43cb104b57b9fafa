package dev.ftr.cli;

import dev.ftr.config.DurationText;
import java.time.Duration;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/**
 * How long a change may wait for being confirmed.
 *
 * @param length 1 s to 24 h
 * @param auto whether it confirms itself when the router works
 */
record Confirmation(Duration length, boolean auto) {
    private static final Duration SHORTEST = Duration.ofSeconds(1);
    private static final Duration LONGEST = Duration.ofHours(24);
    private static final String AUTO = "auto:";

    /** Reads {@code 60s} and {@code auto:30s}. */
    static final class Converter implements ITypeConverter<Confirmation> {
        @Override
        public Confirmation convert(String text) {
            boolean auto = text.startsWith(AUTO);
            return DurationText.parse(auto ? text.substring(AUTO.length()) : text)
                    .filter(length -> length.compareTo(SHORTEST) >= 0 && length.compareTo(LONGEST) <= 0)
                    .map(length -> new Confirmation(length, auto))
                    .orElseThrow(() -> new TypeConversionException(
                            "'%s' is no time to wait; write 60s, 5m or auto:30s, from 1s to 24h".formatted(text)));
        }
    }
}
