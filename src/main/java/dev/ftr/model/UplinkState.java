package dev.ftr.model;

import java.util.Locale;

/** What is known of an uplink. */
public enum UplinkState {
    /** Its probes are answered. */
    UP,
    /** Works, but badly. */
    DEGRADED,
    /** Its probes are not answered, or it cannot be used at all. */
    DOWN,
    /** No verdict yet. */
    UNKNOWN;

    /** As written in status and events. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
