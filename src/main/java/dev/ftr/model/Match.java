package dev.ftr.model;

import java.util.Locale;

/** A condition of an iptables rule; the vocabulary that we write. */
public sealed interface Match {
    record InInterface(InterfaceName device) implements Match {}

    record OutInterface(InterfaceName device) implements Match {}

    /** State of the packet's connection (conntrack match of iptables-extensions(8)). */
    record ConnectionState(State state) implements Match {}

    /** The connection's mark is this one, or is not. */
    record ConnectionMark(FwMark mark, boolean negated) implements Match {}

    enum State {
        NEW,
        ESTABLISHED,
        RELATED,
        INVALID,
        UNTRACKED;

        /**
         * Reads the name that iptables-save prints.
         *
         * @throws IllegalArgumentException when it is a list or unknown
         */
        public static State parse(String text) {
            return valueOf(text.toUpperCase(Locale.ROOT));
        }
    }
}
