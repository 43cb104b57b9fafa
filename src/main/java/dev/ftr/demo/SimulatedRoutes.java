package dev.ftr.demo;

import dev.ftr.model.Cidr;
import dev.ftr.model.InterfaceName;
import dev.ftr.model.IpAddress;
import dev.ftr.model.Link;
import dev.ftr.model.Link.LinkAddress;
import dev.ftr.model.Nexthop;
import dev.ftr.model.Route;
import dev.ftr.model.RouteAction;
import dev.ftr.model.RouteAction.Unicast;
import dev.ftr.model.RouteKey;
import dev.ftr.model.TableId;
import dev.ftr.model.Weight;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.stream.Stream;

/** The routes of all tables, in the order in which the kernel holds those with equal keys. */
final class SimulatedRoutes {
    /** What the kernel notes on the routes that it makes for addresses (RTPROT_KERNEL). */
    static final int KERNEL_PROTOCOL = 2;

    private final SimulatedLinks links;
    private final List<Route> routes;

    SimulatedRoutes(SimulatedLinks links) {
        this(links, new ArrayList<>());
    }

    private SimulatedRoutes(SimulatedLinks links, List<Route> routes) {
        this.links = links;
        this.routes = routes;
    }

    SimulatedRoutes copy(SimulatedLinks otherLinks) {
        return new SimulatedRoutes(otherLinks, new ArrayList<>(routes));
    }

    List<Route> all() {
        return routes;
    }

    /** What the kernel asks for this destination in a table, best first: longer prefix, then lower metric. */
    Stream<Route> candidates(TableId table, IpAddress destination) {
        return routes.stream()
                .filter(r ->
                        r.key().table().equals(table) && r.key().destination().contains(destination))
                .sorted(Comparator.comparing(Route::key, bestFirst()));
    }

    /** As {@code ip route replace}; the kernel replaces the first route with this key, whoever made it. */
    Optional<String> put(Route route) {
        Optional<String> refusal = refusal(route);
        if (refusal.isPresent()) return refusal;
        for (int i = 0; i < routes.size(); i++)
            if (routes.get(i).key().equals(route.key())) {
                routes.set(i, route);
                return Optional.empty();
            }
        routes.add(route);
        return Optional.empty();
    }

    /** As {@code ip route append}. */
    Optional<String> append(Route route) {
        Optional<String> refusal = refusal(route);
        if (refusal.isEmpty()) routes.add(route);
        return refusal;
    }

    Optional<String> delete(Route route) {
        return routes.remove(route) ? Optional.empty() : Optional.of("No such process");
    }

    /** Whether a gateway answers on this device without another gateway in between. */
    boolean onLink(IpAddress gateway, InterfaceName device) {
        return candidates(TableId.MAIN, gateway)
                .flatMap(r -> r.action() instanceof Unicast u ? u.nexthops().stream() : Stream.empty())
                .filter(n -> n.device().equals(device))
                .findFirst()
                .filter(n -> n.gateway().isEmpty())
                .isPresent();
    }

    /** The kernel makes a route to the network of each address of a device that is on. */
    void addConnected(Link link, LinkAddress address) {
        connected(link, address).filter(r -> !routes.contains(r)).ifPresent(routes::add);
    }

    void removeConnected(Link link, LinkAddress address) {
        connected(link, address).ifPresent(routes::remove);
    }

    /** A multipath route lives as long as one nexthop does; no event tells of a route that goes. */
    void removeDead() {
        routes.removeIf(
                r -> r.action() instanceof Unicast u && u.nexthops().stream().noneMatch(n -> links.alive(n.device())));
    }

    /** A deleted device takes whole IPv4 multipath routes with it (fib_sync_down_dev in net/ipv4/fib_semantics.c). */
    void removeOver(InterfaceName device) {
        removeUnicast(u -> u.nexthops().stream().anyMatch(n -> n.device().equals(device)));
    }

    void removeWithSource(IpAddress source) {
        removeUnicast(u -> u.source().filter(source::equals).isPresent());
    }

    private void removeUnicast(Predicate<Unicast> condition) {
        routes.removeIf(r -> r.action() instanceof Unicast u && condition.test(u));
    }

    private static Optional<Route> connected(Link link, LinkAddress address) {
        Cidr network = new Cidr(address.peer().orElse(address.local()), address.prefixLength());
        boolean onlyItself = address.peer().isEmpty() && network.equals(Cidr.host(address.local()));
        if (onlyItself || !link.adminUp()) return Optional.empty();
        Nexthop nexthop = new Nexthop(Optional.empty(), link.name(), Weight.ONE);
        return Optional.of(new Route(
                new RouteKey(network.family(), TableId.MAIN, network, 0),
                new Unicast(List.of(nexthop), Optional.of(address.local())),
                KERNEL_PROTOCOL));
    }

    private Optional<String> refusal(Route route) {
        return switch (route.action()) {
            case RouteAction.Unreachable() -> Optional.empty();
            case RouteAction.Foreign foreign -> Optional.empty();
            case Unicast unicast ->
                unicast.nexthops().stream()
                        .map(this::refusal)
                        .flatMap(Optional::stream)
                        .findFirst()
                        .or(() ->
                                unicast.source().filter(s -> !links.isLocal(s)).map(s -> "Invalid prefsrc address"));
        };
    }

    private Optional<String> refusal(Nexthop nexthop) {
        Optional<Link> link = links.find(nexthop.device());
        if (link.isEmpty()) return Optional.of("Cannot find device \"%s\"".formatted(nexthop.device()));
        if (!link.get().adminUp()) return Optional.of("Network is down");
        return nexthop.gateway()
                .filter(g -> links.isLocal(g) || !onLink(g, nexthop.device()))
                .map(g -> "Nexthop has invalid gateway");
    }

    private static Comparator<RouteKey> bestFirst() {
        return Comparator.comparingInt((RouteKey k) -> -k.destination().length())
                .thenComparingLong(RouteKey::metric);
    }
}
