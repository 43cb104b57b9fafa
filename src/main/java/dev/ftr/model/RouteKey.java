package dev.ftr.model;

import java.util.Comparator;

/**
 * What makes two routes the same place in the kernel. The metric belongs to it: {@code ip route replace} with another
 * metric adds a route beside the old one.
 *
 * @param metric 0 to 4294967295, lower is preferred
 */
public record RouteKey(Family family, TableId table, Cidr destination, long metric) implements Comparable<RouteKey> {
    private static final Comparator<RouteKey> ORDER =
            Order.by(RouteKey::family, RouteKey::table, RouteKey::destination, RouteKey::metric);

    public static RouteKey defaultRoute(Family family, TableId table, long metric) {
        return new RouteKey(family, table, Cidr.everything(family), metric);
    }

    @Override
    public int compareTo(RouteKey other) {
        return ORDER.compare(this, other);
    }

    @Override
    public String toString() {
        return "table %s %s".formatted(table, destination) + (metric == 0 ? "" : " metric " + metric);
    }
}
