package dev.ftr.explain;

import java.util.Collection;

/** Whether something holds, as far as can be told. */
enum Truth {
    NO,
    MAYBE,
    YES;

    static Truth of(boolean holds) {
        return holds ? YES : NO;
    }

    /** Whether all hold; of none, yes. */
    static Truth all(Collection<Truth> parts) {
        return parts.stream().reduce(YES, (a, b) -> a.compareTo(b) <= 0 ? a : b);
    }

    Truth not() {
        return switch (this) {
            case NO -> YES;
            case MAYBE -> MAYBE;
            case YES -> NO;
        };
    }

    Truth negatedIf(boolean negated) {
        return negated ? not() : this;
    }
}
