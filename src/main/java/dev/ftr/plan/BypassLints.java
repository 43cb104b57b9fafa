package dev.ftr.plan;

import dev.ftr.model.Cidr;
import dev.ftr.model.InterfaceName;
import dev.ftr.model.Nexthop;
import dev.ftr.model.Route;
import dev.ftr.model.RouteAction;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.SortedMap;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** Destinations that our tables do not lead to, and the system's own do not either. */
public final class BypassLints {
    /** Routes that lead nowhere, as {@code ip -j} lists them, with and without -N. */
    private static final Pattern REFUSING =
            Pattern.compile("\"type\":\"(?:blackhole|6|unreachable|7|prohibit|8|throw|9)\"");

    private BypassLints() {}

    /**
     * What is to be said about them.
     *
     * @param routes for each destination of {@code bypass} the routes of others that cover it, or a part of it
     * @param uplinks their interfaces
     */
    public static List<String> of(SortedMap<Cidr, List<Route>> routes, Set<InterfaceName> uplinks) {
        List<Cidr> lost = new ArrayList<>();
        List<Cidr> untranslated = new ArrayList<>();
        routes.forEach((block, those) -> {
            List<Route> leading = those.stream().filter(BypassLints::leads).toList();
            if (leading.isEmpty()) lost.add(block);
            else if (leading.stream().allMatch(r -> isDefaultOver(r, uplinks))) untranslated.add(block);
        });
        List<String> lints = new ArrayList<>();
        if (!lost.isEmpty())
            lints.add(
                    ("bypass: the system has no route to %1$s: connections there fail, and what comes from there by an uplink "
                                    + "is dropped (rp_filter) or never answered; add the route (ip route add %2$s via "
                                    + "GATEWAY), or take it out of bypass")
                            .formatted(words(lost), lost.getFirst()));
        if (!untranslated.isEmpty())
            lints.add(
                    ("bypass: the only route of the system to %1$s is the default route over an uplink: machines inside get "
                                    + "there with their inner addresses, whether that uplink works or not, and are not answered; "
                                    + "add the route (ip route add %2$s via GATEWAY), or take it out of bypass")
                            .formatted(words(untranslated), untranslated.getFirst()));
        return lints;
    }

    private static boolean leads(Route route) {
        return switch (route.action()) {
            case RouteAction.Unicast unicast -> true;
            case RouteAction.Unreachable() -> false;
            case RouteAction.Foreign(String text) -> !REFUSING.matcher(text).find();
        };
    }

    private static boolean isDefaultOver(Route route, Set<InterfaceName> uplinks) {
        return route.key().destination().length() == 0
                && route.action() instanceof RouteAction.Unicast(List<Nexthop> nexthops, var source)
                && nexthops.stream().allMatch(n -> uplinks.contains(n.device()));
    }

    private static String words(List<Cidr> blocks) {
        return blocks.stream().map(Cidr::toString).collect(Collectors.joining(", "));
    }
}
