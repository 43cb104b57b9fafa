package dev.ftr.text;

import dev.ftr.model.Language;

/** Says in one language what the program has said in English. For one thread. */
public final class Sentences {
    private final Language language;

    private Sentences(Language language) {
        this.language = language;
    }

    public static Sentences in(Language language) {
        return new Sentences(language);
    }

    public Language language() {
        return language;
    }

    /** The sentence in the language; as it is, where it is not known. */
    public String translate(String english) {
        return english;
    }
}
