package dev.ftr.kernel;

import dev.ftr.model.ChainId;
import dev.ftr.model.ChainRule;
import dev.ftr.model.Cidr;
import dev.ftr.model.Family;
import dev.ftr.model.FirewallTable;
import dev.ftr.model.FwMark;
import dev.ftr.model.InterfaceName;
import dev.ftr.model.IpAddress;
import dev.ftr.model.Jump;
import dev.ftr.model.KernelState;
import dev.ftr.model.Nexthop;
import dev.ftr.model.PolicyRule;
import dev.ftr.model.Route;
import dev.ftr.model.RouteAction;
import dev.ftr.model.RouteKey;
import dev.ftr.model.RuleAction;
import dev.ftr.model.RulePriority;
import dev.ftr.model.RuleSelector;
import dev.ftr.model.Sysctl;
import dev.ftr.model.TableId;
import dev.ftr.model.Weight;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * A kernel state as JSON for people, and back without loss. Words are those of {@code ip} and iptables-save; what was
 * listed in words that we do not have is kept as it was, under {@code listed}.
 */
public final class StateJson {
    private static final int FORMAT_VERSION = 1;

    private StateJson() {}

    public static ObjectNode of(KernelState state) {
        ObjectNode node = JsonNodeFactory.instance.objectNode();
        node.put("format_version", FORMAT_VERSION);
        ObjectNode sysctls = node.putObject("sysctls");
        state.sysctls().forEach((sysctl, value) -> sysctls.put(sysctl.path(), value));
        ArrayNode routes = node.putArray("routes");
        state.routes().forEach(route -> routes.add(of(route)));
        ArrayNode rules = node.putArray("rules");
        state.rules().forEach(rule -> rules.add(of(rule)));
        ArrayNode chains = node.putArray("chains");
        state.chains().forEach((chain, content) -> chains.add(of(chain, content)));
        ArrayNode jumps = node.putArray("jumps");
        state.jumps().forEach((jump, times) -> jumps.add(of(jump, times)));
        return node;
    }

    /**
     * Reads what {@link #of} has written.
     *
     * @throws IllegalArgumentException when it is something else, or of a later version
     */
    public static KernelState read(JsonNode node) {
        try {
            int version = node.required("format_version").intValue();
            if (version != FORMAT_VERSION)
                throw new IllegalArgumentException("format_version %d is not %d".formatted(version, FORMAT_VERSION));
            SortedMap<Sysctl, String> sysctls = new TreeMap<>();
            for (Map.Entry<String, JsonNode> entry : node.required("sysctls").properties())
                sysctls.put(new Sysctl(entry.getKey()), entry.getValue().stringValue());
            SortedSet<Route> routes = new TreeSet<>();
            for (JsonNode route : node.required("routes")) routes.add(route(route));
            SortedSet<PolicyRule> rules = new TreeSet<>();
            for (JsonNode rule : node.required("rules")) rules.add(rule(rule));
            SortedMap<ChainId, List<ChainRule>> chains = new TreeMap<>();
            for (JsonNode chain : node.required("chains")) chains.put(chain(chain, "name"), chainRules(chain));
            SortedMap<Jump, Integer> jumps = new TreeMap<>();
            for (JsonNode jump : node.required("jumps"))
                jumps.put(
                        new Jump(chain(jump, "from"), jump.required("to").stringValue()),
                        jump.required("times").intValue());
            return new KernelState(sysctls, routes, rules, chains, jumps);
        } catch (JacksonException e) {
            throw new IllegalArgumentException("no kernel state: " + e.getOriginalMessage(), e);
        }
    }

