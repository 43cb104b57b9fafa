package dev.ftr.config;

import java.util.Optional;
import java.util.regex.Pattern;

/** Names that commands, messages and other parts of a config call things by. */
final class ShortName {
    static final String MUST_BE =
            "a name of 1 to 32 letters, digits, dots, underscores and dashes, beginning with a letter or a digit";

    private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._-]{0,31}");

    private ShortName() {}

    static boolean isOne(String text) {
        return NAME.matcher(text).matches();
    }

    static Optional<String> read(Setting setting) {
        Optional<String> name = setting.text().filter(ShortName::isOne);
        if (name.isEmpty()) setting.error("%s, must be %s".formatted(setting.shown(), MUST_BE));
        return name;
    }
}
