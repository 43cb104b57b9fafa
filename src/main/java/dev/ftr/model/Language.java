package dev.ftr.model;

import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/** A language that people can be told things in. */
public enum Language {
    ENGLISH("en"),
    ITALIAN("it"),
    GERMAN("de"),
    FRENCH("fr"),
    SPANISH("es"),
    PORTUGUESE("pt");

    private final String code;

    Language(String code) {
        this.code = code;
    }

    /** Two letters of ISO 639-1. */
    public String code() {
        return code;
    }

    public Locale locale() {
        return Locale.forLanguageTag(code);
    }

    /** The language of a code such as {@code it}, or of a locale's name such as {@code it_IT.UTF-8}; empty: none of ours. */
    public static Optional<Language> of(String text) {
        String first = text.split("[_.@-]", 2)[0].toLowerCase(Locale.ROOT);
        return Stream.of(values()).filter(l -> l.code.equals(first)).findFirst();
    }
}
