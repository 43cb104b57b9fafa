package dev.ftr.config;

import dev.ftr.model.UplinkId;
import java.util.List;
import java.util.stream.Collectors;

/** Which uplinks may carry a connection. Equal choices share a routing table. */
public sealed interface Choice extends Comparable<Choice> {
    /** How many different choices there is room for. */
    int COUNT = 128;

    /** The first of these that works. */
    record First(List<UplinkId> uplinks, Otherwise otherwise) implements Choice {
        public First {
            uplinks = List.copyOf(uplinks);
        }

        @Override
        public String toString() {
            return "first " + numbers(uplinks) + " otherwise " + otherwise;
        }
    }

    /** All of these that work, by their weights. */
    record Balance(List<UplinkId> uplinks, Otherwise otherwise) implements Choice {
        public Balance {
            uplinks = uplinks.stream().sorted().toList();
        }

        @Override
        public String toString() {
            return "balance " + numbers(uplinks) + " otherwise " + otherwise;
        }
    }

    /** This one, as long as it is among those that carry new connections in general. */
    record WhileCarrying(UplinkId uplink) implements Choice {
        @Override
        public String toString() {
            return "while carrying " + uplink;
        }
    }

    /** What becomes of a connection when none of the uplinks works. */
    enum Otherwise {
        /** It goes as if there were no policy. */
        ANY,
        /** It is refused. */
        REJECT;

        @Override
        public String toString() {
            return name().toLowerCase(java.util.Locale.ROOT);
        }
    }

    /** Whether a connection is refused when none of the uplinks works. */
    default boolean rejects() {
        return switch (this) {
            case First first -> first.otherwise == Otherwise.REJECT;
            case Balance balance -> balance.otherwise == Otherwise.REJECT;
            case WhileCarrying one -> false;
        };
    }

    @Override
    default int compareTo(Choice other) {
        return toString().compareTo(other.toString());
    }

    private static String numbers(List<UplinkId> uplinks) {
        return uplinks.stream().map(UplinkId::toString).collect(Collectors.joining(","));
    }
}