    private static ObjectNode of(Route route) {
        ObjectNode node = JsonNodeFactory.instance.objectNode();
        node.put("family", route.key().family().text());
        node.put("table", route.key().table().value());
        node.put("destination", route.key().destination().toString());
        node.put("metric", route.key().metric());
        node.put("protocol", route.protocol());
        switch (route.action()) {
            case RouteAction.Unreachable() -> node.put("unreachable", true);
            case RouteAction.Foreign(String text) -> node.put("listed", text);
            case RouteAction.Unicast(var nexthops, var source) -> {
                ArrayNode ways = node.putArray("nexthops");
                for (Nexthop nexthop : nexthops) {
                    ObjectNode way = ways.addObject();
                    nexthop.gateway().ifPresent(gateway -> way.put("via", gateway.toString()));
                    way.put("dev", nexthop.device().toString());
                    way.put("weight", nexthop.weight().value());
                    if (nexthop.realm() != 0) way.put("realm", nexthop.realm());
                }
                source.ifPresent(address -> node.put("src", address.toString()));
            }
        }
        return node;
    }

    private static Route route(JsonNode node) {
        Family family = family(node);
        RouteKey key = new RouteKey(
                family,
                new TableId(node.required("table").longValue()),
                Cidr.parse(node.required("destination").stringValue(), family),
                node.required("metric").longValue());
        return new Route(key, routeAction(node), node.required("protocol").intValue());
    }

    private static RouteAction routeAction(JsonNode node) {
        if (node.has("unreachable")) return new RouteAction.Unreachable();
        if (node.has("listed"))
            return new RouteAction.Foreign(node.required("listed").stringValue());
        List<Nexthop> nexthops = new ArrayList<>();
        for (JsonNode way : node.required("nexthops"))
            nexthops.add(new Nexthop(
                    address(way, "via"),
                    new InterfaceName(way.required("dev").stringValue()),
                    new Weight(way.required("weight").intValue()),
                    way.path("realm").intValue(0)));
        return new RouteAction.Unicast(nexthops, address(node, "src"));
    }

    private static ObjectNode of(PolicyRule rule) {
        ObjectNode node = JsonNodeFactory.instance.objectNode();
        node.put("family", rule.family().text());
        node.put("priority", rule.priority().value());
        ObjectNode selector = node.putObject("selector");
        switch (rule.selector()) {
            case RuleSelector.All() -> selector.put("from", "all");
            case RuleSelector.From(Cidr source) -> selector.put("from", block(source));
            case RuleSelector.FromMarked(Cidr source, FwMark mark) ->
                selector.put("from", block(source))
                        .put("fwmark", hex(mark.value()))
                        .put("mask", hex(mark.mask()));
            case RuleSelector.ToMarked(Cidr destination, FwMark mark) ->
                selector.put("to", block(destination))
                        .put("fwmark", hex(mark.value()))
                        .put("mask", hex(mark.mask()));
            case RuleSelector.Marked(FwMark mark) ->
                selector.put("fwmark", hex(mark.value())).put("mask", hex(mark.mask()));
            case RuleSelector.Renewal(IpAddress server) -> selector.put("renewal", server.toString());
            case RuleSelector.AnyRenewal() -> selector.put("renewal", "any");
            case RuleSelector.Foreign(String text) -> selector.put("listed", text);
        }
        ObjectNode action = node.putObject("action");
        switch (rule.action()) {
            case RuleAction.Lookup(TableId table) -> action.put("lookup", table.value());
            case RuleAction.LookupWithoutDefault(TableId table) ->
                action.put("lookup", table.value()).put("suppress_prefixlength", 0);
            case RuleAction.GoTo(RulePriority priority) -> action.put("goto", priority.value());
            case RuleAction.Nothing() -> action.put("nop", true);
            case RuleAction.Foreign(String text) -> action.put("listed", text);
        }
        node.put("protocol", rule.protocol());
        return node;
    }

    private static PolicyRule rule(JsonNode node) {
        Family family = family(node);
        return new PolicyRule(
                family,
                new RulePriority(node.required("priority").longValue()),
                selector(node.required("selector"), family),
                ruleAction(node.required("action")),
                node.required("protocol").intValue());
    }

