package dev.ftr.demo;

import dev.ftr.kernel.ReadScope;
import dev.ftr.kernel.Reading;
import dev.ftr.kernel.Stations;
import dev.ftr.model.FirewallTable;
import dev.ftr.model.InterfaceName;
import dev.ftr.model.KernelState;
import dev.ftr.model.Lease;
import dev.ftr.model.Link;
import dev.ftr.model.Links;
import dev.ftr.model.Links.Neighbour;
import dev.ftr.model.MacAddress;
import dev.ftr.model.Route;
import dev.ftr.model.RouteAction;
import dev.ftr.model.RuleAction;
import dev.ftr.model.Sysctl;
import dev.ftr.model.TableId;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What {@link ReadScope} asks for, out of everything. */
record SimulatedReading(SimulatedState state, ReadScope scope) {

    Reading reading() {
        KernelState read = new KernelState(
                sysctls(),
                new TreeSet<>(routes()),
                new TreeSet<>(state.rules()),
                state.firewall().owned(),
                state.firewall().jumps());
        Set<FirewallTable> tables = new HashSet<>(scope.firewall());
        tables.addAll(scope.leftovers());
        return new Reading(
                read.within(tables),
                tables,
                new Links(state.links().byName(), routedNeighbours(), stations(), leases()),
                defaultInMain(),
                List.of(),
                List.of());
    }

    private Map<Neighbour, MacAddress> stations() {
        Map<Neighbour, MacAddress> known = new HashMap<>(state.stations());
        known.keySet().retainAll(scope.stations().keySet());
        return Stations.remembered(
                scope.stations(),
                known,
                scope.firewall().isEmpty() ? new TreeMap<>() : state.firewall().owned());
    }

    /** As far as default routes of DHCP clients tell. */
    private SortedMap<InterfaceName, Lease> leases() {
        SortedMap<InterfaceName, Lease> leases = new TreeMap<>();
        for (InterfaceName device : scope.leases())
            state.routes().all().stream()
                    .filter(r -> r.key().destination().length() == 0 && r.protocol() != scope.protocol())
                    .sorted(Comparator.comparingLong(r -> r.key().metric()))
                    .flatMap(r -> r.action() instanceof RouteAction.Unicast(var ways, var source)
                            ? ways.stream()
                            : Stream.empty())
                    .filter(way -> way.device().equals(device))
                    .flatMap(way -> way.gateway().stream())
                    .findFirst()
                    .ifPresent(gateway -> leases.put(device, Lease.by(gateway)));
        return leases;
    }

    private SortedMap<Sysctl, String> sysctls() {
        SortedMap<Sysctl, String> sysctls = new TreeMap<>(state.sysctls());
        sysctls.keySet().retainAll(Set.copyOf(scope.sysctls()));
        return sysctls;
    }

    private List<Route> routes() {
        Set<TableId> named = tablesOfOurRules().collect(Collectors.toSet());
        return state.routes().all().stream()
                .filter(r -> scope.tables().contains(r.key().table())
                        || ((scope.everywhere() || named.contains(r.key().table()))
                                && r.protocol() == scope.protocol()))
                .toList();
    }

    private Stream<TableId> tablesOfOurRules() {
        return state.rules().stream()
                .filter(r -> r.protocol() == scope.protocol())
                .flatMap(r -> switch (r.action()) {
                    case RuleAction.Lookup(TableId table) -> Stream.of(table);
                    case RuleAction.LookupWithoutDefault(TableId table) -> Stream.of(table);
                    case RuleAction.GoTo to -> Stream.empty();
                    case RuleAction.Nothing nothing -> Stream.empty();
                    case RuleAction.Foreign foreign -> Stream.empty();
                });
    }

    private Set<Neighbour> routedNeighbours() {
        return scope.gateways().stream()
                .filter(n ->
                        state.links().find(n.device()).filter(Link::adminUp).isPresent())
                .filter(n -> state.routes().onLink(n.gateway(), n.device()))
                .collect(Collectors.toUnmodifiableSet());
    }

    private Optional<String> defaultInMain() {
        return scope.somewhere()
                .flatMap(address -> new RouteLookup(state).route(new RouteLookup.Question(address)))
                .filter(r -> r.key().table().equals(TableId.MAIN)
                        && r.key().destination().length() == 0)
                .map(r -> "%s %s".formatted(r.key().destination(), r.action()));
    }
}
