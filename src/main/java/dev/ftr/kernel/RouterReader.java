package dev.ftr.kernel;

import dev.ftr.kernel.CommandRunner.Result;
import dev.ftr.model.ChainId;
import dev.ftr.model.Family;
import dev.ftr.model.FirewallTable;
import dev.ftr.model.InterfaceName;
import dev.ftr.model.KernelState;
import dev.ftr.model.Links;
import dev.ftr.model.Links.Neighbour;
import dev.ftr.model.MacAddress;
import dev.ftr.model.Machine;
import dev.ftr.model.Route;
import dev.ftr.model.RouterSnapshot;
import dev.ftr.model.RouterSnapshot.Somewhere;
import dev.ftr.model.RouterSnapshot.Taken;
import dev.ftr.model.Snapshot;
import dev.ftr.model.Snapshot.OtherChain;
import dev.ftr.model.Sysctl;
import dev.ftr.model.TableId;
import dev.ftr.model.UplinkState;
import dev.ftr.plan.Lints;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.HashMap;
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
 * Reads all of a router that a plan for any config may be made from. Of tables with more routes than
 * {@link SnapshotReader#MOST_ROUTES} in all, the long ones are read in part: default routes, and what people, the kernel and
 * we ourselves have put there.
 */
public final class RouterReader {
    private static final Family FAMILY = Family.IPV4;
    private static final InterfaceName LOOPBACK = new InterfaceName("lo");

    /** The network of a provider may have thousands of neighbours in it; those of one router are few. */
    private static final int MOST_STATIONS = 1000;

    private static final String SETTING = "sysctl/";

    private final LinuxKernel kernel;
    private final CommandRunner runner;
    private final Iptables iptables;
    private final SnapshotReader reader;
    private final IpListing listing = new IpListing(FAMILY);

    public RouterReader(LinuxKernel kernel, CommandRunner runner, Iptables iptables) {
        this.kernel = kernel;
        this.runner = runner;
        this.iptables = iptables;
        this.reader = new SnapshotReader(kernel, runner, iptables);
    }

    /**
     * Reads. What iptables does not let us see is told as a problem.
     *
     * @param scope what the config of now asks for
     * @param inside interfaces of which nobody need know who is there
     * @throws KernelException when routes, rules or interfaces cannot be read
     */
    public RouterSnapshot read(
            ReadScope scope, Collection<InterfaceName> inside, Taken taken, SortedMap<String, UplinkState> health)
            throws KernelException {
        SortedSet<InterfaceName> devices = devices(scope.protocol());
        devices.remove(LOOPBACK);
        SortedSet<InterfaceName> outside = new TreeSet<>(devices);
        outside.removeAll(inside);
        Reading reading = kernel.read(wide(scope, devices, outside));
        List<String> problems = new ArrayList<>(reading.problems());
        SortedMap<ChainId, OtherChain> others = new TreeMap<>();
        for (FirewallTable table : reading.firewall()) others.putAll(reader.others(table, problems));
        TableSizes sizes = TableSizes.read();
        SortedSet<TableId> tables = new TreeSet<>(sizes.prefixes().keySet());
        tables.addAll(SnapshotReader.named(reading.state().rules()));
        tables.addAll(scope.tables());
        tables.add(TableId.MAIN);
        tables.remove(TableSizes.LOCAL);
        SortedSet<TableId> partial = sizes.beyond(SnapshotReader.MOST_ROUTES);
        KernelState ours = reading.state();
        SortedSet<Route> routes = new TreeSet<>(ours.routes());
        routes.addAll(partial.isEmpty() ? all() : some(tables, partial));
        Snapshot snapshot = new Snapshot(
                new KernelState(ours.sysctls(), routes, ours.rules(), ours.chains(), ours.jumps()),
                links(reading.links(), outside),
                tables,
                partial,
                reading.firewall(),
                others,
                reading.notices(),
                problems);
        return new RouterSnapshot(
                taken,
                snapshot,
                machine(reading.links()),
                health,
                IpSets.all(runner),
                scope.somewhere().map(address -> new Somewhere(address, reading.defaultInMain())));
    }

    private SortedSet<InterfaceName> devices(int protocol) throws KernelException {
        ReadScope nothing = new ReadScope(
                new TreeSet<>(), false, protocol, List.of(), Set.of(), Optional.empty(), Set.of(), Set.of());
        return new TreeSet<>(kernel.read(nothing).links().byName().keySet());
    }

    /** What any config with uplinks on these devices may ask for. */
    private static ReadScope wide(ReadScope scope, SortedSet<InterfaceName> devices, SortedSet<InterfaceName> outside) {
        Set<Sysctl> sysctls = new TreeSet<>(scope.sysctls());
        sysctls.addAll(List.of(Sysctl.IP_FORWARD, Sysctl.MULTIPATH_HASH_POLICY, Sysctl.MULTIPATH_HASH_FIELDS));
        for (InterfaceName device : devices)
            sysctls.addAll(List.of(
                    Sysctl.rpFilter(device), Sysctl.ignoreRoutesWithLinkdown(device), Sysctl.forwarding(device)));
        SortedSet<InterfaceName> leases = new TreeSet<>(scope.leases());
        leases.addAll(outside);
        Set<FirewallTable> leftovers = EnumSet.allOf(FirewallTable.class);
        leftovers.removeAll(scope.firewall());
        return new ReadScope(
                new TreeSet<>(),
                true,
                scope.protocol(),
                List.copyOf(sysctls),
                scope.gateways(),
                leases,
                scope.stations(),
                scope.somewhere(),
                scope.firewall(),
                leftovers,
                Set.of());
    }

    private List<Route> all() throws KernelException {
        Result result = runner.run(List.of("ip", "-N", "-j", FAMILY.ipOption(), "route", "show", "table", "all"), "");
        if (result.failed()) throw new KernelException("ip route show: " + result.words());
        return listing.routesOfAllTables(result.out().isBlank() ? "[]" : result.out()).stream()
                .filter(route -> !route.key().table().equals(TableSizes.LOCAL))
                .toList();
    }

    private List<Route> some(SortedSet<TableId> tables, SortedSet<TableId> partial) throws KernelException {
        List<Route> routes = new ArrayList<>();
        for (TableId table : tables) {
            if (!partial.contains(table)) {
                routes.addAll(listed(table, List.of()));
                continue;
            }
            routes.addAll(reader.some(table, List.of()));
            // Nothing but a default route gets in the way of ours, and none of ours is in main.
            if (!table.equals(TableId.MAIN)) routes.addAll(listed(table, List.of("exact", "default")));
        }
        return routes;
    }

    private List<Route> listed(TableId table, List<String> filter) throws KernelException {
        return listing.routes(SnapshotReader.shown(runner, table, filter), table, Optional.empty());
    }

    private Links links(Links links, SortedSet<InterfaceName> outside) throws KernelException {
        Result result = runner.run(List.of("ip", "-N", "-j", FAMILY.ipOption(), "neigh", "show"), "");
        if (result.failed()) throw new KernelException("ip neigh show: " + result.words());
        Map<Neighbour, MacAddress> stations = new HashMap<>();
        listing.stations(result.out().isBlank() ? "[]" : result.out(), outside::contains).entrySet().stream()
                .sorted(Comparator.comparing((Map.Entry<Neighbour, MacAddress> e) ->
                                e.getKey().device())
                        .thenComparing(e -> e.getKey().gateway()))
                .limit(MOST_STATIONS)
                .forEach(e -> stations.put(e.getKey(), e.getValue()));
        stations.putAll(links.stations());
        return new Links(links.byName(), links.routedNeighbours(), stations, links.leases());
    }

    /** Of what other programs say, only what we have something to say about. */
    private Machine machine(Links links) {
        MachineReader look = MachineReader.of(iptables);
        Machine whole = look.read();
        SortedMap<String, Machine.Said> settings = new TreeMap<>(whole.settings());
        settings.keySet().removeIf(key -> key.startsWith(SETTING) && !isOurBusiness(key.substring(SETTING.length())));
        return new Machine(
                RouterSnapshot.withAddress(links),
                whole.programs().stream()
                        .filter(Lints.PROGRAMS::contains)
                        .collect(Collectors.toCollection(TreeSet::new)),
                settings,
                whole.tableNames(),
                whole.sysctls(),
                whole.networkManaged(),
                whole.mainHasDefault(),
                look.firewall());
    }

    // Some parameters are secrets, such as tcp_fastopen_key.
    private static boolean isOurBusiness(String path) {
        return path.equals(Sysctl.IP_FORWARD.path()) || path.endsWith("/rp_filter");
    }
}