    private static RuleSelector selector(JsonNode node, Family family) {
        if (node.has("listed"))
            return new RuleSelector.Foreign(node.required("listed").stringValue());
        if (node.has("renewal")) {
            String server = node.required("renewal").stringValue();
            return server.equals("any")
                    ? new RuleSelector.AnyRenewal()
                    : new RuleSelector.Renewal(IpAddress.parse(server));
        }
        if (node.has("fwmark")) {
            FwMark mark = new FwMark(bits(node, "fwmark"), bits(node, "mask"));
            if (node.has("to"))
                return new RuleSelector.ToMarked(Cidr.parse(node.required("to").stringValue(), family), mark);
            return node.has("from")
                    ? new RuleSelector.FromMarked(
                            Cidr.parse(node.required("from").stringValue(), family), mark)
                    : new RuleSelector.Marked(mark);
        }
        String source = node.required("from").stringValue();
        return source.equals("all") ? new RuleSelector.All() : new RuleSelector.From(Cidr.parse(source, family));
    }

    private static RuleAction ruleAction(JsonNode node) {
        if (node.has("listed"))
            return new RuleAction.Foreign(node.required("listed").stringValue());
        if (node.has("goto"))
            return new RuleAction.GoTo(new RulePriority(node.required("goto").longValue()));
        if (node.has("nop")) return new RuleAction.Nothing();
        TableId table = new TableId(node.required("lookup").longValue());
        return node.has("suppress_prefixlength")
                ? new RuleAction.LookupWithoutDefault(table)
                : new RuleAction.Lookup(table);
    }

    private static ObjectNode of(ChainId chain, List<ChainRule> content) {
        ObjectNode node = placed(chain).put("name", chain.name());
        node.set("rules", of(content));
        return node;
    }

    static ArrayNode of(List<ChainRule> content) {
        ArrayNode rules = JsonNodeFactory.instance.arrayNode();
        for (ChainRule rule : content) {
            String text = IptablesRule.text(rule);
            if (IptablesRule.parse(text).equals(rule)) rules.add(text);
            else rules.addObject().put("listed", text);
        }
        return rules;
    }

    static List<ChainRule> chainRules(JsonNode chain) {
        List<ChainRule> rules = new ArrayList<>();
        for (JsonNode rule : chain.required("rules"))
            rules.add(
                    rule.isString()
                            ? IptablesRule.parse(rule.stringValue())
                            : new ChainRule.Unreadable(rule.required("listed").stringValue()));
        return rules;
    }

    private static ObjectNode of(Jump jump, int times) {
        return placed(jump.builtIn())
                .put("from", jump.builtIn().name())
                .put("to", jump.target())
                .put("times", times);
    }

    static ObjectNode placed(ChainId chain) {
        return JsonNodeFactory.instance
                .objectNode()
                .put("family", chain.family().text())
                .put("table", chain.table().toString());
    }

    static ChainId chain(JsonNode node, String name) {
        String table = node.required("table").stringValue();
        return new ChainId(
                family(node),
                FirewallTable.valueOf(table.toUpperCase(Locale.ROOT)),
                node.required(name).stringValue());
    }

    private static Family family(JsonNode node) {
        String text = node.required("family").stringValue();
        return Stream.of(Family.values())
                .filter(f -> f.text().equals(text))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("'%s' is no address family".formatted(text)));
    }

    static Optional<IpAddress> address(JsonNode node, String key) {
        return node.has(key) ? Optional.of(IpAddress.parse(node.required(key).stringValue())) : Optional.empty();
    }

    private static String block(Cidr block) {
        return block.address() + "/" + block.length();
    }

    private static String hex(int bits) {
        return "0x" + Integer.toHexString(bits);
    }

    private static int bits(JsonNode node, String key) {
        return Integer.parseUnsignedInt(node.required(key).stringValue().substring(2), 16);
    }
}
