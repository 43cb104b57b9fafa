package dev.ftr.kernel;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** Makes of a text one that no tool printed; the same seed makes the same. */
final class Damage {
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final List<String> STRANGE_VALUES = List.of(
            "null",
            "true",
            "-1",
            "0",
            "4294967296",
            "1e400",
            "1.5",
            "123456789012345678901234567890",
            "\"\"",
            "\"default\"",
            "\"0x1ffffffff\"",
            "\"0\"",
            "\"x\"",
            "\"[l3mdev-table]\"",
            "\"a name of far too many bytes\"",
            "\"\\ufffd\\ufffd\\ufffd\\ufffd\\ufffd\\ufffd\"",
            "\"10.0.0.0/99\"",
            "\"10.0.0.0/\"",
            "\"999.1.1.1\"",
            "\"::1\"",
            "\"2001:db8::/129\"",
            "\"256\"",
            "\"99999999999\"",
            "[]",
            "[{}]",
            "[[null]]",
            "{}",
            "{\"family\":\"inet6\",\"host\":\"fe80::1\"}");
    private static final String CHARACTERS = "\"\\ \n\t!-:[]{}/,0x157FTRA\u0000\u00e9\ufffd";

    private Damage() {}

    static String text(String text, long seed) {
        Random random = new Random(seed);
        if (random.nextInt(4) == 0) return text.substring(0, random.nextInt(text.length() + 1));
        StringBuilder damaged = new StringBuilder(text);
        for (int i = random.nextInt(6); i >= 0 && !damaged.isEmpty(); i--) {
            int at = random.nextInt(damaged.length());
            char c = CHARACTERS.charAt(random.nextInt(CHARACTERS.length()));
            int end = Math.min(damaged.length(), at + random.nextInt(12));
            switch (random.nextInt(4)) {
                case 0 -> damaged.setCharAt(at, c);
                case 1 -> damaged.insert(at, c);
                case 2 -> damaged.delete(at, end);
                default -> damaged.insert(random.nextInt(damaged.length()), damaged.substring(at, end));
            }
        }
        return damaged.toString();
    }

    /** Still JSON, but with some values of another kind or gone. */
    static String values(String json, long seed) {
        Random random = new Random(seed);
        JsonNode root = JSON.readTree(json);
        for (int i = random.nextInt(4); i >= 0; i--) change(root, random);
        return root.toString();
    }

    private static void change(JsonNode root, Random random) {
        List<JsonNode> holders = new ArrayList<>();
        collect(root, holders);
        JsonNode holder = holders.get(random.nextInt(holders.size()));
        JsonNode strange = JSON.readTree(STRANGE_VALUES.get(random.nextInt(STRANGE_VALUES.size())));
        if (holder instanceof ArrayNode array && !array.isEmpty()) array.set(random.nextInt(array.size()), strange);
        if (!(holder instanceof ObjectNode object) || object.isEmpty()) return;
        String key = List.copyOf(object.propertyNames()).get(random.nextInt(object.size()));
        if (random.nextInt(4) == 0) object.remove(key);
        else object.set(key, strange);
    }

    private static void collect(JsonNode node, List<JsonNode> holders) {
        if (!node.isContainer()) return;
        holders.add(node);
        node.forEach(child -> collect(child, holders));
    }
}
