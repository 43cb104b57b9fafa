package dev.ftr.kernel;

import dev.ftr.model.Route;

/** A route in the words of {@code ip route}. */
public final class RouteText {
    private RouteText() {}

    /** Without its table. */
    public static String of(Route route) {
        return IpCommands.describe(route);
    }
}
