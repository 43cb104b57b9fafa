package dev.ftr.notify.outbox;

import dev.ftr.json.Json;
import dev.ftr.notify.LineState;
import dev.ftr.notify.LineStateJson;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * How far a courier has come.
 *
 * @param next the number from which on nothing is delivered
 * @param before how the uplinks stood when the last message was written
 * @param lastSent when that was; empty: never
 * @param flight the message that is being delivered
 * @param refused what was told last of receivers that take nothing, a line each
 */
record Cursor(
        long next, List<LineState> before, Optional<Instant> lastSent, Optional<Flight> flight, List<String> refused) {
    private static final int FORMAT_VERSION = 1;

    /**
     * A message: it stays the same until it is delivered or given up.
     *
     * @param from the number of its first notice
     * @param to the number of its last notice
     * @param remaining receivers that have not got it; empty: nobody has
     */
    record Flight(String id, long from, long to, List<String> remaining) {
        Flight {
            remaining = List.copyOf(remaining);
        }
    }

    Cursor {
        before = List.copyOf(before);
        refused = List.copyOf(refused);
    }

    static Cursor at(long next, List<LineState> before) {
        return new Cursor(next, before, Optional.empty(), Optional.empty(), List.of());
    }

    Cursor moved(long to) {
        return new Cursor(to, before, lastSent, Optional.empty(), refused);
    }

    Cursor with(Flight started) {
        return new Cursor(next, before, lastSent, Optional.of(started), refused);
    }

    Cursor delivered(long to, List<LineState> uplinks, Instant at, List<String> nowRefused) {
        return new Cursor(to, uplinks, Optional.of(at), Optional.empty(), nowRefused);
    }

    byte[] json() {
        ObjectNode node = Json.object();
        node.put("format_version", FORMAT_VERSION).put("next", next);
        node.put("last_sent", lastSent.map(Instant::toString).orElse(null));
        flight.ifPresent(message -> {
            ObjectNode inner = node.putObject("flight");
            inner.put("id", message.id()).put("from", message.from()).put("to", message.to());
            message.remaining().forEach(inner.putArray("remaining")::add);
        });
        refused.forEach(node.putArray("refused")::add);
        LineStateJson.put(node.putArray("before"), before);
        return Json.prettyBytes(node);
    }

    /** Empty: it is damaged. */
    static Optional<Cursor> read(byte[] content) {
        try {
            JsonNode node = Json.read(content);
            if (!node.path("next").isIntegralNumber()) return Optional.empty();
            String lastSent = LineStateJson.text(node, "last_sent");
            return Optional.of(new Cursor(
                    node.path("next").asLong(),
                    LineStateJson.read(node.path("before")),
                    lastSent.isEmpty() ? Optional.empty() : Optional.of(Instant.parse(lastSent)),
                    flight(node.path("flight")),
                    LineStateJson.texts(node.path("refused"))));
        } catch (JacksonException | IllegalArgumentException | DateTimeException e) {
            return Optional.empty();
        }
    }

    private static Optional<Flight> flight(JsonNode node) {
        if (!node.isObject()) return Optional.empty();
        return Optional.of(new Flight(
                LineStateJson.text(node, "id"),
                node.path("from").asLong(),
                node.path("to").asLong(),
                LineStateJson.texts(node.path("remaining"))));
    }
}
