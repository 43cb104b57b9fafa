package dev.ftr.model;

import java.util.List;
import java.util.Optional;

/** What a route does with a packet. */
public sealed interface RouteAction {
    /**
     * Sends it to one of the nexthops. Their order means nothing, and the kernel forgets the weight of a lone nexthop:
     * both are made uniform here, so that equal routes are equal values.
     *
     * @param source preferred source address of the router's own packets
     */
    record Unicast(List<Nexthop> nexthops, Optional<IpAddress> source) implements RouteAction {
        public Unicast {
            if (nexthops.isEmpty()) throw new IllegalArgumentException("a unicast route needs a nexthop");
            nexthops = nexthops.size() == 1
                    ? List.of(nexthops.getFirst().withWeight(Weight.ONE))
                    : nexthops.stream().sorted().toList();
        }
    }

    /** Refuses it with "host unreachable". */
    record Unreachable() implements RouteAction {}

    /**
     * Anything that we never write ourselves.
     *
     * @param text the route as it was listed
     */
    record Foreign(String text) implements RouteAction {}
}
