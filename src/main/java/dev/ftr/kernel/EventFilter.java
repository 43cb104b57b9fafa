package dev.ftr.kernel;

/** Judges a line that a monitor wrote, at the pace of a storm: it looks at nothing but the line. */
@FunctionalInterface
interface EventFilter {
    News of(String line);

    /** What a line says. */
    enum News {
        /** An event that cannot concern us. */
        NOTHING,
        /** An interface or an address. */
        LINKS,
        /** A route, a rule or a parameter that may concern us. */
        ROUTING,
        /** Something of the firewall that may concern us. */
        FIREWALL,
        /** Events were lost. */
        LOST,
        /** No event: words of the tool itself, such as an error. */
        WORDS
    }
}
