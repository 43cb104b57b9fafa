package dev.ftr.config;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.core.JsonPointer;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

/** What editors show as the default of a key is what the program does when the key is left out. */
class DefaultsTest {
    private static final JsonMapper JSON = JsonMapper.shared();

    /** All mappings and lists there are, and in them what is required; JSON is YAML. */
    private static final JsonNode CONFIG = JSON.readTree("""
            {"uplinks": [
               {"interface": "eth1", "type": "static", "ip": "192.0.2.2", "gateway": "192.0.2.1", "priority_group": 1,
                "tests": {"ips": ["8.8.8.8", "1.1.1.1", "9.9.9.9", "8.8.4.4", "1.0.0.1", "9.9.9.10"], "damping": {},
                          "probes": [{"dns": {"server": "9.9.9.9", "name": "example.org"}}]}},
               {"interface": "ppp0", "type": "ppp", "priority_group": 1}],
             "downlinks": {"lan": "eth0"},
             "tests": {"ips": ["8.8.8.8", "1.1.1.1", "9.9.9.9", "8.8.4.4", "1.0.0.1", "9.9.9.10"], "damping": {},
                       "probes": [{"dns": {"server": "9.9.9.9", "name": "example.org"}}]},
             "policies": [{"name": "web", "match": {"to": "203.0.113.0/24"}, "uplinks": ["ppp0"]}],
             "port_forwards": [{"uplink": "eth1", "port": 443, "to": "10.0.0.20"}],
             "log": {}, "notify": {}, "sticky": "client",
             "email": {"sender": "router@example.com", "recipients": ["admin@example.com"],
                       "smtp_parameters": {"address": "smtp.example.com"}},
             "webhooks": [{"url": "https://hooks.example.com/ftr"}],
             "hooks": [{"command": ["/usr/local/bin/on-change"]}]}""");

    /** Keys whose absence means nothing, or what other keys say; their descriptions tell what. */
    private static final Set<String> WITHOUT_DEFAULT = new TreeSet<>(List.of(
            "/downlinks/dmz",
            "/email/on",
            "/email/recipients",
            "/email/sender",
            "/email/smtp_parameters/address",
            "/email/smtp_parameters/authentication",
            "/email/smtp_parameters/domain",
            "/email/smtp_parameters/password",
            "/email/smtp_parameters/password_credential",
            "/email/smtp_parameters/password_env",
            "/email/smtp_parameters/password_file",
            "/email/smtp_parameters/tls",
            "/email/smtp_parameters/user_name",
            "/hooks/0/name",
            "/hooks/0/on",
            "/log/file",
            "/bypass",
            "/no_nat",
            "/policies",
            "/policies/0/balance",
            "/policies/0/match/from",
            "/policies/0/match/interface",
            "/policies/0/match/mark",
            "/policies/0/match/ports",
            "/policies/0/match/protocol",
            "/policies/0/match/set",
            "/policies/0/match/source_ports",
            "/policies/0/match/to",
            "/policies/0/uplinks",
            "/port_forwards",
            "/port_forwards/0/address",
            "/port_forwards/0/uplink",
            "/source_nat",
            "/tests/budget",
            "/tests/ips",
            "/tests/probes",
            "/tests/probes/0/arp",
            "/tests/probes/0/http",
            "/tests/probes/0/status",
            "/tests/probes/0/tcp",
            "/uplinks/0/clamp_mss",
            "/uplinks/0/description",
            "/uplinks/0/extra_ips",
            "/uplinks/0/gateway",
            "/uplinks/0/id",
            "/uplinks/0/ip",
            "/uplinks/0/mtu",
            "/uplinks/0/name",
            "/uplinks/0/priority_group",
            "/uplinks/0/tests/budget",
            "/uplinks/0/tests/ips",
            "/uplinks/0/tests/probes",
            "/uplinks/0/tests/probes/0/arp",
            "/uplinks/0/tests/probes/0/http",
            "/uplinks/0/tests/probes/0/status",
            "/uplinks/0/tests/probes/0/tcp",
            "/hooks",
            "/webhooks",
            "/webhooks/0/body",
            "/webhooks/0/name",
            "/webhooks/0/on",
            "/webhooks/0/secret",
            "/webhooks/0/secret_credential",
            "/webhooks/0/secret_env",
            "/webhooks/0/secret_file"));

