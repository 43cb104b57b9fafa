package dev.ftr.config;

import dev.ftr.config.EffectiveConfig.Value;
import java.util.ArrayList;
import java.util.List;

/** Finds the single values of a config, and empty lists and mappings, which are values as well. */
final class Values {
    private final List<Value> found = new ArrayList<>();

    private Values() {}

    static List<Value> of(Node root) {
        Values values = new Values();
        values.collect(root, "");
        return List.copyOf(values.found);
    }

    private void collect(Node node, String pointer) {
        switch (node) {
            case Node.Mapping mapping
            when !mapping.entries().isEmpty() ->
                mapping.entries()
                        .forEach((key, entry) -> collect(
                                entry.value(),
                                pointer + "/" + key.replace("~", "~0").replace("/", "~1")));
            case Node.Sequence sequence
            when !sequence.items().isEmpty() -> {
                int index = 0;
                for (Node item : sequence.items()) collect(item, pointer + "/" + index++);
            }
            case Node.Scalar scalar when scalar.isBlank() -> {}
            default -> found.add(new Value(pointer, node.place().origin()));
        }
    }
}
