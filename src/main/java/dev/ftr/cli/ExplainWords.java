package dev.ftr.cli;

import dev.ftr.config.RouterConfig;
import dev.ftr.config.Uplink;
import dev.ftr.desired.Layout;
import dev.ftr.explain.Fate;
import dev.ftr.explain.Journey;
import dev.ftr.explain.Reply;
import dev.ftr.explain.Step;
import dev.ftr.kernel.RestoreLines;
import dev.ftr.kernel.RouteText;
import dev.ftr.model.Cidr;
import dev.ftr.model.PolicyRule;
import dev.ftr.model.Route;
import dev.ftr.model.RuleAction;
import dev.ftr.model.RuleSelector;
import dev.ftr.model.UplinkId;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What an explanation says, in words that text and JSON share. */
record ExplainWords(RouterConfig config) {

    /** {@code uplink}, {@code elsewhere}, {@code router}, {@code refused}, {@code nowhere} or {@code unknown}. */
    static String outcome(Fate fate) {
        return switch (fate) {
            case Fate.Leaves leaves -> leaves.uplink().isPresent() ? "uplink" : "elsewhere";
            case Fate.Arrives arrives -> "router";
            case Fate.Refused() -> "refused";
            case Fate.NoRoute(), Fate.NotForwarded() -> "nowhere";
            case Fate.OutOfSight() -> "unknown";
        };
    }

    /** Where it goes, in a few words. */
    String goal(Journey journey) {
        return switch (journey.fate()) {
            case Fate.Leaves leaves ->
                leaves.uplink().map(this::name).orElse("%s, no uplink".formatted(leaves.device()));
            case Fate.Arrives arrives -> "the router itself";
            case Fate.Refused() -> "refused (%s)".formatted(refusal(journey));
            case Fate.NoRoute() -> "nowhere: no route";
            case Fate.NotForwarded() -> "nowhere: the router does not forward";
            case Fate.OutOfSight() -> "not known: taken by what ftr does not understand";
        };
    }

    String name(UplinkId id) {
        return config.uplink(id).map(Uplink::name).orElseGet(id::toString);
    }

    private String refusal(Journey journey) {
        return switch (journey.steps().getLast()) {
            case Step.Chained chained ->
                chained.chain().owned() ? "firewall: basic" : "by iptables, %s".formatted(chained.chain());
            case Step.AtTheEnd end -> "by iptables, policy of %s".formatted(end.chain());
            case Step.NoWayBack back -> "no way back to " + back.source();
            case Step.Ruled ruled -> "by rule " + ruled.rule().priority();
            case Step.Routed(Route route) -> refusal(route);
        };
    }

    private String refusal(Route route) {
        if (route.protocol() != config.numbering().routeProtocol())
            return "by a route in table " + route.key().table();
        Optional<UplinkId> uplink =
                new Layout(config.numbering()).uplinkOf(route.key().table());
        return uplink.map(id -> "only %s would do, and has no way out".formatted(name(id)))
                .orElse("otherwise: reject");
    }

    /** What kind of thing a step is: {@code rule}, {@code route}, {@code source}, {@code mangle}, {@code nat} or {@code filter}. */
    static String kind(Step step) {
        return switch (step) {
            case Step.Chained chained -> chained.chain().table().toString();
            case Step.AtTheEnd end -> end.chain().table().toString();
            case Step.NoWayBack back -> "source";
            case Step.Ruled ruled -> "rule";
            case Step.Routed routed -> "route";
        };
    }

    /** What the config says of destinations that bypass our tables, if that decided. */
    static Optional<String> bypass(Journey journey) {
        return journey.steps().stream()
                .flatMap(s -> s instanceof Step.Ruled(PolicyRule rule)
                                && rule.action() instanceof RuleAction.GoTo
                                && rule.selector() instanceof RuleSelector.ToMarked(Cidr destination, var mark)
                        ? Stream.of("%s: none of our tables is asked".formatted(destination))
                        : Stream.empty())
                .findFirst();
    }

    String text(Step step) {
        return switch (step) {
            case Step.Chained(var chain, int position, var rule) -> RestoreLines.rule(chain, rule);
            case Step.AtTheEnd(var chain, String policy) -> "-P %s %s".formatted(chain.name(), policy);
            case Step.NoWayBack(var device, var source) ->
                "the kernel drops what comes in by %s from %s: it has no route back there (rp_filter)"
                        .formatted(device, source);
            case Step.Ruled(var rule) -> rule + foreign(rule.protocol());
            case Step.Routed(var route) ->
                "table %s: %s%s".formatted(route.key().table().name(), RouteText.of(route), foreign(route));
        };
    }

    String text(Reply reply) {
        if (reply.refusal().isPresent())
            return "replies are stopped by iptables, table %s: %s"
                    .formatted(kind(reply.refusal().get()), text(reply.refusal().get()));
        String by = reply.uplinks().isEmpty()
                ? "no uplink"
                : reply.uplinks().stream().map(this::name).collect(Collectors.joining(" or "));
        if (reply.returns()) return "replies leave by " + by;
        String route = reply.route()
                .map(r -> "table %s: %s".formatted(r.key().table().name(), RouteText.of(r)))
                .orElse("no route");
        return reply.marked()
                .map(marked -> "replies leave by %s, not by %s (%s)".formatted(by, name(marked), route))
                .orElseGet(() -> "replies leave by %s: nothing tells by which provider it came (the MAC address of its "
                                .formatted(by)
                        + "gateway is not known)");
    }

    private String foreign(Route route) {
        return route.key().table().name().equals("main") ? "" : foreign(route.protocol());
    }

    private String foreign(int protocol) {
        return protocol == config.numbering().routeProtocol() ? "" : " (not ours)";
    }
}
