package dev.ftr.config;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What text without quotes means: as YAML 1.1 and so Ruby reads it, since the original's users wrote their files for that
 * ({@code on}, {@code 010} for eight, {@code 1_000}), and YAML 1.2's {@code 0o10} besides.
 */
final class PlainScalar {
    /** Nothing here needs more digits; a limit spares us arithmetic with a million of them. */
    private static final Pattern INTEGER =
            Pattern.compile("(?<sign>[-+]?)(?:0x(?<hex>[0-9a-fA-F_]{1,20})|0b(?<binary>[01_]{1,40})"
                    + "|0o?(?<octal>[0-7_]{1,20})|(?<decimal>0|[1-9][0-9_]{0,20}))");

    private static final Pattern DECIMAL = Pattern.compile("[-+]?[0-9]{0,15}\\.[0-9]{1,9}");

    private PlainScalar() {}

    static boolean isNull(String text) {
        return switch (text) {
            case "", "~", "null", "Null", "NULL" -> true;
            default -> false;
        };
    }

    static Optional<Boolean> asBoolean(String text) {
        return switch (text.toLowerCase(Locale.ROOT)) {
            case "true", "yes", "on" -> Optional.of(true);
            case "false", "no", "off" -> Optional.of(false);
            default -> Optional.empty();
        };
    }

    static Optional<BigDecimal> asNumber(String text) {
        Optional<BigInteger> integer = asInteger(text);
        if (integer.isPresent()) return integer.map(BigDecimal::new);
        return DECIMAL.matcher(text).matches() ? Optional.of(new BigDecimal(text)) : Optional.empty();
    }

    /** Without a {@link BigDecimal}, whose tables of powers take the JVM longer than all else that a short command computes. */
    static Optional<BigInteger> asInteger(String text) {
        Matcher integer = INTEGER.matcher(text);
        if (!integer.matches()) return Optional.empty();
        return magnitude(integer).map(m -> integer.group("sign").equals("-") ? m.negate() : m);
    }

    private static Optional<BigInteger> magnitude(Matcher integer) {
        return digits(integer, "hex", 16)
                .or(() -> digits(integer, "binary", 2))
                .or(() -> digits(integer, "octal", 8))
                .or(() -> digits(integer, "decimal", 10));
    }

    private static Optional<BigInteger> digits(Matcher integer, String group, int radix) {
        return Optional.ofNullable(integer.group(group))
                .map(digits -> digits.replace("_", ""))
                .filter(digits -> !digits.isEmpty())
                .map(digits -> new BigInteger(digits, radix));
    }
}
