package dev.ftr.kernel;

import dev.ftr.kernel.CommandRunner.Result;
import dev.ftr.model.ChainId;
import dev.ftr.model.Family;
import dev.ftr.model.FirewallTable;
import dev.ftr.model.IpAddress;
import dev.ftr.model.KernelState;
import dev.ftr.model.PolicyRule;
import dev.ftr.model.Route;
import dev.ftr.model.RuleAction;
import dev.ftr.model.Snapshot;
import dev.ftr.model.Snapshot.OtherChain;
import dev.ftr.model.TableId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads what else decides about packets, beside what is ours: table main, the tables of other people's rules, their chains. */
public final class SnapshotReader {
    /** Beyond so many routes in all tables, only those of a table are listed that people or the kernel itself make. */
    static final int MOST_ROUTES = 10_000;

    /** The kernel, boot scripts, administrators, DHCP clients: not routing daemons, which may know the whole internet. */
    private static final List<Integer> FEW = List.of(2, 3, 4, 16);

    private static final Family FAMILY = Family.IPV4;
    private static final TableId LOCAL = new TableId(255);
    private static final Pattern TABLE = Pattern.compile("lookup (\\d+|main|default)\\b.*");

    private final LinuxKernel kernel;
    private final CommandRunner runner;
    private final Iptables iptables;
    private final IpListing listing = new IpListing(FAMILY);

    public SnapshotReader(LinuxKernel kernel, CommandRunner runner, Iptables iptables) {
        this.kernel = kernel;
        this.runner = runner;
        this.iptables = iptables;
    }

    /**
     * Reads. What iptables does not let us see is told as a problem.
     *
     * @param about of tables too long to be listed whole, the routes to these are listed besides
     * @throws KernelException when routes, rules or interfaces cannot be read
     */
    public Snapshot read(ReadScope scope, List<IpAddress> about) throws KernelException {
        Reading reading = kernel.read(scope);
        KernelState ours = reading.state();
        SortedSet<TableId> tables = named(ours.rules());
        tables.add(TableId.MAIN);
        tables.removeAll(scope.tables());
        boolean whole = count() <= MOST_ROUTES;
        SortedSet<Route> routes = new TreeSet<>(ours.routes());
        for (TableId table : tables) routes.addAll(whole ? list(table, List.of()) : some(table, about));
        List<String> notices = new ArrayList<>(reading.notices());
        List<String> problems = new ArrayList<>(reading.problems());
        SortedMap<ChainId, OtherChain> others = new TreeMap<>();
        for (FirewallTable table : reading.firewall()) others.putAll(others(table, problems));
        SortedSet<TableId> partial = whole ? new TreeSet<>() : new TreeSet<>(tables);
        tables.addAll(scope.tables());
        return new Snapshot(
                new KernelState(ours.sysctls(), routes, ours.rules(), ours.chains(), ours.jumps()),
                reading.links(),
                tables,
                partial,
                reading.firewall(),
                others,
                notices,
                problems);
    }

    /** What rules look up, in whatever words, without the table of the router's own addresses. */
    static SortedSet<TableId> named(Set<PolicyRule> rules) {
        SortedSet<TableId> tables = new TreeSet<>();
        for (PolicyRule rule : rules)
            switch (rule.action()) {
                case RuleAction.Lookup(TableId table) -> tables.add(table);
                case RuleAction.LookupWithoutDefault(TableId table) -> tables.add(table);
                case RuleAction.Foreign(String text) -> worded(text).ifPresent(tables::add);
                case RuleAction.GoTo to -> {}
                case RuleAction.Nothing nothing -> {}
            }
        tables.remove(LOCAL);
        return tables;
    }

    private static Optional<TableId> worded(String action) {
        Matcher lookup = TABLE.matcher(action);
        if (!lookup.matches()) return Optional.empty();
        return Optional.of(
                switch (lookup.group(1)) {
                    case "main" -> TableId.MAIN;
                    case "default" -> new TableId(253);
                    default -> new TableId(Long.parseLong(lookup.group(1)));
                });
    }

    List<Route> some(TableId table, List<IpAddress> about) throws KernelException {
        List<Route> routes = new ArrayList<>();
        for (int protocol : FEW)
            listing.routes(
                            shown(runner, table, List.of("proto", Integer.toString(protocol))),
                            table,
                            Optional.of(protocol))
                    .forEach(routes::add);
        for (IpAddress address : about) routes.addAll(list(table, List.of("match", address.toString())));
        return routes;
    }

    private List<Route> list(TableId table, List<String> filter) throws KernelException {
        return listing.routes(shown(runner, table, filter), table, Optional.empty());
    }

    static String shown(CommandRunner runner, TableId table, List<String> filter) throws KernelException {
        List<String> command = new ArrayList<>(
                List.of("ip", "-N", "-j", FAMILY.ipOption(), "route", "show", "table", table.toString()));
        command.addAll(filter);
        Result result = runner.run(command, "");
        if (result.err().contains("FIB table does not exist")) return "[]";
        if (result.failed()) throw new KernelException("ip route show: " + result.words());
        return result.out().isBlank() ? "[]" : result.out();
    }

    /** Counted by the kernel without handing out a single route; 0 where it does not say. */
    static long count() {
        return TableSizes.read().all();
    }

    SortedMap<ChainId, OtherChain> others(FirewallTable table, List<String> problems) {
        try {
            return IptablesSave.others(iptables.save(FAMILY, table).await().out(), FAMILY, table);
        } catch (KernelException e) {
            problems.add(String.valueOf(e.getMessage()));
            return new TreeMap<>();
        }
    }
}
