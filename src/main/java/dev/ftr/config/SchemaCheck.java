package dev.ftr.config;

import com.networknt.schema.Error;
import com.networknt.schema.Schema;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.dialect.Dialect;
import com.networknt.schema.dialect.Dialects;
import com.networknt.schema.keyword.NonValidationKeyword;
import com.networknt.schema.path.NodePath;
import dev.ftr.json.Json;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;

/**
 * The first stage: does the file have the shape that the JSON Schema describes? The validator finds the faults, the words
 * are ours ({@link SchemaWords}): its own would show secrets.
 *
 * <p>Loading this class loads Jackson and the validator, some 200 ms at a cold start. Nothing else in the way from file to
 * config needs them.
 */
final class SchemaCheck {
    private final JsonNode described;
    private final Schema schema;

    SchemaCheck() {
        described = schemaDocument();
        schema = compiled(described);
    }

    static Schema compiled(JsonNode document) {
        Dialect dialect = Dialect.builder(Dialects.getDraft202012())
                .keywords(Stream.of("x-expected", "x-example", "x-notes", "x-active", "x-merge", "writeOnly")
                        .map(NonValidationKeyword::new)
                        .toList())
                .build();
        return SchemaRegistry.withDialect(dialect).getSchema(document);
    }

    /** The schema, its references resolved. */
    static JsonNode schemaDocument() {
        return SchemaRefs.resolved(schemaFile());
    }

    static JsonNode schemaFile() {
        try (InputStream in = SchemaFile.open()) {
            return Json.read(in.readAllBytes());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    void check(Node root, Problems problems) {
        SchemaWords words = new SchemaWords(described, root, problems);
        for (Error error : schema.validate(NodeJson.of(root, described))) {
            if (!isChoiceOfForms(error))
                words.report(path(error.getInstanceLocation()), error.getKeyword(), error.getProperty());
        }
    }

    /** Which keys of a probe or of a policy go together: those who read them know better words for that. */
    private static boolean isChoiceOfForms(Error error) {
        List<String> keywords = path(error.getEvaluationPath());
        return keywords.contains("oneOf") || keywords.contains("dependentRequired");
    }

    private static List<String> path(NodePath location) {
        List<String> path = new ArrayList<>();
        for (int i = 0; i < location.getNameCount(); i++) path.add(location.getName(i));
        return path;
    }
}
