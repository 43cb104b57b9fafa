package dev.ftr.kernel;

import dev.ftr.model.Cidr;
import dev.ftr.model.FirewallTable;
import dev.ftr.model.FwMark;
import dev.ftr.model.InterfaceName;
import dev.ftr.model.KernelState;
import dev.ftr.model.Lease;
import dev.ftr.model.Links;
import dev.ftr.model.Links.Neighbour;
import dev.ftr.model.MacAddress;
import dev.ftr.model.PolicyRule;
import dev.ftr.model.Route;
import dev.ftr.model.RouterSnapshot;
import dev.ftr.model.RouterSnapshot.Somewhere;
import dev.ftr.model.RuleAction;
import dev.ftr.model.Snapshot;
import dev.ftr.model.Sysctl;
import dev.ftr.model.TableId;
import dev.ftr.plan.Plan;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * A kernel that was written down: it answers any question as the router would have when the snapshot was taken, and cannot be
 * changed.
 */
public final class SnapshotKernel implements Kernel {
    private final RouterSnapshot router;
    private final Snapshot snapshot;
    private final SnapshotLookup lookup;

    public SnapshotKernel(RouterSnapshot router) {
        this.router = router;
        this.snapshot = router.kernel();
        this.lookup = new SnapshotLookup(snapshot);
    }

    @Override
    public Reading read(ReadScope scope) {
        Set<FirewallTable> asked = new HashSet<>(scope.firewall());
        asked.addAll(scope.leftovers());
        Set<FirewallTable> seen = new HashSet<>(asked);
        seen.retainAll(snapshot.firewall());
        KernelState all = snapshot.state();
        KernelState state = new KernelState(sysctls(scope), routes(scope), all.rules(), all.chains(), all.jumps());
        List<String> notices = new ArrayList<>(scope.firewall().isEmpty() ? List.of() : snapshot.notices());
        Set<String> missing = new HashSet<>(scope.sets());
        missing.removeAll(router.sets().names());
        if (!scope.sets().isEmpty()) router.sets().unknown().ifPresent(notices::add);
        partial(scope).ifPresent(notices::add);
        return new Reading(
                state.within(seen), seen, links(scope), defaultInMain(scope), missing, notices, problems(scope));
    }

    @Override
    public List<Refusal> apply(Plan plan) {
        throw new IllegalStateException("a snapshot cannot be changed");
    }

    /**
     * Routes of others to these, as {@link MachineReader#routesTo} has them.
     *
     * @param protocol of rules that are ours
     */
    public SortedMap<Cidr, List<Route>> routesTo(Collection<Cidr> destinations, int protocol) {
        SortedMap<Cidr, List<Route>> found = new TreeMap<>();
        if (!snapshot.partial().isEmpty()) return found;
        Set<PolicyRule> others = new HashSet<>(snapshot.state().rules());
        others.removeIf(rule -> rule.protocol() == protocol);
        SortedSet<TableId> tables = SnapshotReader.named(others);
        for (Cidr destination : destinations)
            found.put(
                    destination,
                    snapshot.state().routes().stream()
                            .filter(route -> tables.contains(route.key().table()))
                            .filter(OtherRoutes.meeting(destination))
                            .toList());
        return found;
    }

    private SortedMap<Sysctl, String> sysctls(ReadScope scope) {
        SortedMap<Sysctl, String> sysctls = new TreeMap<>(snapshot.state().sysctls());
        sysctls.keySet().retainAll(Set.copyOf(scope.sysctls()));
        return sysctls;
    }

    /** Whole tables, and what is ours elsewhere: of that, as a kernel is asked, only in the tables that our rules name. */
    private SortedSet<Route> routes(ReadScope scope) {
        Set<TableId> named = snapshot.state().rules().stream()
                .filter(rule -> rule.protocol() == scope.protocol())
                .flatMap(rule -> rule.action() instanceof RuleAction.Lookup(TableId table)
                        ? Optional.of(table).stream()
                        : Optional.<TableId>empty().stream())
                .collect(Collectors.toSet());
        return snapshot.state().routes().stream()
                .filter(route -> isAskedFor(route, scope, named))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private static boolean isAskedFor(Route route, ReadScope scope, Set<TableId> named) {
        TableId table = route.key().table();
        if (scope.tables().contains(table)) return true;
        return route.protocol() == scope.protocol() && (scope.everywhere() || named.contains(table));
    }

    private Links links(ReadScope scope) {
        Links all = snapshot.links();
        SortedMap<InterfaceName, Lease> leases = new TreeMap<>(all.leases());
        leases.keySet().retainAll(scope.leases());
        Set<Neighbour> asked = new HashSet<>(scope.gateways());
        leases.forEach((device, lease) ->
                lease.gateway().map(gateway -> new Neighbour(gateway, device)).ifPresent(asked::add));
        Set<Neighbour> neighbours = asked.stream()
                .filter(gateway -> all.routedNeighbours().contains(gateway) || lookup.isNeighbour(gateway))
                .collect(Collectors.toUnmodifiableSet());
        return new Links(all.byName(), neighbours, stations(scope), leases);
    }

    private Map<Neighbour, MacAddress> stations(ReadScope scope) {
        Map<Neighbour, FwMark> asked = scope.stations();
        Map<Neighbour, MacAddress> known = new HashMap<>(snapshot.links().stations());
        known.keySet().retainAll(asked.keySet());
        return Stations.remembered(asked, known, snapshot.state().chains());
    }

    private Optional<String> defaultInMain(ReadScope scope) {
        if (scope.somewhere().isEmpty()) return Optional.empty();
        Optional<Somewhere> recorded = router.somewhere();
        boolean same = recorded.filter(s -> s.address().equals(scope.somewhere().get()))
                .isPresent();
        // In half a table, the best route cannot be found.
        if (same || snapshot.partial().contains(TableId.MAIN)) return recorded.flatMap(Somewhere::defaultInMain);
        return lookup.defaultInMain(scope.somewhere().get());
    }

    private Optional<String> partial(ReadScope scope) {
        SortedSet<TableId> partial = new TreeSet<>(snapshot.partial());
        partial.retainAll(scope.tables());
        if (partial.isEmpty()) return Optional.empty();
        return Optional.of("table %s had too many routes for the snapshot; what others have in it is not known"
                .formatted(partial.stream().map(TableId::toString).collect(Collectors.joining(", "))));
    }

    private List<String> problems(ReadScope scope) {
        return scope.firewall().stream()
                .sorted()
                .filter(table -> !snapshot.firewall().contains(table))
                .map(table -> "the snapshot does not say what is in iptables table %s".formatted(table))
                .toList();
    }
}
