package dev.ftr.desired;

import dev.ftr.config.Choice;
import dev.ftr.config.RouterConfig.Numbering;
import dev.ftr.health.Health;
import dev.ftr.model.DesiredState.Farewell;
import dev.ftr.model.Family;
import dev.ftr.model.Nexthop;
import dev.ftr.model.Route;
import dev.ftr.model.RouteAction;
import dev.ftr.model.RouteKey;
import dev.ftr.model.TableId;
import dev.ftr.model.Weight;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.stream.Collectors;

/** The routes that lead new connections: the one for all, and one for each choice that policies make. */
final class Spreading {
    private final List<Attachment> attachments;
    private final Selection selection;
    private final Health health;
    private final Layout layout;
    private final Numbering numbering;
    private final List<Route> routes = new ArrayList<>();
    private final SortedMap<RouteKey, String> reasons = new TreeMap<>();
    private final Map<RouteKey, Set<Nexthop>> keepIfWithin = new HashMap<>();
    private final Set<RouteKey> leading = new HashSet<>();
    private final Set<Attachment> carrying = new HashSet<>();

    Spreading(List<Attachment> attachments, Selection selection, Health health, Layout layout, Numbering numbering) {
        this.attachments = attachments;
        this.selection = selection;
        this.health = health;
        this.layout = layout;
        this.numbering = numbering;
        RouteKey multipath = lead(layout.multipathTable(), selection.members(), selection.reason());
        if (!selection.healthy())
            keepIfWithin.put(
                    multipath,
                    ways(attachments.stream()
                            .filter(a -> a.uplink().priorityGroup().isPresent()
                                    && a.address().isPresent())
                            .toList()));
    }

    void choose(Choice choice, int slot) {
        Resolution resolution = Resolution.of(choice, attachments, selection, health);
        TableId table = layout.choiceTable(slot);
        RouteKey key = lead(table, resolution.members(), resolution.reason());
        if (!resolution.probed()) keepIfWithin.put(key, ways(resolution.keep()));
        if (!choice.rejects()) return;
        RouteKey guard = RouteKey.defaultRoute(Family.IPV4, table, DesiredStates.GUARD_METRIC);
        routes.add(new Route(guard, new RouteAction.Unreachable(), numbering.routeProtocol()));
        reasons.put(guard, "policies that let nothing out elsewhere");
    }

    private RouteKey lead(TableId table, List<Attachment> members, String reason) {
        RouteKey key = RouteKey.defaultRoute(Family.IPV4, table, 0);
        leading.add(key);
        reasons.put(key, reason);
        carrying.addAll(members);
        if (!members.isEmpty())
            routes.add(new Route(
                    key,
                    new RouteAction.Unicast(
                            members.stream().map(Attachment::way).toList(), Optional.empty()),
                    numbering.routeProtocol()));
        return key;
    }

    List<Route> routes() {
        return routes;
    }

    SortedMap<RouteKey, String> reasons() {
        return reasons;
    }

    Map<RouteKey, Set<Nexthop>> keepIfWithin() {
        return keepIfWithin;
    }

    /** Of those that carry no new connections, while others that work do. */
    List<Farewell> farewells() {
        if (!selection.healthy()) return List.of();
        return attachments.stream()
                .filter(a -> !carrying.contains(a))
                .flatMap(a -> selection.partingReason(a, health).stream()
                        .map(why -> new Farewell(
                                a.uplink().mark(),
                                leading,
                                a.way().withWeight(Weight.ONE),
                                why + "; its connections begin anew")))
                .toList();
    }

    private static Set<Nexthop> ways(List<Attachment> attachments) {
        return attachments.stream().map(a -> a.way().withWeight(Weight.ONE)).collect(Collectors.toUnmodifiableSet());
    }
}
