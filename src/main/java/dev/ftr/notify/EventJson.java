package dev.ftr.notify;

import dev.ftr.json.Json;
import dev.ftr.model.FaultPlace;
import dev.ftr.model.UplinkState;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Events as {@code events.jsonl} and the outbox have them: an object on one line, in English. */
public final class EventJson {

    private EventJson() {}

    /** One line, without its end. */
    public static String line(Event event) {
        return Json.line(node(event));
    }

    public static ObjectNode node(Event event) {
        ObjectNode node = Json.object();
        node.put("at", event.at().toString());
        switch (event) {
            case Event.Lifecycle lifecycle -> node.put("type", lifecycle.started() ? "started" : "stopped");
            case Event.UplinkChanged uplink -> {
                node.put("type", "uplink").put("uplink", uplink.uplink()).put("description", uplink.description());
                node.put("before", uplink.before().toString())
                        .put("after", uplink.after().toString());
                node.put("reason", uplink.reason());
                node.put("place", uplink.place().map(FaultPlace::toString).orElse(null));
            }
            case Event.TargetChanged target ->
                node.put("type", "target").put("target", target.target()).put("answering", target.answering());
            case Event.AddressChanged address -> {
                node.put("type", "address").put("uplink", address.uplink()).put("description", address.description());
                node.putObject("before").put("ip", address.ipBefore()).put("gateway", address.gatewayBefore());
                node.putObject("after").put("ip", address.ipAfter()).put("gateway", address.gatewayAfter());
            }
            case Event.RoutingChanged routing -> {
                node.put("type", "routing");
                put(node.putArray("before"), routing.before());
                put(node.putArray("after"), routing.after());
                node.put("reason", routing.reason());
            }
            case Event.PolicyMoved policy -> {
                node.put("type", "policy");
                put(node.putArray("wanted"), policy.wanted());
                put(node.putArray("after"), policy.after());
                node.put("refused", policy.refused()).put("reason", policy.reason());
            }
            case Event.Reconciled reconciled -> {
                node.put("type", "reconciled").put("trigger", reconciled.trigger());
                put(node.putArray("changes"), reconciled.changes());
            }
            case Event.ConfigTaken config ->
                node.put("type", "config")
                        .put("path", config.path())
                        .put("sha256", config.sha256())
                        .put("commit", config.commit().isEmpty() ? null : config.commit());
            case Event.ConfigRefused config -> {
                node.put("type", "config_error").put("path", config.path());
                put(node.putArray("errors"), config.errors());
            }
            case Event.Trouble trouble -> {
                node.put("type", "error");
                put(node.putArray("problems"), trouble.problems());
            }
            case Event.Warned warned -> {
                node.put("type", "warning");
                put(node.putArray("warnings"), warned.warnings());
            }
            case Event.ChangeEnded end -> {
                node.put("type", "confirm").put("confirmed", end.confirmed()).put("reason", end.reason());
                put(node.putArray("changes"), end.changes());
                put(node.putArray("problems"), end.problems());
            }
            case Event.StillDown down -> {
                node.put("type", "reminder").put("uplink", down.uplink()).put("description", down.description());
                node.put("since", down.since().toString()).put("reason", down.reason());
            }
            case Event.MessagesGivenUp given -> {
                node.put("type", "given_up").put("way", given.way()).put("count", given.count());
                node.put("oldest", given.oldest().toString()).put("reason", given.reason());
            }
        }
        node.put("text", event.text());
        return node;
    }

    /** Empty: half a line that a crash has left, or an event of another version. */
    public static Optional<Event> read(String line) {
        try {
            return read(Json.read(line));
        } catch (JacksonException e) {
            return Optional.empty();
        }
    }

    /** Empty: an event of another version. */
    public static Optional<Event> read(JsonNode node) {
        try {
            return Optional.ofNullable(
                    switch (text(node, "type")) {
                        case "started", "stopped" ->
                            new Event.Lifecycle(at(node), text(node, "type").equals("started"), text(node, "text"));
                        case "uplink" ->
                            new Event.UplinkChanged(
                                    at(node),
                                    text(node, "uplink"),
                                    text(node, "description"),
                                    UplinkState.valueOf(text(node, "before").toUpperCase(Locale.ROOT)),
                                    UplinkState.valueOf(text(node, "after").toUpperCase(Locale.ROOT)),
                                    text(node, "reason"),
                                    place(text(node, "place")));
                        case "target" ->
                            new Event.TargetChanged(
                                    at(node),
                                    text(node, "target"),
                                    node.path("answering").asBoolean());
                        case "address" ->
                            new Event.AddressChanged(
                                    at(node),
                                    text(node, "uplink"),
                                    text(node, "description"),
                                    text(node.path("before"), "ip"),
                                    text(node.path("after"), "ip"),
                                    text(node.path("before"), "gateway"),
                                    text(node.path("after"), "gateway"));
                        case "routing" ->
                            new Event.RoutingChanged(
                                    at(node), list(node, "before"), list(node, "after"), text(node, "reason"));
                        case "policy" ->
                            new Event.PolicyMoved(
                                    at(node),
                                    list(node, "wanted"),
                                    list(node, "after"),
                                    node.path("refused").asBoolean(),
                                    text(node, "reason"));
                        case "reconciled" ->
                            new Event.Reconciled(at(node), text(node, "trigger"), list(node, "changes"));
                        case "config" ->
                            new Event.ConfigTaken(
                                    at(node), text(node, "path"), text(node, "sha256"), text(node, "commit"));
                        case "config_error" ->
                            new Event.ConfigRefused(at(node), text(node, "path"), list(node, "errors"));
                        case "error" -> new Event.Trouble(at(node), list(node, "problems"));
                        case "warning" -> new Event.Warned(at(node), list(node, "warnings"));
                        case "confirm" ->
                            new Event.ChangeEnded(
                                    at(node),
                                    node.path("confirmed").asBoolean(),
                                    text(node, "reason"),
                                    list(node, "changes"),
                                    list(node, "problems"));
                        case "reminder" ->
                            new Event.StillDown(
                                    at(node),
                                    text(node, "uplink"),
                                    text(node, "description"),
                                    Instant.parse(text(node, "since")),
                                    text(node, "reason"));
                        case "given_up" ->
                            new Event.MessagesGivenUp(
                                    at(node),
                                    text(node, "way"),
                                    node.path("count").asInt(),
                                    Instant.parse(text(node, "oldest")),
                                    text(node, "reason"));
                        default -> null;
                    });
        } catch (IllegalArgumentException | DateTimeException e) {
            return Optional.empty();
        }
    }

    private static Instant at(JsonNode node) {
        return Instant.parse(text(node, "at"));
    }

    private static Optional<FaultPlace> place(String text) {
        return text.isEmpty() ? Optional.empty() : Optional.of(FaultPlace.valueOf(text.toUpperCase(Locale.ROOT)));
    }

    private static String text(JsonNode node, String key) {
        JsonNode value = node.path(key);
        return value.isString() ? value.asString() : "";
    }

    private static List<String> list(JsonNode node, String key) {
        return node.path(key).valueStream().map(JsonNode::asString).toList();
    }

    private static void put(ArrayNode array, List<String> values) {
        values.forEach(array::add);
    }
}
