package dev.ftr.testing;

import com.networknt.schema.Error;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.dialect.Dialects;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import tools.jackson.core.JsonPointer;
import tools.jackson.core.StreamReadFeature;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** The schemas of the JSON that the program writes, as they are shipped: every test that sees such JSON holds it against them. */
public final class Schemas {
    private static final JsonMapper JSON = JsonMapper.builder()
            .enable(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .enable(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .build();

    private static final Map<String, Schema> COMPILED = new ConcurrentHashMap<>();

    /** Commands that write JSON when told to, and what it is. */
    private static final Map<String, String> COMMANDS = Map.of(
            "config", "config",
            "plan", "plan",
            "status", "status",
            "events", "event#list",
            "report", "report",
            "explain", "explain",
            "replay", "replay",
            "validate", "validate");

    private Schemas() {}

    /**
     * The document, if it is as the schema says; else the test fails.
     *
     * @param name of the schema: {@code plan}; or of a part of it: {@code event#list}
     */
    public static JsonNode fit(String name, String json) {
        JsonNode document = JSON.readTree(json);
        List<String> faults = faults(name, document);
        if (!faults.isEmpty())
            throw new AssertionError("not as the schema '%s' says: %s in %s".formatted(name, faults, json));
        return document;
    }

    /** What a document has that the schema does not allow. */
    public static List<String> faults(String name, JsonNode document) {
        return COMPILED.computeIfAbsent(name, Schemas::compiled).validate(document).stream()
                .map(Error::toString)
                .toList();
    }

    /** Holds against its schema what a command has written to its standard output, if that is JSON. */
    public static void fitOutput(List<String> arguments, String out) {
        if (!out.isEmpty()) ofOutput(arguments).ifPresent(name -> fit(name, out));
    }

    private static Optional<String> ofOutput(List<String> arguments) {
        if (arguments.contains("--help")) return Optional.empty();
        if (arguments.contains("snapshot")) return Optional.of("snapshot");
        int output = arguments.indexOf("--output");
        boolean json = arguments.contains("--output=json")
                || (output >= 0
                        && output + 1 < arguments.size()
                        && arguments.get(output + 1).equals("json"));
        return json
                ? arguments.stream().filter(COMMANDS::containsKey).findFirst().map(COMMANDS::get)
                : Optional.empty();
    }

    /**
     * Checks that the schema refuses what differs from a right document: with a key more or less, or with a list in place of a
     * value.
     *
     * @param free keys that may be absent, and of mappings with any keys
     */
    public static void assertRefusesWhatDiffers(String name, String json, String... free) {
        JsonNode document = fit(name, json);
        Set<String> spared = Set.of(free);
        for (JsonPointer place : places(document, JsonPointer.empty())) {
            JsonNode here = document.at(place);
            if (here instanceof ObjectNode object) {
                if (!spared.contains(lastKey(place)))
                    assertRefused(name, document, place, object.deepCopy().put("no_such_key", 1));
                for (String key : object.propertyNames())
                    if (!spared.contains(key) && !spared.contains(lastKey(place)))
                        assertRefused(name, document, place, object.deepCopy().without(key));
            } else if (here.isValueNode())
                assertRefused(name, document, place, JSON.createArrayNode().add(JSON.createArrayNode()));
        }
    }

    private static void assertRefused(String name, JsonNode document, JsonPointer place, JsonNode other) {
        JsonNode changed = place.matches() ? other : document.deepCopy();
        if (!place.matches()) {
            JsonNode parent = changed.at(place.head());
            if (parent instanceof ObjectNode object) object.set(place.last().getMatchingProperty(), other);
            else ((ArrayNode) parent).set(place.last().getMatchingIndex(), other);
        }
        if (faults(name, changed).isEmpty())
            throw new AssertionError("the schema '%s' takes %s at '%s'".formatted(name, other, place));
    }

    private static String lastKey(JsonPointer place) {
        return place.matches() ? "" : place.last().getMatchingProperty();
    }

    private static List<JsonPointer> places(JsonNode node, JsonPointer here) {
        List<JsonPointer> places = new ArrayList<>(List.of(here));
        node.properties().forEach(e -> places.addAll(places(e.getValue(), here.appendProperty(e.getKey()))));
        if (node.isArray())
            for (int i = 0; i < node.size(); i++) places.addAll(places(node.get(i), here.appendIndex(i)));
        return places;
    }

    /** The schema as it stands in its file. */
    public static JsonNode document(String name) {
        String resource = "/dev/ftr/schema/%s.schema.json".formatted(name);
        try (InputStream in = Schemas.class.getResourceAsStream(resource)) {
            if (in == null) throw new AssertionError("no schema " + resource);
            return JSON.readTree(in);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Schema compiled(String name) {
        String[] parts = name.split("#", 2);
        JsonNode document = document(parts[0]);
        return SchemaRegistry.withDialect(Dialects.getDraft202012())
                .getSchema(parts.length == 1 ? document : part((ObjectNode) document, parts[1]));
    }

    private static ObjectNode part(ObjectNode document, String name) {
        ObjectNode part = JSON.createObjectNode();
        part.put("$ref", "#/$defs/" + name);
        part.set("$defs", document.required("$defs"));
        return part;
    }

    /** The names of all. */
    public static Stream<String> names() {
        return Stream.of(
                "config", "plan", "status", "snapshot", "event", "validate", "explain", "report", "replay", "state");
    }
}
