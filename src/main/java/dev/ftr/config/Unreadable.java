package dev.ftr.config;

/** A file that cannot be read any further: the one error to be told about it. Never leaves the package. */
final class Unreadable extends Exception {
    private final transient Place place;
    private final String pointer;
    private final String message;

    Unreadable(Place place, String message) {
        this(place, "", message);
    }

    Unreadable(Place place, String pointer, String message) {
        super(message, null, false, false);
        this.place = place;
        this.pointer = pointer;
        this.message = message;
    }

    void reportTo(Problems problems) {
        problems.error(place, pointer, message);
    }
}
