package dev.ftr.config;

import java.util.EnumSet;
import java.util.Locale;
import java.util.Set;

/** What a message can be about. */
public enum Topic {
    /** An uplink has another state or address. */
    UPLINK,
    /** Other uplinks carry new connections. */
    ROUTING,
    /** Another config is in force, or one is refused; a change was confirmed or taken back. */
    CONFIG,
    /** Somebody else has changed what is ours, and it was put right. */
    DRIFT,
    /** Something is wrong that cannot be mended, or is so no more. */
    ERROR,
    /** An uplink is still down. */
    REMINDER;

    public static Set<Topic> all() {
        return EnumSet.allOf(Topic.class);
    }

    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
