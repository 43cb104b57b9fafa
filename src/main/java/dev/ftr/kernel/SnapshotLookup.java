package dev.ftr.kernel;

import dev.ftr.model.InterfaceName;
import dev.ftr.model.IpAddress;
import dev.ftr.model.Link;
import dev.ftr.model.Links.Neighbour;
import dev.ftr.model.Nexthop;
import dev.ftr.model.PolicyRule;
import dev.ftr.model.Route;
import dev.ftr.model.RouteAction;
import dev.ftr.model.RuleAction;
import dev.ftr.model.RulePriority;
import dev.ftr.model.RuleSelector;
import dev.ftr.model.Snapshot;
import dev.ftr.model.TableId;
import java.util.Comparator;
import java.util.Optional;

/**
 * What {@code ip route get fibmatch} would have said where a snapshot was taken, to a packet with no mark and no source yet.
 * Rules in words that we do not have are passed over.
 */
record SnapshotLookup(Snapshot snapshot) {

    /** Whether the kernel reaches this gateway directly over this device, as {@link IpListing#isNeighbour} has it. */
    boolean isNeighbour(Neighbour neighbour) {
        return route(neighbour.gateway(), Optional.of(neighbour.device()))
                .filter(route -> route.key().destination().length() > 0
                        && route.action() instanceof RouteAction.Unicast(var nexthops, var source)
                        && nexthops.size() == 1
                        && nexthops.getFirst().gateway().isEmpty()
                        && nexthops.getFirst().device().equals(neighbour.device()))
                .isPresent();
    }

    /** As {@link IpListing#defaultInMain} has it. */
    Optional<String> defaultInMain(IpAddress destination) {
        return route(destination, Optional.empty())
                .filter(route -> route.key().table().equals(TableId.MAIN)
                        && route.key().destination().length() == 0)
                .map(SnapshotLookup::text);
    }

    private static String text(Route route) {
        if (!(route.action() instanceof RouteAction.Unicast(var nexthops, var source)) || nexthops.size() != 1)
            return "default";
        Nexthop only = nexthops.getFirst();
        String way = only.gateway().map(g -> " via " + g).orElse("");
        return "default" + way + IpListing.device(only.device().toString());
    }

    private Optional<Route> route(IpAddress destination, Optional<InterfaceName> device) {
        RulePriority from = new RulePriority(0);
        for (PolicyRule rule : snapshot.state().rules()) {
            if (rule.priority().compareTo(from) < 0 || !selects(rule.selector())) continue;
            Optional<Route> found =
                    switch (rule.action()) {
                        case RuleAction.Lookup(TableId table) -> best(table, destination, device);
                        case RuleAction.LookupWithoutDefault(TableId table) ->
                            best(table, destination, device)
                                    .filter(r -> r.key().destination().length() > 0);
                        case RuleAction.GoTo(RulePriority to) -> {
                            from = to;
                            yield Optional.empty();
                        }
                        case RuleAction.Nothing nothing -> Optional.empty();
                        case RuleAction.Foreign foreign -> Optional.empty();
                    };
            if (found.isPresent()) return found;
        }
        return Optional.empty();
    }

    private static boolean selects(RuleSelector selector) {
        return switch (selector) {
            case RuleSelector.All() -> true;
            case RuleSelector.From from -> from.source().length() == 0;
            case RuleSelector.Marked marked -> marked.mark().matches(0);
            case RuleSelector.ToMarked to -> false;
            case RuleSelector.FromMarked from -> false;
            case RuleSelector.Renewal renewal -> false;
            case RuleSelector.AnyRenewal any -> false;
            case RuleSelector.Foreign foreign -> false;
        };
    }

    private Optional<Route> best(TableId table, IpAddress destination, Optional<InterfaceName> device) {
        return snapshot.state().routes().stream()
                .filter(r -> r.key().table().equals(table)
                        && r.key().destination().family() == destination.family()
                        && r.key().destination().contains(destination)
                        && isUsable(r.action(), device))
                .min(Comparator.comparingInt((Route r) -> -r.key().destination().length())
                        .thenComparingLong(r -> r.key().metric()));
    }

    private boolean isUsable(RouteAction action, Optional<InterfaceName> device) {
        return switch (action) {
            case RouteAction.Unicast(var nexthops, var source) ->
                nexthops.stream()
                        .map(Nexthop::device)
                        .anyMatch(d -> isUp(d)
                                && device.filter(only -> !only.equals(d)).isEmpty());
            case RouteAction.Unreachable unreachable -> true;
            case RouteAction.Foreign foreign -> false;
        };
    }

    private boolean isUp(InterfaceName device) {
        return snapshot.links().find(device).filter(Link::adminUp).isPresent();
    }
}
