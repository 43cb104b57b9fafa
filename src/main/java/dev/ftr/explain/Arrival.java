package dev.ftr.explain;

import dev.ftr.model.InterfaceName;
import dev.ftr.model.IpAddress;
import dev.ftr.model.Link;
import dev.ftr.model.Nexthop;
import dev.ftr.model.RouteAction;
import dev.ftr.model.Snapshot;
import dev.ftr.model.TableId;
import java.util.Comparator;
import java.util.Optional;

/** By which interface packets of a machine come in, when nobody says so. */
public final class Arrival {
    private Arrival() {}

    /** Where the router would look for the machine without asking a default route; empty: nowhere. */
    public static Optional<InterfaceName> of(IpAddress source, Snapshot snapshot) {
        return snapshot.links().byName().values().stream()
                .filter(link -> link.isOnNetwork(source))
                .map(Link::name)
                .findFirst()
                .or(() -> snapshot.state().routes().stream()
                        .filter(r -> r.key().table().equals(TableId.MAIN)
                                && r.key().destination().length() > 0
                                && r.key().destination().contains(source))
                        .filter(r -> r.action() instanceof RouteAction.Unicast)
                        .max(Comparator.comparingInt(r -> r.key().destination().length()))
                        .map(r -> ((RouteAction.Unicast) r.action()).nexthops().getFirst())
                        .map(Nexthop::device));
    }
}