    /** A key of the schema, by the pointer of its value in a config. */
    record Key(String pointer, JsonNode described) {
        @Override
        public String toString() {
            return pointer;
        }
    }

    static Stream<Key> keysWithDefault() {
        return keys("", SchemaCheck.schemaDocument()).entrySet().stream()
                .filter(e -> e.getValue().has("default"))
                .map(e -> new Key(e.getKey(), e.getValue()));
    }

    @Test
    void everyOptionalKeyHasADefaultOrIsKnownToHaveNone() {
        Set<String> without = new TreeSet<>();
        keys("", SchemaCheck.schemaDocument()).forEach((pointer, described) -> {
            if (!described.has("default") && !isMapping(described)) without.add(pointer);
        });
        without.removeAll(required("", SchemaCheck.schemaDocument()));
        assertEquals(WITHOUT_DEFAULT, without);
    }

    @ParameterizedTest
    @MethodSource("keysWithDefault")
    void theDefaultIsWhatTheProgramDoesWithoutTheKey(Key key) {
        RouterConfig without = load(changed(key, Optional.empty())).orElseThrow();
        assertEquals(
                without,
                load(changed(key, Optional.of(key.described.path("default")))).orElseThrow());
        List<JsonNode> others = others(key.described);
        assertTrue(
                others.stream()
                        .flatMap(value -> load(changed(key, Optional.of(value))).stream())
                        .anyMatch(config -> !config.equals(without)),
                () -> "none of %s makes a difference".formatted(others));
    }

    /** Values that are not the default; some may be wrong. */
    private static List<JsonNode> others(JsonNode described) {
        List<JsonNode> values = new ArrayList<>();
        described.path("examples").forEach(values::add);
        described.path("enum").forEach(values::add);
        JsonNode usual = described.path("default");
        if (usual.isIntegralNumber()) {
            values.add(JSON.valueToTree(usual.asLong() + 1));
            values.add(JSON.valueToTree(usual.asLong() - 1));
        }
        values.add(JSON.valueToTree("11s"));
        values.add(JSON.valueToTree("17%"));
        values.removeIf(usual::equals);
        return values;
    }

    private static Optional<RouterConfig> load(JsonNode config) {
        byte[] text = config.toString().getBytes(StandardCharsets.UTF_8);
        return new ConfigLoader().load("config", text) instanceof LoadResult.Loaded loaded
                ? Optional.of(loaded.config())
                : Optional.empty();
    }

    private static JsonNode changed(Key key, Optional<JsonNode> value) {
        JsonNode config = CONFIG.deepCopy();
        JsonPointer pointer = JsonPointer.compile(key.pointer);
        ObjectNode parent = (ObjectNode) config.at(pointer.head());
        String name = pointer.last().getMatchingProperty();
        parent.remove(name);
        if (name.equals("sticky_time")) parent.put("sticky", "client");
        value.ifPresent(v -> parent.set(name, v));
        return config;
    }

    /** Its keys have defaults of their own. */
    private static boolean isMapping(JsonNode described) {
        return described.path("type").asString("").equals("object");
    }

    private static Map<String, JsonNode> keys(String here, JsonNode described) {
        Map<String, JsonNode> keys = new TreeMap<>();
        described.path("properties").forEachEntry((name, below) -> {
            keys.put(here + "/" + name, below);
            keys.putAll(keys(here + "/" + name, below));
        });
        if (described.has("items")) keys.putAll(keys(here + "/0", described.path("items")));
        return keys;
    }

    private static Set<String> required(String here, JsonNode described) {
        Set<String> required = new TreeSet<>();
        described.path("required").forEach(name -> required.add(here + "/" + name.asString()));
        described.path("properties").forEachEntry((name, below) -> required.addAll(required(here + "/" + name, below)));
        if (described.has("items")) required.addAll(required(here + "/0", described.path("items")));
        return required;
    }
}
