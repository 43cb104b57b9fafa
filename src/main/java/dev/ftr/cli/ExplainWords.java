package dev.ftr.cli;

import dev.ftr.config.RouterConfig;
import dev.ftr.config.Uplink;
import dev.ftr.desired.Layout;
import dev.ftr.explain.Doubt;
import dev.ftr.explain.Fate;
import dev.ftr.explain.Journey;
import dev.ftr.explain.Step;
import dev.ftr.kernel.RestoreLines;
import dev.ftr.kernel.RouteText;
import dev.ftr.model.ChainRule;
import dev.ftr.model.FirewallTable;
import dev.ftr.model.Match;
import dev.ftr.model.Route;
import dev.ftr.model.UplinkId;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;

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

    private String foreign(Route route) {
        return route.key().table().name().equals("main") ? "" : foreign(route.protocol());
    }

    private String foreign(int protocol) {
        return protocol == config.numbering().routeProtocol() ? "" : " (not ours)";
    }

    /**
     * What may make the answer wrong, one line each, in a stable order.
     *
     * @param problems why something could not be read
     */
    List<String> doubts(List<Journey> journeys, List<String> problems) {
        TreeSet<String> lines = new TreeSet<>();
        journeys.forEach(j -> j.doubts().forEach(d -> lines.add(text(d, problems))));
        return List.copyOf(lines);
    }

    private static String text(Doubt doubt, List<String> problems) {
        return switch (doubt) {
            case Doubt.MayChange(var chain, var rule) ->
                isSticky(rule)
                        ? "sticky: client: a client stays on the uplink of its last connection, as long as that carries "
                                + "new ones"
                        : "may also be changed by iptables, table %s: %s"
                                .formatted(chain.table(), RestoreLines.rule(chain, rule));
            case Doubt.MayCatch(var rule) -> "may also be caught by rule %s, which is not ours".formatted(rule);
            case Doubt.MayTake(var route) ->
                "may also take a route in table %s: %s"
                        .formatted(route.key().table().name(), RouteText.of(route));
            case Doubt.MayLackWayBack(var device, var source) ->
                "no route leads back to %s; with rp_filter on %s the kernel drops it".formatted(source, device);
            case Doubt.PartOfTable(var table) ->
                "table %s is too long to be read whole; a route of a routing daemon may say otherwise"
                        .formatted(table.name());
            case Doubt.TableUnread(var table) -> "the routes of table %s were not read".formatted(table.name());
            case Doubt.FirewallUnread(var table) ->
                "what others have in iptables table %s is not known: it could not be read%s"
                        .formatted(table, unread(table, problems));
        };
    }

    /** Why, in the words of the tool; if it is not said of this table, then of another. */
    private static String unread(FirewallTable table, List<String> problems) {
        return problems.stream()
                .filter(problem -> problem.contains("-save -t " + table))
                .findFirst()
                .or(() -> problems.stream().filter(p -> p.contains("tables")).findFirst())
                .map(problem -> " (" + problem + ")")
                .orElse("");
    }

    private static boolean isSticky(ChainRule rule) {
        return rule instanceof ChainRule.Known(var matches, var target)
                && matches.stream().anyMatch(Match.Recent.class::isInstance);
    }
}
