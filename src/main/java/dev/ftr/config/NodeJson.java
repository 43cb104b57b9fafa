package dev.ftr.config;

import java.math.BigDecimal;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.MissingNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The tree as the validator wants it. Text without quotes is read in the light of what the schema wants at the place: {@code
 * 0123} stays text where text is wanted. A key with nothing behind it is left out, and of a secret only that there is one:
 * libraries log what they work on.
 */
final class NodeJson {
    private static final JsonNodeFactory JSON = JsonNodeFactory.instance;

    /** Where one of these may stand, text without quotes may mean it. */
    private static final List<String> NO_TEXT = List.of("number", "integer", "boolean");

    private NodeJson() {}

    static JsonNode of(Node node, JsonNode schema) {
        boolean secret = schema.path("writeOnly").asBoolean(false);
        return secret ? withoutContent(node) : withContent(node, schema);
    }

    private static JsonNode withoutContent(Node node) {
        return switch (node) {
            case Node.Scalar scalar -> scalar.isBlank() ? JSON.nullNode() : JSON.stringNode("(secret)");
            case Node.Sequence _ -> JSON.arrayNode();
            case Node.Mapping _ -> JSON.objectNode();
        };
    }

    private static JsonNode withContent(Node node, JsonNode schema) {
        return switch (node) {
            case Node.Scalar scalar -> scalar(scalar, schema);
            case Node.Sequence sequence -> {
                ArrayNode array = JSON.arrayNode();
                for (Node item : sequence.items()) array.add(of(item, schema.path("items")));
                yield array;
            }
            case Node.Mapping mapping -> {
                ObjectNode object = JSON.objectNode();
                mapping.entries().forEach((key, entry) -> {
                    JsonNode below = schema.path("properties").path(key);
                    boolean absent = entry.value() instanceof Node.Scalar s && s.isBlank();
                    if (!absent || below instanceof MissingNode) object.set(key, of(entry.value(), below));
                });
                yield object;
            }
        };
    }

    private static JsonNode scalar(Node.Scalar scalar, JsonNode schema) {
        if (scalar.isBlank()) return JSON.nullNode();
        if (!scalar.plain() || wantsText(schema)) return JSON.stringNode(scalar.text());
        Optional<Boolean> bool = PlainScalar.asBoolean(scalar.text());
        if (bool.isPresent()) return JSON.booleanNode(bool.get());
        Optional<BigDecimal> number = PlainScalar.asNumber(scalar.text());
        if (number.isEmpty()) return JSON.stringNode(scalar.text());
        return number.get().scale() <= 0 ? JSON.numberNode(number.get().toBigInteger()) : JSON.numberNode(number.get());
    }

    private static boolean wantsText(JsonNode schema) {
        JsonNode type = schema.path("type");
        if (type.isString()) return type.asString().equals("string");
        if (!type.isArray()) return false;
        List<String> types = type.valueStream().map(JsonNode::asString).toList();
        return types.getFirst().equals("string") && Collections.disjoint(types, NO_TEXT);
    }
}
