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
 * @param obstacles uplinks that cannot be used at the moment, each with the reason
 */
public record DesiredState(
        KernelState kernel,
        Map<RouteKey, Set<Nexthop>> keepIfWithin,
        SortedMap<RouteKey, String> routeReasons,
        List<UplinkId> carrying,
        SortedMap<UplinkId, Obstacle> obstacles) {
    /** Nothing of ours: what teardown makes so. */
    public static final DesiredState NOTHING =
            new DesiredState(KernelState.EMPTY, Map.of(), new TreeMap<>(), List.of(), new TreeMap<>());

    public DesiredState {
        keepIfWithin = Map.copyOf(keepIfWithin);
        routeReasons = Collections.unmodifiableSortedMap(new TreeMap<>(routeReasons));
        carrying = List.copyOf(carrying);
        obstacles = Collections.unmodifiableSortedMap(new TreeMap<>(obstacles));
    }

    /**
     * What keeps an uplink from being used.
     *
     * @param text in an administrator's words, naming the uplink
     * @param passing resolves itself in normal life (a ppp connection that is not up yet), so that it is no error
     */
    public record Obstacle(String text, boolean passing) {}
}
