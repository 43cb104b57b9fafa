package dev.ftr.kernel;

import dev.ftr.model.ForeignFirewall;
import dev.ftr.model.ForeignFirewall.Hook;
import dev.ftr.model.ForeignFirewall.Rule;
import dev.ftr.model.InterfaceName;
import dev.ftr.model.Links;
import dev.ftr.model.Machine;
import dev.ftr.model.Machine.Said;
import dev.ftr.model.Sysctl;
import dev.ftr.model.TableId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/** What else is on a machine, as JSON, without its links. */
final class MachineJson {
    private MachineJson() {}

    static ObjectNode of(Machine machine) {
        ObjectNode node = JsonNodeFactory.instance.objectNode();
        machine.programs().forEach(node.putArray("programs")::add);
        ObjectNode settings = node.putObject("settings");
        machine.settings().forEach((key, said) -> settings.set(key, of(said)));
        ObjectNode names = node.putObject("table_names");
        machine.tableNames().forEach((table, said) -> names.set(table.toString(), of(said)));
        ObjectNode sysctls = node.putObject("sysctls");
        machine.sysctls().forEach((sysctl, value) -> sysctls.put(sysctl.path(), value));
        ArrayNode managed = node.putArray("network_managed");
        machine.networkManaged().forEach(device -> managed.add(device.toString()));
        node.put("main_has_default", machine.mainHasDefault());
        machine.firewall().ifPresent(firewall -> node.set("firewall", of(firewall)));
        return node;
    }

    static Machine read(JsonNode node, Links links) {
        SortedMap<String, Said> settings = new TreeMap<>();
        for (Map.Entry<String, JsonNode> entry : node.required("settings").properties())
            settings.put(entry.getKey(), said(entry.getValue()));
        SortedMap<TableId, Said> names = new TreeMap<>();
        for (Map.Entry<String, JsonNode> entry : node.required("table_names").properties())
            names.put(new TableId(Long.parseLong(entry.getKey())), said(entry.getValue()));
        SortedMap<Sysctl, String> sysctls = new TreeMap<>();
        for (Map.Entry<String, JsonNode> entry : node.required("sysctls").properties())
            sysctls.put(new Sysctl(entry.getKey()), entry.getValue().stringValue());
        return new Machine(
                links,
                new TreeSet<>(SnapshotJson.strings(node.required("programs"))),
                settings,
                names,
                sysctls,
                SnapshotJson.strings(node.required("network_managed")).stream()
                        .map(InterfaceName::new)
                        .collect(Collectors.toCollection(TreeSet::new)),
                node.required("main_has_default").booleanValue(),
                node.has("firewall") ? Optional.of(firewall(node.required("firewall"))) : Optional.empty());
    }

    private static ObjectNode of(Said said) {
        return JsonNodeFactory.instance.objectNode().put("value", said.value()).put("file", said.file());
    }

    private static Said said(JsonNode node) {
        return new Said(
                node.required("value").stringValue(), node.required("file").stringValue());
    }

    private static ObjectNode of(ForeignFirewall firewall) {
        ObjectNode node = JsonNodeFactory.instance.objectNode().put("nft", firewall.nft());
        ObjectNode policies = node.putObject("policies");
        firewall.policies().forEach(policies::put);
        node.set("rules", of(firewall.rules()));
        ArrayNode hooks = node.putArray("hooks");
        for (Hook hook : firewall.hooks())
            hooks.addObject()
                    .put("table", hook.table())
                    .put("chain", hook.chain())
                    .put("drops", hook.drops())
                    .set("rules", of(hook.rules()));
        return node;
    }

    private static ForeignFirewall firewall(JsonNode node) {
        SortedMap<String, String> policies = new TreeMap<>();
        for (Map.Entry<String, JsonNode> entry : node.required("policies").properties())
            policies.put(entry.getKey(), entry.getValue().stringValue());
        List<Hook> hooks = new ArrayList<>();
        for (JsonNode hook : node.required("hooks"))
            hooks.add(new Hook(
                    hook.required("table").stringValue(),
                    hook.required("chain").stringValue(),
                    hook.required("drops").booleanValue(),
                    rules(hook.required("rules"))));
        return new ForeignFirewall(node.required("nft").booleanValue(), policies, rules(node.required("rules")), hooks);
    }

    private static ArrayNode of(List<Rule> rules) {
        ArrayNode array = JsonNodeFactory.instance.arrayNode();
        for (Rule rule : rules) {
            ObjectNode node = array.addObject().put("table", rule.table()).put("chain", rule.chain());
            rule.words().forEach(node.putArray("words")::add);
        }
        return array;
    }

    private static List<Rule> rules(JsonNode array) {
        List<Rule> rules = new ArrayList<>();
        for (JsonNode rule : array)
            rules.add(new Rule(
                    rule.required("table").stringValue(),
                    rule.required("chain").stringValue(),
                    SnapshotJson.strings(rule.required("words"))));
        return rules;
    }
}
