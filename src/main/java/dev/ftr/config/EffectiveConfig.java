package dev.ftr.config;

import dev.ftr.config.LoadResult.Loaded;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Optional;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** A config as it is in force: that of all files together, with secrets masked, and where each value comes from. */
public final class EffectiveConfig {
    /**
     * Where a value comes from.
     *
     * @param line from 1
     * @param column from 1
     */
    public record Origin(String file, int line, int column) {
        /** The file without the folder that it is in. */
        public String fileName() {
            return file.substring(file.lastIndexOf('/') + 1);
        }
    }

    /**
     * A line of YAML.
     *
     * @param origin of the value in it; empty: it has none, or the value is the default
     * @param isDefault whether the value stands in no file
     */
    public record Line(String text, Optional<Origin> origin, boolean isDefault) {}

    /**
     * A single value.
     *
     * @param pointer JSON pointer (RFC 6901)
     * @param origin empty: it is the default
     */
    public record Value(String pointer, Optional<Origin> origin) {}

    private final Node.Mapping root;
    private final JsonNode schema;

    private EffectiveConfig(Node.Mapping root, JsonNode schema) {
        this.root = root;
        this.schema = schema;
    }

    /**
     * The config that was loaded.
     *
     * @param path that it was loaded from
     */
    public static EffectiveConfig of(String path, Loaded loaded) {
        byte[] text = loaded.text().value().getBytes(StandardCharsets.UTF_8);
        try {
            Node root = ConfigTree.of(SourceTexts.of(path, text), new Problems(true));
            if (root instanceof Node.Mapping mapping)
                return new EffectiveConfig(Masking.of(mapping), SchemaCheck.schemaDocument());
        } catch (Unreadable e) {
            throw new IllegalArgumentException("a config that was loaded cannot be read", e);
        }
        throw new IllegalArgumentException("a config that was loaded is no mapping");
    }

    /** Also with the defaults of keys that stand in no file. */
    public EffectiveConfig withDefaults(RouterConfig config) {
        return new EffectiveConfig(new Defaults(config).added(root, schema), schema);
    }

    /** Loads again as the same config, but for the secrets. */
    public List<Line> yaml() {
        return YamlLines.of(root);
    }

    /** As the schema describes it; blank values are left out. */
    public JsonNode json() {
        JsonNode shown = schema.deepCopy();
        for (JsonNode secret : shown.findParents("writeOnly")) ((ObjectNode) secret).remove("writeOnly");
        return NodeJson.of(root, shown);
    }

    /** All values, in the order in which they stand. */
    public List<Value> values() {
        return Values.of(root);
    }
}
