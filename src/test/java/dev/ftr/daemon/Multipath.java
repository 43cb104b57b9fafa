package dev.ftr.daemon;

import dev.ftr.demo.SimulatedKernel;
import dev.ftr.desired.Layout;
import dev.ftr.model.Family;
import dev.ftr.model.RouteAction;
import dev.ftr.model.RouteKey;
import dev.ftr.scenario.Configs;
import java.util.List;
import java.util.stream.Stream;

/** The route of new connections, as a test wants to see it. */
final class Multipath {
    private static final RouteKey KEY =
            RouteKey.defaultRoute(Family.IPV4, new Layout(Configs.DEFAULTS).multipathTable(), 0);

    private Multipath() {}

    /** The devices that it leads over; empty when there is no such route. */
    static List<String> devices(SimulatedKernel kernel) {
        return kernel.routes().stream()
                .filter(r -> r.key().equals(KEY))
                .flatMap(r -> r.action() instanceof RouteAction.Unicast u ? u.nexthops().stream() : Stream.empty())
                .map(n -> n.device().value())
                .sorted()
                .toList();
    }
}
