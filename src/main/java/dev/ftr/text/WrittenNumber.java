package dev.ftr.text;

import java.util.Optional;
import java.util.regex.Pattern;

/** Numbers as the program writes them in sentences. */
final class WrittenNumber {
    private static final Pattern WRITTEN = Pattern.compile("-?\\d{1,15}(\\.\\d{1,15})?");

    private WrittenNumber() {}

    static Optional<Double> of(String text) {
        return WRITTEN.matcher(text).matches() ? Optional.of(Double.valueOf(text)) : Optional.empty();
    }
}
