package dev.ftr.cli;

import dev.ftr.json.Json;
import dev.ftr.model.UplinkState;
import dev.ftr.notify.outbox.DurableFile;
import dev.ftr.plan.Plan;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * A plan that is kept to be applied later: what {@code plan --output json} prints, and what it was made from. Keys:
 * {@code format_version}, {@code ftr_version}, {@code made_at}, {@code host} (of the router; empty: not known),
 * {@code config} (path, sha256), {@code health} (the state of each uplink by name), and {@code summary}, {@code warnings}
 * and {@code changes} of the plan. There is no secret in it: of the config only its hash.
 *
 * @param version of the program; empty: it was not packaged
 * @param health as the plan takes it to be; uplinks that are not named are unknown
 */
record PlanFile(
        String version,
        String host,
        String config,
        String sha256,
        SortedMap<String, UplinkState> health,
        List<PlannedChange> changes) {
    PlanFile {
        health = Collections.unmodifiableSortedMap(new TreeMap<>(health));
        changes = List.copyOf(changes);
    }

    /** A plan that was made now. */
    static PlanFile of(String host, Path config, String sha256, SortedMap<String, UplinkState> health, Plan plan) {
        List<PlannedChange> changes =
                plan.steps().stream().map(PlannedChange::of).toList();
        return new PlanFile(Version.number(), host, config.toString(), sha256, health, changes);
    }

    /** Writes it, for its owner only, in one go. */
    void write(Path file, Plan plan) {
        ObjectNode node = Json.object();
        node.put("format_version", PlanJson.FORMAT_VERSION);
        node.put("ftr_version", version);
        node.put("made_at", Instant.now().truncatedTo(ChronoUnit.SECONDS).toString());
        node.put("host", host);
        node.putObject("config").put("path", config).put("sha256", sha256);
        ObjectNode states = node.putObject("health");
        health.forEach((uplink, state) -> states.put(uplink, state.toString()));
        PlanJson.put(node, plan);
        try {
            if (Files.isDirectory(file))
                throw new CommandFailed("%s cannot be written: %s".formatted(file, "it is a folder"));
            String text = Json.pretty(node) + "\n";
            DurableFile.replace(file.toAbsolutePath(), text.getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new CommandFailed("%s cannot be written: %s".formatted(file, DurableFile.cause(e)));
        }
    }

    static PlanFile read(Path file) {
        try {
            return read(Json.read(Files.readString(file)));
        } catch (NoSuchFileException e) {
            throw new CommandFailed("%s: there is no such file".formatted(file));
        } catch (IOException e) {
            throw new CommandFailed("%s cannot be read: %s".formatted(file, DurableFile.cause(e)));
        } catch (JacksonException e) {
            throw new CommandFailed("%s is not JSON: %s".formatted(file, e.getOriginalMessage()));
        } catch (IllegalArgumentException e) {
            throw new CommandFailed("%s is no plan of 'ftr plan --out': %s".formatted(file, e.getMessage()));
        }
    }

    private static PlanFile read(JsonNode node) {
        if (node.isMissingNode()) throw new IllegalArgumentException("it is empty");
        if (!node.isObject()) throw new IllegalArgumentException("it is no JSON object");
        int format = node.path("format_version").asInt(0);
        if (format != PlanJson.FORMAT_VERSION)
            throw new IllegalArgumentException(
                    "format_version %d is not %d".formatted(format, PlanJson.FORMAT_VERSION));
        SortedMap<String, UplinkState> health = new TreeMap<>();
        for (Map.Entry<String, JsonNode> entry : object(node, "health").properties())
            health.put(entry.getKey(), state(entry.getValue()));
        List<PlannedChange> changes = new ArrayList<>();
        for (JsonNode change : array(node, "changes")) changes.add(change(change));
        JsonNode config = object(node, "config");
        return new PlanFile(
                text(node, "ftr_version"),
                text(node, "host"),
                text(config, "path"),
                text(config, "sha256"),
                health,
                changes);
    }

    private static PlannedChange change(JsonNode node) {
        List<String> command = new ArrayList<>();
        for (JsonNode word : array(node, "command")) command.add(word.asString(""));
        return new PlannedChange(
                text(node, "action"),
                text(node, "kind"),
                text(node, "family"),
                text(node, "object"),
                Optional.of(node.path("before")).filter(JsonNode::isString).map(JsonNode::stringValue),
                Optional.of(node.path("after")).filter(JsonNode::isString).map(JsonNode::stringValue),
                command);
    }

    private static UplinkState state(JsonNode node) {
        try {
            return UplinkState.valueOf(node.asString("").toUpperCase(Locale.ROOT));
        } catch (IllegalArgumentException e) {
            throw missing("health");
        }
    }

    private static String text(JsonNode node, String key) {
        if (!node.path(key).isString()) throw missing(key);
        return node.path(key).stringValue();
    }

    private static JsonNode object(JsonNode node, String key) {
        if (!node.path(key).isObject()) throw missing(key);
        return node.path(key);
    }

    private static JsonNode array(JsonNode node, String key) {
        if (!node.path(key).isArray()) throw missing(key);
        return node.path(key);
    }

    private static IllegalArgumentException missing(String key) {
        return new IllegalArgumentException("'%s' is missing or wrong".formatted(key));
    }
}
