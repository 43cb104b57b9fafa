package dev.ftr.cli;

import dev.ftr.config.DurationText;
import java.time.Duration;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Durations on the command line, written as in the config. */
final class DurationConverter implements ITypeConverter<Duration> {
    @Override
    public Duration convert(String text) {
        return DurationText.parse(text)
                .orElseThrow(() -> new TypeConversionException(
                        "'%s' is no duration; write 500ms, 3s, 2m, 6h or 7d".formatted(text)));
    }
}
