package dev.ftr.config;

import static java.util.stream.Collectors.joining;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import tools.jackson.databind.JsonNode;

/** The commented example: every key of the schema with its description, and a config that is right as it stands. */
public final class ExampleConfig {
    private static final int WIDTH = 100;

    /** By it an editor with a YAML language server finds the schema, where the program is installed. */
    private static final String MODELINE = "# yaml-language-server: $schema=/usr/share/ftr/schema/ftr.schema.json\n";

    private final StringBuilder text = new StringBuilder();

    private ExampleConfig() {}

    public static String render() {
        JsonNode schema = SchemaCheck.schemaDocument();
        ExampleConfig example = new ExampleConfig();
        example.text.append(MODELINE);
        example.comment(0, schema.path("description").asString());
        for (Map.Entry<String, JsonNode> key : schema.path("properties").properties()) {
            example.text.append('\n');
            example.key(0, key.getKey(), key.getValue());
        }
        return example.text.toString();
    }

    private void key(int indent, String key, JsonNode schema) {
        comment(indent, schema.path("description").asString());
        if (!schema.path("x-active").asBoolean(true)) {
            inactive(indent, key, schema);
            return;
        }
        String start = " ".repeat(indent) + key + ":";
        switch (schema.path("type").asString("")) {
            case "object" -> {
                text.append(start).append('\n');
                schema.path("properties").forEachEntry((name, below) -> key(indent + 2, name, below));
            }
            case "array" -> {
                text.append(start).append('\n');
                list(indent + 2, schema);
            }
            default ->
                text.append((start + " " + example(schema).asString("")).stripTrailing())
                        .append('\n');
        }
    }

    /** On one line, so that taking away one sign turns it on. */
    private void inactive(int indent, String key, JsonNode schema) {
        text.append(" ".repeat(indent))
                .append('#')
                .append(key)
                .append(": ")
                .append(flow(example(schema)))
                .append('\n');
    }

    private static String flow(JsonNode value) {
        if (value.isArray()) return value.valueStream().map(ExampleConfig::flow).collect(joining(", ", "[", "]"));
        if (!value.isObject()) return value.asString("");
        return value.properties().stream()
                .map(entry -> entry.getKey() + ": " + flow(entry.getValue()))
                .collect(joining(", ", "{", "}"));
    }

    private void list(int indent, JsonNode schema) {
        JsonNode items = schema.path("items");
        if (items.path("type").asString().equals("object")) {
            boolean first = true;
            for (JsonNode item : example(schema)) {
                if (first) explained(indent, items, item);
                else plain(indent, items, item);
                first = false;
            }
        } else {
            int number = 0;
            for (JsonNode item : example(schema)) {
                String note = schema.path("x-notes").path(number++).asString("");
                String entry = "%s- %s".formatted(" ".repeat(indent), item.asString());
                text.append(note.isEmpty() ? entry : "%-22s # %s".formatted(entry, note))
                        .append('\n');
            }
        }
    }

    /** The first entry of a list carries the explanations of all. */
    private void explained(int indent, JsonNode items, JsonNode item) {
        String dash = "- ";
        for (Map.Entry<String, JsonNode> key : items.path("properties").properties()) {
            comment(
                    indent + (dash.isBlank() ? 2 : 0),
                    key.getValue().path("description").asString());
            entry(indent, dash, key.getKey(), key.getValue(), item);
            dash = "  ";
        }
    }

    private void plain(int indent, JsonNode items, JsonNode item) {
        text.append('\n');
        String dash = "- ";
        for (Map.Entry<String, JsonNode> key : items.path("properties").properties()) {
            if (!item.has(key.getKey())) continue;
            entry(indent, dash, key.getKey(), key.getValue(), item);
            dash = "  ";
        }
    }

    private void entry(int indent, String dash, String key, JsonNode schema, JsonNode item) {
        boolean active = item.has(key);
        String value = flow(active ? item.path(key) : example(schema));
        text.append(" ".repeat(indent))
                .append(dash)
                .append(active ? "" : "#")
                .append(key)
                .append(": ")
                .append(value)
                .append('\n');
    }

    private static JsonNode example(JsonNode schema) {
        if (schema.has("x-example")) return schema.path("x-example");
        return schema.has("default")
                ? schema.path("default")
                : schema.path("examples").path(0);
    }

    private void comment(int indent, String description) {
        for (String line : wrapped(description, WIDTH - indent - 2)) {
            text.append(" ".repeat(indent)).append("# ").append(line).append('\n');
        }
    }

    private static List<String> wrapped(String words, int width) {
        List<String> lines = new ArrayList<>();
        StringBuilder line = new StringBuilder();
        for (String word : words.split(" ", -1)) {
            if (!line.isEmpty() && line.length() + 1 + word.length() > width) {
                lines.add(line.toString());
                line.setLength(0);
            }
            line.append(line.isEmpty() ? "" : " ").append(word);
        }
        lines.add(line.toString());
        return lines;
    }
}
