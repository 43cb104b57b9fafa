package dev.ftr.config;

import static dev.ftr.config.ConfigText.problems;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ftr.config.EffectiveConfig.Line;
import dev.ftr.config.EffectiveConfig.Origin;
import dev.ftr.config.LoadResult.Loaded;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.stream.Collectors;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.ShrinkingMode;
import org.snakeyaml.engine.v2.api.Dump;
import org.snakeyaml.engine.v2.api.DumpSettings;
import org.snakeyaml.engine.v2.common.FlowStyle;

/** Configs made at random, and cut into files at random. */
class EffectiveConfigLawsTest {
    private static final ConfigLoader LOADER = new ConfigLoader();
    private static final Map<String, String> NAMES =
            Map.of("uplinks", "interface", "policies", "name", "webhooks", "name", "hooks", "name");

    @Property(tries = 200, shrinking = ShrinkingMode.OFF)
    void howeverAConfigIsCutIntoFilesItIsTheSame(@ForAll long seed) {
        Random random = new Random(seed);
        Map<String, Object> whole = config(random);
        assertEquals(
                loaded(yaml(whole)).config(), loaded(folder(cut(whole, random))).config());
    }

    @Property(tries = 200, shrinking = ShrinkingMode.OFF)
    void whatIsShownLoadsAgainAsTheSame(@ForAll long seed) {
        Random random = new Random(seed);
        Loaded folder = loaded(folder(cut(config(random), random)));
        EffectiveConfig shown = EffectiveConfig.of("conf.d", folder);
        assertEquals(folder.config(), loaded(text(shown)).config());
        assertEquals(text(shown), text(EffectiveConfig.of("again.conf", loaded(text(shown)))));
        String complete = text(shown.withDefaults(folder.config()));
        Loaded again = loaded(complete);
        assertEquals(folder.config(), again.config());
        assertEquals(complete, text(EffectiveConfig.of("again.conf", again).withDefaults(again.config())));
    }

    @Property(tries = 100, shrinking = ShrinkingMode.OFF)
    void eachValueStandsInTheLineThatItIsSaidToComeFrom(@ForAll long seed) {
        Random random = new Random(seed);
        Map<String, String> files = cut(config(random), random);
        for (Line line : EffectiveConfig.of("conf.d", loaded(folder(files))).yaml()) {
            if (line.origin().isEmpty() || line.text().contains("\\u")) continue;
            Origin origin = line.origin().get();
            String value = letters(line.text().substring(line.text().lastIndexOf(' ') + 1));
            String there = letters(files.get(origin.fileName()).lines().toList().get(origin.line() - 1));
            assertTrue(there.endsWith(value), () -> "%s: %s is not in %s".formatted(origin, value, there));
        }
    }

    /** Quotes may differ. */
    private static String letters(String text) {
        return text.replaceAll("[^A-Za-z0-9]", "");
    }

    private static String text(EffectiveConfig shown) {
        return shown.yaml().stream().map(line -> line.text() + "\n").collect(Collectors.joining());
    }

    private static Loaded loaded(String text) {
        LoadResult result = LOADER.load("conf.d", text.getBytes(StandardCharsets.UTF_8));
        return assertInstanceOf(Loaded.class, result, () -> problems(result) + "\n" + text.replace("\u001c", "=== "));
    }

    /** As it is kept where it was good last. */
    private static String folder(Map<String, String> files) {
        return files.entrySet().stream()
                .map(file -> "\u001c" + file.getKey() + "\n" + file.getValue())
                .collect(Collectors.joining());
    }

    private static String yaml(Object value) {
        return new Dump(DumpSettings.builder()
                        .setDefaultFlowStyle(FlowStyle.BLOCK)
                        .build())
                .dumpToString(value);
    }

    private static Map<String, Object> config(Random random) {
        Map<String, Object> config = new LinkedHashMap<>();
        List<Object> uplinks = new ArrayList<>();
        for (int i = 0; i < 1 + random.nextInt(4); i++) uplinks.add(uplink(random, i));
        config.put("uplinks", uplinks);
        config.put(
                "downlinks",
                random.nextBoolean() ? Map.of("lan", "eth9") : Map.of("lan", List.of("eth9", "wg0"), "dmz", "eth8"));
        config.put("tests", tests(random, true));
        if (random.nextBoolean()) config.put("policies", policies(random));
        if (random.nextBoolean())
            config.put(
                    "port_forwards",
                    List.of(Map.of("port", 80, "to", "10.0.0.20"), Map.of("port", "6000-6009", "to", "10.0.0.21")));
        if (random.nextBoolean())
            config.put(
                    "webhooks",
                    List.of(new LinkedHashMap<>(
                            Map.of("name", "chat", "url", "https://hooks.example.com/***", "timeout", "5s"))));
        if (random.nextBoolean())
            config.put("hooks", List.of(new LinkedHashMap<>(Map.of("name", "run", "command", List.of("/bin/true")))));
        maybe(config, random, "log", Map.of("file", "/var/log/ü: #ftr 'x'.log", "max_size", 7));
        maybe(config, random, "sticky", "client");
        maybe(config, random, "firewall", "basic");
        maybe(config, random, "base_priority", 20_000);
        maybe(config, random, "base_fwmark", 256);
        maybe(config, random, "bypass", List.of("10.8.0.0/16", "172.16.0.0/12"));
        maybe(
                config,
                random,
                "email",
                Map.of(
                        "send",
                        true,
                        "sender",
                        "a@example.com",
                        "recipients",
                        List.of("root"),
                        "smtp_parameters",
                        Map.of("address", "localhost", "port", 25)));
        return config;
    }

