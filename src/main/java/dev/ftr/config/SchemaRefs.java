package dev.ftr.config;

import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * The schema with every {@code $ref} replaced by what it names, so that whoever walks through it finds each key's description
 * at its place. What stands beside a {@code $ref} goes before what is referred to.
 */
final class SchemaRefs {
    private final JsonNode document;

    private SchemaRefs(JsonNode document) {
        this.document = document;
    }

    /** The document without {@code $ref}s and {@code $defs}. References in it must not lead in a circle. */
    static JsonNode resolved(JsonNode document) {
        ObjectNode resolved = (ObjectNode) new SchemaRefs(document).of(document);
        resolved.remove("$defs");
        return resolved;
    }

    private JsonNode of(JsonNode node) {
        if (node.isArray()) {
            ArrayNode array = JsonNodeFactory.instance.arrayNode();
            for (JsonNode item : node) array.add(of(item));
            return array;
        }
        if (!node.isObject()) return node;
        ObjectNode object = JsonNodeFactory.instance.objectNode();
        if (node.has("$ref"))
            object.setAll((ObjectNode) of(target(node.path("$ref").asString())));
        for (Map.Entry<String, JsonNode> entry : node.properties())
            if (!entry.getKey().equals("$ref")) object.set(entry.getKey(), of(entry.getValue()));
        return object;
    }

    private JsonNode target(String ref) {
        JsonNode target = document.at(ref.substring(1));
        if (!target.isObject()) throw new IllegalStateException("the schema has no " + ref);
        return target;
    }
}
