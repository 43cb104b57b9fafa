package dev.ftr.config;

/** A file that cannot be read any further: the one error to be told about it. Never leaves the package. */
final class Unreadable extends Exception {
    private final Rule rule;
    private final transient Place place;
    private final String pointer;
    private final String message;

    Unreadable(Place place, String message) {
        this(Rule.UNREADABLE_FILE, place, "", message);
    }

    private Unreadable(Rule rule, Place place, String pointer, String message) {
        super(message, null, false, false);
        this.rule = rule;
        this.place = place;
        this.pointer = pointer;
        this.message = message;
    }

    /** The same, as an offence against this rule. */
    Unreadable against(Rule other) {
        return new Unreadable(other, place, pointer, message);
    }

    void reportTo(Problems problems) {
        problems.error(rule, place, pointer, message);
    }
}