    private static Map<String, Object> uplink(Random random, int i) {
        Map<String, Object> uplink = new LinkedHashMap<>();
        uplink.put("interface", "eth" + i);
        uplink.put("type", random.nextBoolean() ? "dhcp" : "ppp");
        maybe(
                uplink,
                random,
                "description",
                List.of(
                                "on",
                                "0x10",
                                "a: b",
                                "#1",
                                "two\nlines".replace('\n', ' '),
                                "'",
                                "é \u2028x".strip(),
                                "- x",
                                "null",
                                "yes ")
                        .get(random.nextInt(10)));
        maybe(uplink, random, "weight", 1 + random.nextInt(9));
        maybe(uplink, random, "priority_group", random.nextInt(3));
        if (random.nextInt(4) == 0) uplink.put("tests", tests(random, false));
        return uplink;
    }

    private static Map<String, Object> tests(Random random, boolean global) {
        Map<String, Object> tests = new LinkedHashMap<>();
        List<String> ips = List.of("8.8.8.8", "1.1.1.1", "9.9.9.9", "208.67.222.222", "64.6.64.6");
        if (global) tests.put("ips", ips.subList(0, 2 + random.nextInt(4)));
        maybe(tests, random, "interval", "500ms");
        maybe(tests, random, "max_loss", "12.5%");
        maybe(tests, random, "damping", random.nextBoolean() ? "off" : Map.of("suppress", 3000));
        if (global)
            maybe(
                    tests,
                    random,
                    "probes",
                    List.of(
                            Map.of("tcp", "1.1.1.1:443"),
                            Map.of("dns", Map.of("server", "9.9.9.9", "name", "example.org"))));
        return tests;
    }

    private static List<Object> policies(Random random) {
        List<Object> policies = new ArrayList<>();
        for (int i = 0; i < 1 + random.nextInt(3); i++) {
            Map<String, Object> policy = new LinkedHashMap<>();
            policy.put("name", "p" + i);
            policy.put(
                    "match",
                    Map.of(
                            "protocol",
                            "tcp",
                            "ports",
                            List.of(100 + i, "%d-%d".formatted(200 + 10 * i, 205 + 10 * i))));
            policy.put("uplinks", List.of("eth0"));
            maybe(policy, random, "otherwise", "reject");
            policies.add(policy);
        }
        return policies;
    }

    private static void maybe(Map<String, Object> map, Random random, String key, Object value) {
        if (random.nextBoolean()) map.put(key, value);
    }

    /** By name, in the order of the names. */
    private static Map<String, String> cut(Map<String, Object> whole, Random random) {
        List<Map<String, Object>> files = new ArrayList<>();
        for (int i = 0; i < 1 + random.nextInt(4); i++) files.add(new LinkedHashMap<>());
        cut(whole, files, 0, random);
        Map<String, String> texts = new LinkedHashMap<>();
        for (Map<String, Object> file : files) texts.put("%d-part.yaml".formatted(10 + texts.size()), yaml(file));
        return texts;
    }

    /** Each key goes to one file, not before the first, or if it can be cut, to several; before it, another value may stand. */
    private static void cut(Map<String, Object> whole, List<Map<String, Object>> files, int first, Random random) {
        whole.forEach((key, value) -> {
            int last = first + random.nextInt(files.size() - first);
            if (NAMES.containsKey(key) && value instanceof List<?> list && list.getFirst() instanceof Map)
                cutList(key, list, files, random);
            else if (value instanceof Map<?, ?> map && !map.isEmpty() && random.nextBoolean()) {
                List<Map<String, Object>> parts = new ArrayList<>();
                for (int i = 0; i < files.size(); i++) parts.add(new LinkedHashMap<>());
                cut(keys(map), parts, first, random);
                for (int i = 0; i < files.size(); i++)
                    if (!parts.get(i).isEmpty()) files.get(i).put(key, parts.get(i));
            } else {
                for (int i = first; i < last; i++)
                    if (random.nextInt(3) == 0 && !key.equals("interface"))
                        files.get(i).put(key, random.nextBoolean() ? "overridden" : List.of("overridden", "too"));
                files.get(last).put(key, value);
            }
        });
    }

    private static void cutList(String key, List<?> list, List<Map<String, Object>> files, Random random) {
        String name = NAMES.get(key);
        int first = 0;
        for (Object entry : list) {
            first += random.nextInt(files.size() - first);
            List<Map<String, Object>> parts = new ArrayList<>();
            for (int i = 0; i < files.size(); i++) parts.add(new LinkedHashMap<>());
            Map<String, Object> keys = keys((Map<?, ?>) entry);
            Object called = keys.remove(name);
            cut(keys, parts, first, random);
            for (int i = first; i < files.size(); i++) {
                if (parts.get(i).isEmpty() && i > first) continue;
                parts.get(i).put(name, called);
                @SuppressWarnings("unchecked")
                List<Object> there = (List<Object>) files.get(i).computeIfAbsent(key, k -> new ArrayList<>());
                there.add(parts.get(i));
            }
        }
    }

    private static Map<String, Object> keys(Map<?, ?> map) {
        Map<String, Object> keys = new LinkedHashMap<>();
        map.forEach((key, value) -> keys.put((String) key, value));
        return keys;
    }
}
