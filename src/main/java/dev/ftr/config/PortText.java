package dev.ftr.config;

import dev.ftr.model.PortRange;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.regex.Pattern;

/** Reads ports: a number, a range, or a list of both. */
final class PortText {
    private static final String MUST_BE = "a port such as 443 or a range such as 10000-20000, within 1..65535";
    private static final Pattern FORM = Pattern.compile("[0-9]{1,5}([-:][0-9]{1,5})?");

    private PortText() {}

    /** Each once, in their order. */
    static List<PortRange> read(Optional<Setting> list) {
        return list.map(Setting::oneOrMore).orElse(List.of()).stream()
                .flatMap(here -> one(here).stream())
                .distinct()
                .toList();
    }

    static Optional<PortRange> one(Setting here) {
        OptionalLong number = here.integer();
        if (number.isEmpty()) return here.read(PortText::range, MUST_BE);
        if (number.getAsLong() >= 1 && number.getAsLong() <= 65535)
            return Optional.of(PortRange.single((int) number.getAsLong()));
        here.error("%s, must be %s".formatted(here.shown(), MUST_BE));
        return Optional.empty();
    }

    /** @throws IllegalArgumentException when the text is neither a port nor a range */
    static PortRange range(String text) {
        if (!FORM.matcher(text).matches()) throw new IllegalArgumentException("neither a port nor a range");
        return PortRange.parse(text);
    }
}
