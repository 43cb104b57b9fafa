package dev.ftr.model;

import java.util.Comparator;

/**
 * A route in a table.
 *
 * @param protocol the kernel's note of who made it, 0 to 255 (rtm_protocol in rtnetlink(7)); ours says that it is ours
 */
public record Route(RouteKey key, RouteAction action, int protocol) implements Comparable<Route> {
    private static final Comparator<Route> ORDER = Order.by(Route::key, Route::protocol, r -> r.action.toString());

    @Override
    public int compareTo(Route other) {
        return ORDER.compare(this, other);
    }
}
