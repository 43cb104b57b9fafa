package dev.ftr.model;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * What should be in the kernel, and what an administrator should know about it.
 *
 * @param keepIfWithin routes of ours that stay as they are, whatever {@code kernel} says under their key, as long as all
 *     their ways out, taken with weight 1, are among these
 * @param routeReasons why a route is as it is
 * @param carrying the uplinks over which new connections are spread
 * @param farewells whose connections are to be forgotten once the uplink carries no new ones any more
 * @param obstacles uplinks that cannot be used at the moment, each with the reason
 * @param omissions what else the config wants and cannot be made at the moment, a line each
 */
public record DesiredState(
        KernelState kernel,
        Map<RouteKey, Set<Nexthop>> keepIfWithin,
        SortedMap<RouteKey, String> routeReasons,
        List<UplinkId> carrying,
        List<Farewell> farewells,
        SortedMap<UplinkId, Obstacle> obstacles,
        List<String> omissions) {
    /** Nothing of ours: what teardown makes so. */
    public static final DesiredState NOTHING = new DesiredState(
            KernelState.EMPTY, Map.of(), new TreeMap<>(), List.of(), List.of(), new TreeMap<>(), List.of());

    public DesiredState {
        keepIfWithin = Map.copyOf(keepIfWithin);
        routeReasons = Collections.unmodifiableSortedMap(new TreeMap<>(routeReasons));
        carrying = List.copyOf(carrying);
        farewells = List.copyOf(farewells);
        omissions = List.copyOf(omissions);
        obstacles = Collections.unmodifiableSortedMap(new TreeMap<>(obstacles));
    }

    /** Without omissions. */
    public DesiredState(
            KernelState kernel,
            Map<RouteKey, Set<Nexthop>> keepIfWithin,
            SortedMap<RouteKey, String> routeReasons,
            List<UplinkId> carrying,
            List<Farewell> farewells,
            SortedMap<UplinkId, Obstacle> obstacles) {
        this(kernel, keepIfWithin, routeReasons, carrying, farewells, obstacles, List.of());
    }

    /** The part of this that concerns routing and these iptables tables. */
    public DesiredState within(Set<FirewallTable> tables) {
        return new DesiredState(
                kernel.within(tables), keepIfWithin, routeReasons, carrying, farewells, obstacles, omissions);
    }

    /**
     * What keeps an uplink from being used.
     *
     * @param text in an administrator's words, naming the uplink
     * @param passing resolves itself in normal life (a ppp connection that is not up yet), so that it is no error
     */
    public record Obstacle(String text, boolean passing) {}

    /**
     * An uplink that should carry no new connections, while others that work do: its living ones are to be forgotten.
     *
     * @param mark of its connections
     * @param routes those that lead new connections
     * @param way its way out, with weight 1, as it stands in one of these routes until it is left
     * @param reason in an administrator's words
     */
    public record Farewell(FwMark mark, Set<RouteKey> routes, Nexthop way, String reason) {
        public Farewell {
            routes = Set.copyOf(routes);
        }
    }
}
