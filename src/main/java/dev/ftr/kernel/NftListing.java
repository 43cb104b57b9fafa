package dev.ftr.kernel;

import dev.ftr.json.Json;
import dev.ftr.model.ForeignFirewall.Hook;
import dev.ftr.model.ForeignFirewall.Rule;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/**
 * The chains at hook input out of what {@code nft -j list ruleset} prints (libnftables-json(5)), but for those that
 * iptables-save lists, too. Never fails.
 */
final class NftListing {
    /** Of more rules than these nothing is said. */
    private static final int MOST = 5000;

    private static final Set<String> FAMILIES = Set.of("ip", "inet");

    private NftListing() {}

    static List<Hook> parse(String json) {
        try {
            return hooks(Json.read(json).path("nftables"));
        } catch (JacksonException e) {
            return List.of();
        }
    }

    private static List<Hook> hooks(JsonNode objects) {
        Map<String, List<Rule>> rules = new LinkedHashMap<>();
        List<JsonNode> chains = new ArrayList<>();
        int seen = 0;
        for (JsonNode object : objects) {
            JsonNode chain = object.path("chain");
            if (isInput(chain)) chains.add(chain);
            JsonNode rule = object.path("rule");
            if (!rule.isObject()) continue;
            if (++seen > MOST) return List.of();
            String table = table(rule);
            for (List<String> words : NftRule.words(rule.path("expr")))
                rules.computeIfAbsent(table, t -> new ArrayList<>()).add(new Rule(table, text(rule, "chain"), words));
        }
        return chains.stream()
                .map(chain -> new Hook(
                        table(chain),
                        text(chain, "name"),
                        text(chain, "policy").equals("drop"),
                        rules.getOrDefault(table(chain), List.of())))
                .toList();
    }

    private static boolean isInput(JsonNode chain) {
        boolean ofIptables =
                text(chain, "family").equals("ip") && text(chain, "name").equals("INPUT");
        return text(chain, "hook").equals("input")
                && text(chain, "type").equals("filter")
                && FAMILIES.contains(text(chain, "family"))
                && !ofIptables;
    }

    private static String table(JsonNode object) {
        return text(object, "family") + " " + text(object, "table");
    }

    private static String text(JsonNode object, String key) {
        return object.path(key).asString("");
    }
}
