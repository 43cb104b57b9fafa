package dev.ftr.cli;

import dev.ftr.config.RouterConfig;
import dev.ftr.config.Uplink;
import dev.ftr.daemon.Reconciler.Proposal;
import dev.ftr.desired.Choices;
import dev.ftr.desired.Layout;
import dev.ftr.model.KernelState;
import dev.ftr.model.Nexthop;
import dev.ftr.model.PolicyRule;
import dev.ftr.model.Route;
import dev.ftr.model.RouteAction;
import dev.ftr.model.RuleAction;
import dev.ftr.model.RuleSelector;
import dev.ftr.model.TableId;
import dev.ftr.plan.Change;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** What a plan means for new connections: over which uplinks they are spread before and after. */
record TrafficShift(RouterConfig config, Proposal proposal) {
    /** A line for all that follows no policy, and one for each choice of policies; none where nothing shifts. */
    List<String> lines() {
        Layout layout = new Layout(config.numbering());
        List<String> lines = new ArrayList<>();
        line("", before(layout), after(layout.multipathTable())).ifPresent(lines::add);
        SortedMap<Integer, List<String>> policies = new TreeMap<>();
        Choices choices = Choices.of(config);
        config.traffic()
                .policies()
                .forEach(p -> policies.computeIfAbsent(choices.slot(p.choice()), s -> new ArrayList<>())
                        .add(p.name()));
        policies.forEach((slot, names) -> {
            TableId table = layout.choiceTable(slot);
            line(names.stream().distinct().collect(Collectors.joining(", ")), route(actual(), table), after(table))
                    .ifPresent(lines::add);
        });
        return lines;
    }

    private KernelState actual() {
        return proposal.reading().state();
    }

    /** @param policies that are meant; empty: all that follows none */
    private Optional<String> line(String policies, Optional<Route> before, Optional<Route> after) {
        String was = before.map(this::shares).orElse("");
        String will = after.map(this::shares).orElse("");
        if (was.equals(will)) return Optional.empty();
        return Optional.of(policies.isEmpty() ? ofAll(was, will) : ofSome(policies, was, will));
    }

    private static String ofAll(String was, String will) {
        if (was.isEmpty()) return "New connections from now on: %s".formatted(will);
        if (will.isEmpty()) return "New connections so far: %s; from now on not by ftr".formatted(was);
        return "New connections: %s -> %s".formatted(was, will);
    }

    private static String ofSome(String policies, String was, String will) {
        if (was.isEmpty()) return "New connections of %s from now on: %s".formatted(policies, will);
        if (will.isEmpty()) return "New connections of %s so far: %s; from now on not by ftr".formatted(policies, was);
        return "New connections of %s: %s -> %s".formatted(policies, was, will);
    }

    /** Of the table that our rule for all leads to now: under another numbering it may be another one. */
    private Optional<Route> before(Layout layout) {
        int ours = config.numbering().routeProtocol();
        for (PolicyRule rule : actual().rules())
            if (rule.protocol() == ours
                    && rule.selector() instanceof RuleSelector.All
                    && rule.action() instanceof RuleAction.Lookup(TableId table)) return route(actual(), table);
        return route(actual(), layout.multipathTable());
    }

    private Optional<Route> after(TableId table) {
        Optional<Route> after = route(actual(), table);
        for (var step : proposal.plan().steps()) {
            if (step.change() instanceof Change.DeleteRoute(Route route) && isDefault(route, table))
                after = Optional.empty();
            if (step.change() instanceof Change.PutRoute put && isDefault(put.after(), table))
                after = Optional.of(put.after());
        }
        return after;
    }

    private Optional<Route> route(KernelState state, TableId table) {
        return state.routes().stream()
                .filter(route -> isDefault(route, table)
                        && route.protocol() == config.numbering().routeProtocol())
                .findFirst();
    }

    private static boolean isDefault(Route route, TableId table) {
        return route.key().table().equals(table)
                && route.key().destination().length() == 0
                && route.key().metric() == 0;
    }

    private String shares(Route route) {
        if (!(route.action() instanceof RouteAction.Unicast(List<Nexthop> nexthops, var source))) return "";
        int sum = nexthops.stream().mapToInt(n -> n.weight().value()).sum();
        return nexthops.stream()
                .map(n -> "%s %d %%"
                        .formatted(name(n), Math.round(100.0 * n.weight().value() / sum)))
                .collect(Collectors.joining(", "));
    }

    private String name(Nexthop way) {
        List<Uplink> same = config.uplinks().stream()
                .filter(u -> u.device().equals(way.device()))
                .toList();
        return same.stream()
                .filter(u -> same.size() == 1
                        || (u.addressing() instanceof Uplink.Addressing.Static fixed
                                && fixed.gateway().equals(way.gateway())))
                .map(Uplink::name)
                .findFirst()
                .orElse(way.device().toString());
    }
}
