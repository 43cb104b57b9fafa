package dev.ftr.config;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Durations as a config has them: {@code 500ms}, {@code 3s}, {@code 2m}, {@code 24h}, {@code 7d}; a bare number is seconds. */
public final class DurationText {
    private static final Pattern WITH_UNIT =
            Pattern.compile("(?<number>[0-9]{1,9}(?<fraction>\\.[0-9]{1,9})?)(?<unit>ms|s|m|h|d)?");

    private DurationText() {}

    /** Reads a number with its unit; without one, seconds. */
    public static Optional<Duration> parse(String text) {
        Matcher matcher = WITH_UNIT.matcher(text);
        if (!matcher.matches()) return Optional.empty();
        ChronoUnit unit =
                switch (matcher.group("unit") == null ? "s" : matcher.group("unit")) {
                    case "ms" -> ChronoUnit.MILLIS;
                    case "m" -> ChronoUnit.MINUTES;
                    case "h" -> ChronoUnit.HOURS;
                    case "d" -> ChronoUnit.DAYS;
                    default -> ChronoUnit.SECONDS;
                };
        String number = matcher.group("number");
        return Optional.of(
                matcher.group("fraction") == null
                        ? Duration.of(Long.parseLong(number), unit)
                        : of(new BigDecimal(number), unit.getDuration().toNanos()));
    }

    /** A number of seconds; empty when it is negative or has more digits than any duration needs. */
    static Optional<Duration> ofSeconds(BigDecimal seconds) {
        boolean usable = seconds.signum() >= 0 && seconds.precision() <= 18;
        return usable ? Optional.of(of(seconds, 1_000_000_000L)) : Optional.empty();
    }

    /** A whole number of seconds, with the same limits. */
    static Optional<Duration> ofSeconds(long seconds) {
        boolean usable = seconds >= 0 && seconds < 1_000_000_000_000_000_000L;
        return usable ? Optional.of(Duration.ofSeconds(seconds)) : Optional.empty();
    }

    private static Duration of(BigDecimal number, long unitNanos) {
        BigDecimal nanos = number.multiply(BigDecimal.valueOf(unitNanos)).setScale(0, RoundingMode.HALF_UP);
        BigDecimal billion = BigDecimal.valueOf(1_000_000_000L);
        return Duration.ofSeconds(
                nanos.divideToIntegralValue(billion).longValueExact(),
                nanos.remainder(billion).longValueExact());
    }
}
