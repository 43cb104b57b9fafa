package dev.ftr.config;

import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** A piece of a config file that remembers where it stood. Aliases are resolved: a piece may stand in several places of the tree. */
sealed interface Node {
    Place place();

    /** Number of pieces in it, itself included. */
    int count();

    /**
     * A value.
     *
     * @param plain without quotes: what may mean a number, a boolean or nothing instead of text
     * @param secret never to be shown
     */
    record Scalar(Place place, String text, boolean plain, boolean secret) implements Node {
        @Override
        public int count() {
            return 1;
        }

        boolean isBlank() {
            return plain && PlainScalar.isNull(text);
        }
    }

    record Sequence(Place place, List<Node> items) implements Node {
        public Sequence {
            items = List.copyOf(items);
        }

        @Override
        public int count() {
            return 1 + items.stream().mapToInt(Node::count).sum();
        }
    }

    record Mapping(Place place, Map<String, Entry> entries) implements Node {
        public Mapping {
            entries = Collections.unmodifiableMap(new LinkedHashMap<>(entries));
        }

        @Override
        public int count() {
            return 1
                    + entries.values().stream()
                            .mapToInt(entry -> 1 + entry.value.count())
                            .sum();
        }
    }

    record Entry(Place keyPlace, Node value) {}
}
