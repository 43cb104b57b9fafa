package dev.ftr.cli;

import java.util.Locale;

/** How most commands can write what they have to say. */
enum Output {
    TEXT,
    JSON;

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
