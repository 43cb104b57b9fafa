package dev.ftr.notify.outbox;

import dev.ftr.config.Topic;
import dev.ftr.json.Json;
import dev.ftr.model.UplinkState;
import dev.ftr.notify.EventJson;
import dev.ftr.notify.LineStateJson;
import dev.ftr.notify.Notice;
import dev.ftr.notify.Notice.Outages;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.zip.CRC32;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** An entry as a line of JSON with the CRC-32 of what it holds: what a crash has left half-written is known for it. */
final class EntryLine {
    private static final String HEAD = "{\"crc32\":\"%08x\",\"entry\":";
    private static final int HEAD_LENGTH = HEAD.formatted(0).length();

    private EntryLine() {}

    /** With its end. */
    static byte[] of(Entry entry) {
        byte[] body = Json.lineBytes(json(entry));
        byte[] head = head(body, 0, body.length);
        byte[] line = Arrays.copyOf(head, head.length + body.length + 2);
        System.arraycopy(body, 0, line, head.length, body.length);
        line[line.length - 2] = '}';
        line[line.length - 1] = '\n';
        return line;
    }

    private static byte[] head(byte[] from, int begin, int end) {
        CRC32 crc = new CRC32();
        crc.update(from, begin, end - begin);
        return HEAD.formatted((int) crc.getValue()).getBytes(StandardCharsets.US_ASCII);
    }

    /** Whether a line, without its end, is as it was written. */
    static boolean isWhole(byte[] line) {
        int end = line.length - 1;
        return end > HEAD_LENGTH
                && line[end] == '}'
                && Arrays.equals(head(line, HEAD_LENGTH, end), 0, HEAD_LENGTH, line, 0, HEAD_LENGTH);
    }

    /** The entry of a line without its end; empty: it is damaged, or of another version. */
    static Optional<Entry> read(byte[] line) {
        if (!isWhole(line)) return Optional.empty();
        try {
            return read(Json.read(line, HEAD_LENGTH, line.length - 1 - HEAD_LENGTH));
        } catch (JacksonException | IllegalArgumentException | DateTimeException e) {
            return Optional.empty();
        }
    }

    private static ObjectNode json(Entry entry) {
        Notice notice = entry.notice();
        ObjectNode node = Json.object();
        node.put("number", notice.number()).put("topic", notice.topic().toString());
        node.put("detail", notice.detail());
        node.set("event", EventJson.node(notice.event()));
        LineStateJson.put(node.putArray("uplinks"), notice.uplinks());
        notice.outages()
                .ifPresent(outages -> node.putObject("outages")
                        .put("last", outages.last().map(Duration::toString).orElse(null))
                        .put("count", outages.count())
                        .put("total", outages.total().toString()));
        node.set("told", json(entry.told()));
        return node;
    }

    private static ObjectNode json(Told told) {
        ObjectNode node = Json.object();
        ObjectNode states = node.putObject("states");
        told.states().forEach((uplink, state) -> states.put(uplink, state.toString()));
        told.carrying().ifPresent(names -> names.forEach(node.putArray("carrying")::add));
        ObjectNode policies = node.putObject("policies");
        told.policies().forEach((wanted, names) -> names.forEach(policies.putArray(wanted)::add));
        told.silent().forEach(node.putArray("silent")::add);
        told.problems().forEach(node.putArray("problems")::add);
        told.warnings().forEach(node.putArray("warnings")::add);
        return node;
    }

    private static Optional<Entry> read(JsonNode node) {
        Topic topic = Topic.valueOf(LineStateJson.text(node, "topic").toUpperCase(Locale.ROOT));
        return EventJson.read(node.path("event"))
                .map(event -> new Entry(
                        new Notice(
                                node.path("number").asLong(),
                                topic,
                                node.path("detail").asBoolean(),
                                event,
                                LineStateJson.read(node.path("uplinks")),
                                outages(node.path("outages"))),
                        told(node.path("told"))));
    }

    private static Optional<Outages> outages(JsonNode node) {
        if (!node.isObject()) return Optional.empty();
        String last = LineStateJson.text(node, "last");
        return Optional.of(new Outages(
                last.isEmpty() ? Optional.empty() : Optional.of(Duration.parse(last)),
                node.path("count").asInt(),
                Duration.parse(LineStateJson.text(node, "total"))));
    }

    private static Told told(JsonNode node) {
        Map<String, UplinkState> states = new TreeMap<>();
        node.path("states")
                .propertyStream()
                .forEach(p ->
                        states.put(p.getKey(), LineStateJson.state(p.getValue().asString())));
        Map<String, List<String>> policies = new TreeMap<>();
        node.path("policies")
                .propertyStream()
                .forEach(p -> policies.put(p.getKey(), LineStateJson.texts(p.getValue())));
        JsonNode carrying = node.path("carrying");
        return new Told(
                states,
                carrying.isArray() ? Optional.of(LineStateJson.texts(carrying)) : Optional.empty(),
                policies,
                Set.copyOf(LineStateJson.texts(node.path("silent"))),
                LineStateJson.texts(node.path("problems")),
                LineStateJson.texts(node.path("warnings")));
    }
}
