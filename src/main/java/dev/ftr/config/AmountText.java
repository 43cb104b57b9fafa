package dev.ftr.config;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Amounts with a unit as a config has them: {@code 30%}, {@code 5MB}. */
final class AmountText {
    private static final Pattern PERCENT = Pattern.compile("(?<number>[0-9]{1,3}(\\.[0-9]{1,3})?)%?");
    private static final Pattern BYTES =
            Pattern.compile("(?<number>[0-9]{1,13}(\\.[0-9]{1,9})?)((?<unit>[kmg]?)b)?", Pattern.CASE_INSENSITIVE);

    private AmountText() {}

    /** Percent, not a share of one. */
    static Optional<BigDecimal> percent(Setting setting) {
        return setting.text()
                .map(PERCENT::matcher)
                .filter(Matcher::matches)
                .map(matcher -> new BigDecimal(matcher.group("number")));
    }

    /** Bytes; a kB is 1000 of them. */
    static OptionalLong bytes(Setting setting) {
        Optional<BigDecimal> bare = setting.number();
        if (bare.isPresent()) return whole(bare.get());
        Matcher matcher = BYTES.matcher(setting.text().orElse(""));
        if (!matcher.matches()) return OptionalLong.empty();
        String unit = Optional.ofNullable(matcher.group("unit")).orElse("").toLowerCase(Locale.ROOT);
        long factor =
                switch (unit) {
                    case "k" -> 1000L;
                    case "m" -> 1_000_000L;
                    case "g" -> 1_000_000_000L;
                    default -> 1L;
                };
        return whole(new BigDecimal(matcher.group("number")).multiply(BigDecimal.valueOf(factor)));
    }

    private static OptionalLong whole(BigDecimal number) {
        BigDecimal whole = number.setScale(0, RoundingMode.HALF_UP);
        return whole.precision() <= 18 ? OptionalLong.of(whole.longValueExact()) : OptionalLong.empty();
    }
}
