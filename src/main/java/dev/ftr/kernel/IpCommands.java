package dev.ftr.kernel;

import dev.ftr.model.Nexthop;
import dev.ftr.model.PolicyRule;
import dev.ftr.model.Route;
import dev.ftr.model.RouteAction;
import dev.ftr.model.RouteKey;
import dev.ftr.model.RuleAction;
import dev.ftr.model.RuleSelector;
import java.util.ArrayList;
import java.util.List;

/** Routes and rules as arguments of {@code ip}. */
final class IpCommands {
    private IpCommands() {}

    static List<String> putRoute(Route route) {
        List<String> words = new ArrayList<>(List.of("route", "replace"));
        if (route.action() instanceof RouteAction.Unreachable) words.add("unreachable");
        words.add(route.key().destination().toString());
        List<Nexthop> nexthops = nexthops(route.action());
        if (nexthops.size() == 1) words.addAll(way(nexthops.getFirst()));
        if (route.action() instanceof RouteAction.Unicast unicast)
            unicast.source().ifPresent(source -> words.addAll(List.of("src", source.toString())));
        words.addAll(place(route));
        if (nexthops.size() > 1) nexthops.forEach(n -> words.addAll(share(n)));
        return words;
    }

    /** By full selector, so that no other route under the same key can be hit. */
    static List<String> deleteRoute(Route route) {
        List<String> words = new ArrayList<>(List.of("route", "del"));
        if (route.action() instanceof RouteAction.Unreachable) words.add("unreachable");
        words.add(route.key().destination().toString());
        List<Nexthop> nexthops = nexthops(route.action());
        if (nexthops.size() == 1) words.addAll(way(nexthops.getFirst()));
        words.addAll(place(route));
        return words;
    }

    static List<String> addRule(PolicyRule rule) {
        return rule("add", rule);
    }

    /** By full selector: {@code del pref N} would take the first at that priority, whoever made it. */
    static List<String> deleteRule(PolicyRule rule) {
        return rule("del", rule);
    }

    /** The route as {@code ip route} lists it in its table. */
    static String describe(Route route) {
        String metric =
                route.key().metric() == 0 ? "" : " metric " + route.key().metric();
        return switch (route.action()) {
            case RouteAction.Unreachable() -> "unreachable " + route.key().destination() + metric;
            case RouteAction.Foreign(String text) -> text;
            case RouteAction.Unicast(var nexthops, var source) -> {
                List<String> words =
                        new ArrayList<>(List.of(route.key().destination().toString()));
                if (nexthops.size() == 1) words.addAll(way(nexthops.getFirst()));
                else nexthops.forEach(n -> words.addAll(share(n)));
                source.ifPresent(s -> words.addAll(List.of("src", s.toString())));
                yield String.join(" ", words) + metric;
            }
        };
    }

    private static List<Nexthop> nexthops(RouteAction action) {
        return action instanceof RouteAction.Unicast unicast ? unicast.nexthops() : List.of();
    }

    private static List<String> place(Route route) {
        RouteKey key = route.key();
        List<String> words = new ArrayList<>(List.of("table", key.table().toString()));
        if (key.metric() != 0) words.addAll(List.of("metric", Long.toString(key.metric())));
        words.addAll(List.of("proto", Integer.toString(route.protocol())));
        return words;
    }

    private static List<String> way(Nexthop nexthop) {
        List<String> words = new ArrayList<>();
        nexthop.gateway().ifPresent(gateway -> words.addAll(List.of("via", gateway.toString())));
        words.addAll(List.of("dev", nexthop.device().toString()));
        if (nexthop.realm() != 0) words.addAll(List.of("realm", Integer.toString(nexthop.realm())));
        return words;
    }

    private static List<String> share(Nexthop nexthop) {
        List<String> words = new ArrayList<>(List.of("nexthop"));
        words.addAll(way(nexthop));
        words.addAll(List.of("weight", nexthop.weight().toString()));
        return words;
    }

    private static List<String> rule(String verb, PolicyRule rule) {
        List<String> words =
                new ArrayList<>(List.of("rule", verb, "pref", rule.priority().toString()));
        words.addAll(
                switch (rule.selector()) {
                    case RuleSelector.All() -> List.of("from", "all");
                    case RuleSelector.From(var source) -> List.of("from", source.toString());
                    case RuleSelector.FromMarked(var source, var mark) ->
                        List.of("from", source.toString(), "fwmark", mark.toString());
                    case RuleSelector.ToMarked(var destination, var mark) ->
                        List.of("to", destination.toString(), "fwmark", mark.toString());
                    case RuleSelector.Marked(var mark) -> List.of("fwmark", mark.toString());
                    case RuleSelector.Renewal renewal ->
                        List.of(renewal.toString().split(" "));
                    case RuleSelector.AnyRenewal any -> List.of(any.toString().split(" "));
                    case RuleSelector.Foreign(String text) -> List.of(text.split(" "));
                });
        words.addAll(
                switch (rule.action()) {
                    case RuleAction.Lookup(var table) -> List.of("lookup", table.toString());
                    case RuleAction.LookupWithoutDefault(var table) ->
                        List.of("lookup", table.toString(), "suppress_prefixlength", "0");
                    case RuleAction.GoTo(var priority) -> List.of("goto", priority.toString());
                    case RuleAction.Nothing() -> List.of("nop");
                    case RuleAction.Foreign(String text) -> List.of(text.split(" "));
                });
        words.addAll(List.of("protocol", Integer.toString(rule.protocol())));
        return words;
    }
}
