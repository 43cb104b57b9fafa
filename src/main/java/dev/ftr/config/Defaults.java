package dev.ftr.config;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * Adds what holds where a config says nothing: what the schema calls the default, and where that depends on the rest of the
 * config, what it is in this one.
 */
final class Defaults {
    private final RouterConfig config;

    Defaults(RouterConfig config) {
        this.config = config;
    }

    Node.Mapping added(Node.Mapping root, JsonNode schema) {
        return mapping(root, schema);
    }

    private Node.Mapping mapping(Node.Mapping mapping, JsonNode schema) {
        JsonNode properties = schema.path("properties");
        Map<String, Node.Entry> entries = new LinkedHashMap<>();
        mapping.entries()
                .forEach((key, entry) -> entries.put(
                        key, new Node.Entry(entry.keyPlace(), below(key, entry.value(), properties.path(key)))));
        for (Map.Entry<String, JsonNode> property : properties.properties()) {
            if (isAbsent(entries, property.getKey()))
                missing(property.getKey(), property.getValue(), mapping)
                        .ifPresent(value -> entries.put(property.getKey(), new Node.Entry(Place.DEFAULT, value)));
        }
        return new Node.Mapping(mapping.place(), entries);
    }

    private Node below(String key, Node value, JsonNode schema) {
        if (value instanceof Node.Mapping mapping) return mapping(mapping, schema);
        if (!(value instanceof Node.Sequence sequence)) return value;
        List<Node> items = new ArrayList<>();
        for (Node item : sequence.items()) {
            if (!(item instanceof Node.Mapping mapping)) items.add(item);
            else if (key.equals(NamedList.UPLINKS.key()))
                items.add(uplink(mapping, items.size(), schema.path("items")));
            else items.add(mapping(mapping, schema.path("items")));
        }
        return new Node.Sequence(sequence.place(), items);
    }

    /** What its own tests do not say, the tests of all uplinks do. */
    private Node.Mapping uplink(Node.Mapping mapping, int position, JsonNode schema) {
        ObjectNode own = (ObjectNode) schema.deepCopy();
        ((ObjectNode) own.path("properties")).remove("tests");
        Uplink uplink = config.uplinks().get(position);
        Map<String, Node.Entry> entries =
                new LinkedHashMap<>(mapping(mapping, own).entries());
        putIfAbsent(entries, "name", uplink.name());
        putIfAbsent(entries, "description", uplink.description());
        putIfAbsent(entries, "id", uplink.id().toString());
        return new Node.Mapping(mapping.place(), entries);
    }

    private Optional<Node> missing(String key, JsonNode schema, Node.Mapping in) {
        switch (key) {
            case "base_fwmark" -> {
                return Optional.of(
                        scalar(Integer.toUnsignedString(config.numbering().baseFwmark())));
            }
            case "fwmark_mask" -> {
                return Optional.of(scalar("0x%x".formatted(config.numbering().fwmarkMask())));
            }
            case "required_successful" -> {
                long targets = Stream.of("ips", "probes")
                        .flatMap(list -> Stream.ofNullable(in.entries().get(list)))
                        .mapToLong(list -> list.value() instanceof Node.Sequence s
                                ? s.items().size()
                                : 0)
                        .sum();
                return targets == 0
                        ? Optional.empty()
                        : Optional.of(scalar(Integer.toString(TestsReader.usuallyRequired((int) targets))));
            }
            case "sticky_time" -> {
                // Of no use, and warned about, where clients do not stay.
                if (config.traffic().clientTime().isEmpty()) return Optional.empty();
            }
            default -> {}
        }
        if (schema.has("default")) return Optional.of(node(schema.path("default")));
        // What must be given has no default, and nor have the keys beside it.
        if (schema.has("required")) return Optional.empty();
        Node.Mapping below = mapping(new Node.Mapping(Place.DEFAULT, Map.of()), schema);
        return below.entries().isEmpty() ? Optional.empty() : Optional.of(below);
    }

    private static void putIfAbsent(Map<String, Node.Entry> entries, String key, String text) {
        if (isAbsent(entries, key)) entries.put(key, new Node.Entry(Place.DEFAULT, scalar(text)));
    }

    private static boolean isAbsent(Map<String, Node.Entry> entries, String key) {
        Node.Entry there = entries.get(key);
        return there == null || (there.value() instanceof Node.Scalar scalar && scalar.isBlank());
    }

    private static Node node(JsonNode json) {
        if (json.isArray())
            return new Node.Sequence(
                    Place.DEFAULT, json.valueStream().map(Defaults::node).toList());
        if (!json.isObject()) return scalar(json.asString());
        Map<String, Node.Entry> entries = new LinkedHashMap<>();
        json.properties()
                .forEach(key -> entries.put(key.getKey(), new Node.Entry(Place.DEFAULT, node(key.getValue()))));
        return new Node.Mapping(Place.DEFAULT, entries);
    }

    private static Node.Scalar scalar(String text) {
        return new Node.Scalar(Place.DEFAULT, text, !PlainScalar.isNull(text), false);
    }
}
