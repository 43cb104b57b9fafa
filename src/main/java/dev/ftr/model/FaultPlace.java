package dev.ftr.model;

import java.util.Locale;

/** Where a failure seems to be, from near to far. */
public enum FaultPlace {
    /** The router's own interface: gone, switched off, or without a signal. */
    LINK,
    /** The provider's router does not answer. */
    GATEWAY,
    /** The provider's router answers, but nothing beyond it. */
    PROVIDER,
    /** Some targets answer, but too few. */
    INTERNET,
    /** Addresses answer, names are not resolved. */
    DNS;

    /** As written in status and events. */
    @Override
    public String toString() {
        return name().toLowerCase(Locale.ROOT);
    }
}
