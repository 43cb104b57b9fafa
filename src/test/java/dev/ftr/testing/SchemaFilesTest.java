package dev.ftr.testing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ftr.config.Rule;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;

/** The schemas themselves: that they let in no more than they name, and explain all of it. */
class SchemaFilesTest {
    static Stream<String> names() {
        return Schemas.names();
    }

    @Test
    void everyFileIsOneOfThem() throws IOException {
        Set<String> known = Stream.concat(Stream.of("ftr"), names())
                .map(name -> name + ".schema.json")
                .collect(Collectors.toCollection(TreeSet::new));
        try (Stream<Path> files = Files.list(Path.of("schema"))) {
            assertEquals(
                    known,
                    files.map(file -> String.valueOf(file.getFileName()))
                            .collect(Collectors.toCollection(TreeSet::new)));
        }
    }

    @ParameterizedTest
    @MethodSource("names")
    void everyKeyIsExplainedAndNoObjectIsOpen(String name) {
        JsonNode document = Schemas.document(name);
        assertEquals(
                "https://json-schema.org/draft/2020-12/schema",
                document.path("$schema").asString());
        assertTrue(document.path("title").asString().contains("ftr, the Fault Tolerant Router"));
        assertTrue(document.path("description").asString().endsWith("."), name);
        assertEquals(List.of(), faults("", document));
    }

    @Test
    void theRulesOfValidateAreAllThereAre() {
        assertEquals(
                Stream.of(Rule.values()).map(Rule::id).toList(),
                Schemas.document("validate")
                        .at("/$defs/finding/properties/rule/enum")
                        .valueStream()
                        .map(JsonNode::asString)
                        .toList());
    }

    /** Objects that only add to another are closed where they are used. */
    private static List<String> faults(String here, JsonNode schema) {
        List<String> faults = new ArrayList<>();
        boolean adds = here.matches(".*/(then|if|else|not)|/\\$defs/(event|fared|foreign)|.*/(allOf|oneOf|anyOf)/\\d+");
        boolean closed = (schema.has("additionalProperties")
                        && !schema.path("additionalProperties").asBoolean(false))
                || schema.path("unevaluatedProperties").isBoolean();
        if (schema.has("properties") && !adds && !closed) faults.add(here + " takes any key");
        schema.path("properties").properties().forEach(entry -> {
            JsonNode described = entry.getValue();
            boolean explained = described.path("description").asString("").endsWith(".") || described.has("$ref");
            if (!explained && !here.matches(".*/(if|then|oneOf/\\d+)"))
                faults.add("%s/%s is not explained".formatted(here, entry.getKey()));
        });
        schema.properties().forEach(entry -> faults.addAll(faults(here + "/" + entry.getKey(), entry.getValue())));
        if (schema.isArray())
            for (int i = 0; i < schema.size(); i++) faults.addAll(faults(here + "/" + i, schema.get(i)));
        return faults;
    }
}
