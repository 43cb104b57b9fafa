package dev.ftr.config;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import tools.jackson.databind.JsonNode;

/** What a fault against the schema is called, and where it stands in the file. */
final class SchemaWords {
    private static final Set<String> NESTED = Set.of("object", "array", "null");

    private final JsonNode schema;
    private final Node root;
    private final Problems problems;

    SchemaWords(JsonNode schema, Node root, Problems problems) {
        this.schema = schema;
        this.root = root;
        this.problems = problems;
    }

    /**
     * Reports one fault.
     *
     * @param path keys and indexes from the root to the value at fault
     * @param keyword of the schema that the value offends
     * @param property the key that is missing or unknown, for the keywords about that
     */
    void report(List<String> path, String keyword, @Nullable String property) {
        Node node = root;
        JsonNode described = schema;
        String pointer = "";
        for (String name : path) {
            node = below(node, name).orElseThrow(() -> new IllegalStateException("nothing stands at " + path));
            described = node(described, name);
            pointer = Shown.pointer(pointer, name);
        }
        switch (keyword) {
            case "required" -> missing(node, described, pointer, String.valueOf(property));
            case "additionalProperties" -> unknown(node, described, pointer, String.valueOf(property));
            default -> problems.error(Rule.WRONG_VALUE, node.place(), pointer, wrong(node, described, keyword));
        }
    }

    private void missing(Node parent, JsonNode described, String pointer, String key) {
        Place place = below(parent, key).map(Node::place).orElse(parent.place());
        String fault = below(parent, key).isPresent() ? "is empty" : "is missing";
        String expected = expected(described.path("properties").path(key));
        problems.error(
                Rule.MISSING_KEY, place, Shown.pointer(pointer, key), "%s, must be %s".formatted(fault, expected));
    }

    private void unknown(Node parent, JsonNode described, String pointer, String key) {
        if (!(parent instanceof Node.Mapping mapping)) return;
        Node.Entry entry = mapping.entries().get(key);
        if (entry == null) return;
        List<String> known = new ArrayList<>(described.path("properties").propertyNames());
        Optional<String> near = NearMiss.of(key, known);
        boolean shown = near.isPresent() || !mayBeSecret(mapping, known);
        String help = near.map("did you mean '%s'?"::formatted).orElse("known here: " + String.join(", ", known));
        problems.error(
                Rule.UNKNOWN_KEY,
                entry.keyPlace(),
                shown ? Shown.pointer(pointer, key) : pointer + "/" + Shown.HIDDEN,
                "is not a known key; " + help);
    }

    /** With its own key spoilt, or on a line by itself, a secret with a colon in it reads as a key. */
    private boolean mayBeSecret(Node.Mapping mapping, List<String> known) {
        return Shown.SECRET_KEYS.stream()
                        .anyMatch(
                                key -> known.contains(key) && !mapping.entries().containsKey(key))
                || hasBlankSecret(root, false);
    }

    private static boolean hasBlankSecret(Node node, boolean secret) {
        return switch (node) {
            case Node.Mapping mapping ->
                mapping.entries().entrySet().stream()
                        .anyMatch(e ->
                                hasBlankSecret(e.getValue().value(), secret || Shown.SECRET_KEYS.contains(e.getKey())));
            case Node.Sequence sequence -> sequence.items().stream().anyMatch(item -> hasBlankSecret(item, secret));
            case Node.Scalar scalar -> secret && isBlank(scalar);
        };
    }

    private static boolean isBlank(Node node) {
        return node instanceof Node.Scalar scalar && scalar.isBlank();
    }

    private static String wrong(Node node, JsonNode described, String keyword) {
        return switch (keyword) {
            case "minimum", "maximum" -> "%s, must be %s".formatted(Shown.is(node), within(described));
            case "minItems" -> "has no entries, must be " + expected(described);
            case "maxItems" -> "has %d entries, must be %s".formatted(size(node), expected(described));
            case "enum" -> "%s, must be %s%s".formatted(Shown.is(node), expected(described), nearest(node, described));
            default -> "%s, must be %s%s".formatted(is(node, described), expected(described), quotes(node, described));
        };
    }

    /** Where a list or a mapping should stand, text is not quoted: it may be "password:secret", one blank short. */
    private static String is(Node node, JsonNode described) {
        JsonNode type = described.path("type");
        List<String> types =
                type.isArray() ? type.valueStream().map(JsonNode::asString).toList() : List.of(type.asString(""));
        boolean nested = NESTED.containsAll(types);
        return nested && node instanceof Node.Scalar && !isBlank(node) ? "is a single value" : Shown.is(node);
    }

    private static String quotes(Node node, JsonNode described) {
        String type = described.path("type").asString("");
        if (!(node instanceof Node.Scalar scalar) || scalar.plain()) return "";
        boolean right = type.equals("boolean")
                ? PlainScalar.asBoolean(scalar.text()).isPresent()
                : type.equals("integer") && PlainScalar.asNumber(scalar.text()).isPresent();
        return right ? "; leave out the quotes" : "";
    }

    private static String nearest(Node node, JsonNode described) {
        if (!(node instanceof Node.Scalar scalar) || scalar.secret()) return "";
        return NearMiss.of(scalar.text(), choices(described))
                .map("; did you mean '%s'?"::formatted)
                .orElse("");
    }

    private static String expected(JsonNode described) {
        if (described.has("x-expected")) return described.path("x-expected").asString();
        if (described.has("enum")) return String.join(" or ", choices(described));
        return switch (described.path("type").asString("")) {
            case "integer" -> "a whole number within " + range(described);
            case "boolean" -> "true or false";
            default -> "text";
        };
    }

    private static List<String> choices(JsonNode described) {
        return described
                .path("enum")
                .valueStream()
                .map(JsonNode::asString)
                .filter(choice -> !choice.startsWith(":"))
                .toList();
    }

    private static String within(JsonNode described) {
        return described.has("x-expected") ? expected(described) : "within " + range(described);
    }

    private static String range(JsonNode described) {
        return described.path("minimum").asString() + ".."
                + described.path("maximum").asString();
    }

    private static int size(Node node) {
        return node instanceof Node.Sequence sequence ? sequence.items().size() : 1;
    }

    private static JsonNode node(JsonNode described, String name) {
        JsonNode property = described.path("properties").path(name);
        return property.isMissingNode() ? described.path("items") : property;
    }

    private static Optional<Node> below(Node node, String name) {
        return switch (node) {
            case Node.Mapping mapping ->
                Optional.ofNullable(mapping.entries().get(name)).map(Node.Entry::value);
            case Node.Sequence sequence -> Optional.of(sequence.items().get(Integer.parseInt(name)));
            case Node.Scalar _ -> Optional.empty();
        };
    }
}
