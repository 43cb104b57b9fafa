package dev.ftr.notify.call;

import dev.ftr.json.Json;
import dev.ftr.model.Language;
import dev.ftr.notify.Event;
import dev.ftr.notify.EventJson;
import dev.ftr.notify.LineStateJson;
import dev.ftr.notify.Notice;
import dev.ftr.text.Sentences;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import tools.jackson.databind.node.ObjectNode;

/** What webhooks and hooks can say of a notice, by name; what an event has nothing of is empty. */
final class Facts {

    private final Map<String, String> values = new TreeMap<>();
    private final ObjectNode json;

    private Facts(ObjectNode json) {
        this.json = json;
    }

    static Facts of(Notice notice, Language language, String host) {
        Event event = notice.event();
        ObjectNode json = EventJson.node(event);
        Facts facts = new Facts(json);
        String text = Sentences.in(language).translate(event.text());
        facts.put("event", json.path("type").asString(""));
        facts.put("at", event.at().toString());
        facts.put("host", host);
        facts.put("language", language.code());
        facts.put("text", text);
        facts.put("subject", "[%s] %s".formatted(host, text));
        facts.about("", "", "", "", "");
        facts.tell(event);
        facts.put(
                "uplinks",
                notice.uplinks().stream()
                        .map(line -> line.name() + "=" + line.state())
                        .collect(Collectors.joining(" ")));
        json.put("host", host).put("notice", notice.number());
        LineStateJson.put(json.putArray("uplinks"), notice.uplinks());
        facts.put("json", facts.json());
        return facts;
    }

    private void tell(Event event) {
        switch (event) {
            case Event.UplinkChanged e ->
                about(
                        e.uplink(),
                        e.description(),
                        e.before().toString(),
                        e.after().toString(),
                        e.reason());
            case Event.AddressChanged e -> about(e.uplink(), e.description(), e.ipBefore(), e.ipAfter(), "");
            case Event.RoutingChanged e ->
                about("", "", String.join(",", e.before()), String.join(",", e.after()), e.reason());
            case Event.PolicyMoved e ->
                about("", "", String.join(",", e.wanted()), String.join(",", e.after()), e.reason());
            case Event.StillDown e -> about(e.uplink(), e.description(), "down", "down", e.reason());
            case Event.ChangeEnded e -> about("", "", "", "", e.reason());
            case Event.MessagesGivenUp e -> about("", "", "", "", e.reason());
            case Event.Reconciled e -> about("", "", "", "", e.trigger());
            case Event.TargetChanged e -> {}
            case Event.ConfigTaken e -> {}
            case Event.ConfigRefused e -> {}
            case Event.Trouble e -> {}
            case Event.Warned e -> {}
            case Event.Lifecycle e -> {}
        }
    }

    private void about(String uplink, String description, String before, String after, String reason) {
        put("uplink", uplink);
        put("description", description);
        put("before", before);
        put("state", after);
        put("reason", reason);
    }

    private void put(String name, String value) {
        values.put(name, value);
    }

    /** By name. */
    Map<String, String> values() {
        return Map.copyOf(values);
    }

    String get(String name) {
        return values.getOrDefault(name, "");
    }

    /** All of it, as one JSON object. */
    String json() {
        return Json.line(json);
    }
}
