package dev.ftr.notify;

import dev.ftr.model.UplinkState;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Uplinks as JSON, in the words of {@code status.json}. */
public final class LineStateJson {
    private LineStateJson() {}

    public static void put(ArrayNode array, List<LineState> lines) {
        for (LineState line : lines) {
            ObjectNode node = array.addObject();
            node.put("name", line.name()).put("description", line.description());
            node.put("ip", line.ip()).put("gateway", line.gateway());
            node.put("state", line.state().toString());
            node.put("routing", line.routing()).put("standby", line.standby());
            node.put("since", line.since().toString()).put("reason", line.reason());
        }
    }

    /**
     * What {@link #put} has written.
     *
     * @throws IllegalArgumentException of another version; or a DateTimeException
     */
    public static List<LineState> read(JsonNode array) {
        return array.valueStream().map(LineStateJson::line).toList();
    }

    private static LineState line(JsonNode node) {
        return new LineState(
                text(node, "name"),
                text(node, "description"),
                text(node, "ip"),
                text(node, "gateway"),
                state(text(node, "state")),
                node.path("routing").asBoolean(),
                node.path("standby").asBoolean(),
                Instant.parse(text(node, "since")),
                text(node, "reason"));
    }

    public static UplinkState state(String text) {
        return UplinkState.valueOf(text.toUpperCase(Locale.ROOT));
    }

    public static String text(JsonNode node, String key) {
        JsonNode value = node.path(key);
        return value.isString() ? value.asString() : "";
    }

    public static List<String> texts(JsonNode array) {
        return array.valueStream().map(v -> v.asString("")).toList();
    }
}
