package dev.ftr.kernel;

import dev.ftr.kernel.CommandRunner.Result;
import dev.ftr.kernel.CommandRunner.Running;
import dev.ftr.model.Family;
import dev.ftr.model.InterfaceName;
import dev.ftr.model.Link;
import dev.ftr.model.Links;
import dev.ftr.model.Links.Neighbour;
import dev.ftr.model.MacAddress;
import dev.ftr.model.PolicyRule;
import dev.ftr.model.Route;
import dev.ftr.model.RuleAction;
import dev.ftr.model.TableId;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Collectors;

/**
 * Asks {@code ip}: all in one process where there are few routes. Where there are many, a table is asked for by a process of its
 * own, which costs 2 ms whatever main holds: the kernel filters by table then. In a batch it does not, since {@code ip -batch}
 * does not ask it to (iproute2 6.1), and each listing walks every route there is.
 */
final class IpReader {
    /** Processes side by side; more would only wait for each other. */
    private static final int SIDE_BY_SIDE = 8;

    private static final String NO_TABLE = "FIB table does not exist";

    private final CommandRunner runner;
    private final Family family;
    private final IpListing listing;
    private final LeaseFiles leaseFiles;

    IpReader(CommandRunner runner, Family family, LeaseFiles leaseFiles) {
        this.runner = runner;
        this.family = family;
        this.leaseFiles = leaseFiles;
        this.listing = new IpListing(family);
    }

    /**
     * What was answered.
     *
     * @param defaultInMain see {@link Reading}
     */
    record Answers(Links links, Set<Route> routes, SortedSet<PolicyRule> rules, Optional<String> defaultInMain) {}

    Answers read(ReadScope scope) throws KernelException {
        IpBatch batch = new IpBatch();
        Listings listings = new Listings(TableSizes.read().areFew() ? Optional.of(batch) : Optional.empty());
        Optional<Listed> everywhere =
                scope.everywhere() ? Optional.of(listings.start(ours("all", scope.protocol()))) : Optional.empty();
        LeaseReading leases = new LeaseReading(leaseFiles, listing, scope);
        leases.start(this::start);
        Tables tables = new Tables(listings, scope.protocol());
        if (listings.areInBatch()) tables.addWhole(scope.tables());
        int linksAt = batch.add(List.of("link", "show"));
        int addressesAt = batch.add(List.of("address", "show"));
        int rulesAt = batch.add(List.of("rule", "show"));
        Map<Integer, Neighbour> gatewaysAt = new LinkedHashMap<>();
        for (Neighbour neighbour : scope.gateways()) gatewaysAt.put(batch.add(routeTo(neighbour)), neighbour);
        Map<Integer, InterfaceName> sharedAt = new LinkedHashMap<>();
        for (InterfaceName device : shared(scope))
            sharedAt.put(batch.add(List.of("neigh", "show", "dev", device.toString())), device);
        Optional<Integer> somewhereAt =
                scope.somewhere().map(address -> batch.add(List.of("route", "get", "fibmatch", address.toString())));

        Running asked = startAsking(batch);
        // Beside the batch: what our config names is known before the rules are.
        if (!listings.areInBatch()) tables.addWhole(scope.tables());
        Map<Integer, String> answers = answers(batch, asked);
        listings.answered(asked.await(), answers);
        SortedSet<PolicyRule> rules = new TreeSet<>(listing.rules(answer(answers, rulesAt)));
        if (everywhere.isEmpty())
            for (TableId table : namedByOurs(rules, scope.protocol()))
                if (!scope.tables().contains(table)) tables.addOurs(table);
        Set<Route> routes = new HashSet<>(tables.routes());
        if (everywhere.isPresent())
            routes.addAll(listing.routesOfAllTables(everywhere.get().text(), scope.protocol()));
        Set<Neighbour> neighbours = new HashSet<>();
        for (var at : gatewaysAt.entrySet())
            if (IpListing.isNeighbour(
                    answer(answers, at.getKey()), at.getValue().device())) neighbours.add(at.getValue());
        SortedMap<InterfaceName, Link> links = listing.links(answer(answers, linksAt), answer(answers, addressesAt));
        Optional<String> defaultInMain =
                somewhereAt.isEmpty() ? Optional.empty() : IpListing.defaultInMain(answer(answers, somewhereAt.get()));
        Map<InterfaceName, Integer> indexes =
                scope.leases().isEmpty() ? Map.of() : listing.indexes(answer(answers, linksAt));
        Map<Neighbour, MacAddress> stations = new HashMap<>();
        for (var at : sharedAt.entrySet())
            stations.putAll(listing.stations(answer(answers, at.getKey()), at.getValue()));
        stations.keySet().retainAll(scope.stations().keySet());
        Links seen = new Links(links, neighbours, stations, leases.await(links, indexes));
        return new Answers(withGatewaysOfLeases(seen), routes, rules, defaultInMain);
    }

