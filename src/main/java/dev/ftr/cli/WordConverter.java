package dev.ftr.cli;

import java.util.List;
import picocli.CommandLine.ITypeConverter;
import picocli.CommandLine.TypeConversionException;

/** Reads a word of a choice. Picocli's own reader names the constants of Java in its errors, in capitals. */
record WordConverter<E extends Enum<E>>(Class<E> type) implements ITypeConverter<E> {
    @Override
    public E convert(String text) {
        List<E> words = List.of(type.getEnumConstants());
        return words.stream()
                .filter(word -> word.toString().equalsIgnoreCase(text))
                .findFirst()
                .orElseThrow(() -> new TypeConversionException(
                        "expected one of %s (case-insensitive) but was '%s'".formatted(words, text)));
    }
}