    /** A gateway that no network of its device holds is asked about, like one of the config; it was not known before. */
    private Links withGatewaysOfLeases(Links links) throws KernelException {
        IpBatch batch = new IpBatch();
        Map<Integer, Neighbour> at = new LinkedHashMap<>();
        links.leases()
                .forEach((device, lease) -> lease.gateway()
                        .filter(gateway -> !links.reaches(gateway, device))
                        .map(gateway -> new Neighbour(gateway, device))
                        .ifPresent(neighbour -> at.put(batch.add(routeTo(neighbour)), neighbour)));
        if (at.isEmpty()) return links;
        Map<Integer, String> answers = answers(batch, startAsking(batch));
        Set<Neighbour> neighbours = new HashSet<>(links.routedNeighbours());
        for (var each : at.entrySet())
            if (IpListing.isNeighbour(
                    answer(answers, each.getKey()), each.getValue().device())) neighbours.add(each.getValue());
        return new Links(links.byName(), neighbours, links.stations(), links.leases());
    }

    private static SortedSet<InterfaceName> shared(ReadScope scope) {
        return scope.stations().keySet().stream().map(Neighbour::device).collect(Collectors.toCollection(TreeSet::new));
    }

    private static Set<TableId> namedByOurs(Set<PolicyRule> rules, int protocol) {
        Set<TableId> tables = new HashSet<>();
        for (PolicyRule rule : rules)
            if (rule.protocol() == protocol && rule.action() instanceof RuleAction.Lookup(TableId table))
                tables.add(table);
        return tables;
    }

    /** What {@code ip route show} printed. */
    private interface Listed {
        String text() throws KernelException;
    }

    /** Listings of routes: in the batch, as long as that is not on its way, or each by a process. */
    private final class Listings {
        private final Optional<IpBatch> batch;
        private Optional<Result> result = Optional.empty();
        private Map<Integer, String> answers = Map.of();

        Listings(Optional<IpBatch> batch) {
            this.batch = batch;
        }

        boolean areInBatch() {
            return batch.isPresent() && result.isEmpty();
        }

        Listed start(List<String> question) throws KernelException {
            if (areInBatch()) {
                int at = batch.get().add(question);
                return () -> inBatch(at);
            }
            Running process = IpReader.this.start(question);
            return () -> listed(process);
        }

        void answered(Result result, Map<Integer, String> answers) {
            this.result = Optional.of(result);
            this.answers = answers;
        }

        private String inBatch(int at) throws KernelException {
            String text = answers.get(at);
            if (text != null) return text;
            String words = IpBatch.failures(result.map(Result::err).orElse("")).getOrDefault(at, "");
            if (words.contains(NO_TABLE)) return "[]";
            throw new KernelException("ip route show: " + words);
        }
    }

    /** Our tables whole, and what is ours in the others that a rule of ours names. */
    private final class Tables {
        private final Listings listings;
        private final int protocol;
        private final List<Route> routes = new ArrayList<>();
        private final Deque<Listing> underWay = new ArrayDeque<>();

        Tables(Listings listings, int protocol) {
            this.listings = listings;
            this.protocol = protocol;
        }

        void addWhole(Set<TableId> tables) throws KernelException {
            for (TableId table : tables)
                add(new Listing(
                        table, Optional.empty(), listings.start(List.of("route", "show", "table", table.toString()))));
        }

        void addOurs(TableId table) throws KernelException {
            add(new Listing(table, Optional.of(protocol), listings.start(ours(table.toString(), protocol))));
        }

        private void add(Listing listing) throws KernelException {
            underWay.add(listing);
            if (!listings.areInBatch() && underWay.size() >= SIDE_BY_SIDE) take(underWay.remove());
        }

        List<Route> routes() throws KernelException {
            while (!underWay.isEmpty()) take(underWay.remove());
            return routes;
        }

        private void take(Listing done) throws KernelException {
            routes.addAll(listing.routes(done.listed().text(), done.table(), done.protocol()));
        }
    }

    private record Listing(TableId table, Optional<Integer> protocol, Listed listed) {}

    private Running start(List<String> question) throws KernelException {
        List<String> command = new ArrayList<>(List.of("ip", "-N", "-j", family.ipOption()));
        command.addAll(question);
        return runner.start(command, "");
    }

    // A table that does not exist is an error to ip, and an empty table to us.
    private static String listed(Running process) throws KernelException {
        Result result = process.await();
        if (result.err().contains(NO_TABLE)) return "[]";
        if (result.failed()) throw new KernelException("ip route show: " + result.words());
        return result.out().isBlank() ? "[]" : result.out();
    }

    private Running startAsking(IpBatch batch) throws KernelException {
        return runner.start(List.of("ip", "-N", "-j", family.ipOption(), "-force", "-batch", "-"), batch.text());
    }

    private static Map<Integer, String> answers(IpBatch batch, Running asked) throws KernelException {
        Result result = asked.await();
        if (result.failed() && IpBatch.failures(result.err()).isEmpty())
            throw new KernelException("ip -batch: " + result.words());
        return batch.outputs(result);
    }

    private static List<String> ours(String table, int protocol) {
        return List.of("route", "show", "table", table, "proto", Integer.toString(protocol));
    }

    // fibmatch shows the route itself: without it, a device given with oif makes every address look like a neighbour.
    private static List<String> routeTo(Neighbour neighbour) {
        return List.of(
                "route",
                "get",
                "fibmatch",
                neighbour.gateway().toString(),
                "oif",
                neighbour.device().toString());
    }

    // A question that the kernel refused (no route to there, no such device) has no answer, which is an answer.
    private static String answer(Map<Integer, String> answers, int index) {
        return answers.getOrDefault(index, "[]");
    }
}
