package dev.ftr.kernel;

import dev.ftr.kernel.CommandRunner.Result;
import dev.ftr.model.Family;
import dev.ftr.model.InterfaceName;
import dev.ftr.model.Link;
import dev.ftr.model.Links;
import dev.ftr.model.Links.Neighbour;
import dev.ftr.model.PolicyRule;
import dev.ftr.model.Route;
import dev.ftr.model.RuleAction;
import dev.ftr.model.TableId;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeSet;

/**
 * Asks {@code ip} all questions in one process. Each table that is asked for costs microseconds, whatever main holds: the
 * kernel filters by table, but a listing of all tables would walk every route there is.
 */
final class IpReader {
    private static final String ALL = "all";

    private final CommandRunner runner;
    private final Family family;
    private final IpListing listing;

    IpReader(CommandRunner runner, Family family) {
        this.runner = runner;
        this.family = family;
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
        int linksAt = batch.add(List.of("link", "show"));
        int addressesAt = batch.add(List.of("address", "show"));
        int rulesAt = batch.add(List.of("rule", "show"));
        Map<Integer, TableId> tablesAt = new LinkedHashMap<>();
        for (TableId table : scope.tables())
            tablesAt.put(batch.add(List.of("route", "show", "table", table.toString())), table);
        Map<Integer, TableId> suspectsAt = new LinkedHashMap<>();
        for (TableId table : scope.suspects())
            suspectsAt.put(batch.add(ours(table.toString(), scope.protocol())), table);
        Map<Integer, Neighbour> gatewaysAt = new LinkedHashMap<>();
        for (Neighbour neighbour : scope.gateways()) gatewaysAt.put(batch.add(routeTo(neighbour)), neighbour);
        Optional<Integer> somewhereAt =
                scope.somewhere().map(address -> batch.add(List.of("route", "get", "fibmatch", address.toString())));

        Map<Integer, String> answers = ask(batch);
        Set<Route> routes = new HashSet<>();
        for (var at : tablesAt.entrySet())
            routes.addAll(listing.routes(answer(answers, at.getKey()), at.getValue(), Optional.empty()));
        for (var at : suspectsAt.entrySet())
            routes.addAll(listing.routes(answer(answers, at.getKey()), at.getValue(), Optional.of(scope.protocol())));
        Set<Neighbour> neighbours = new HashSet<>();
        for (var at : gatewaysAt.entrySet())
            if (IpListing.isNeighbour(
                    answer(answers, at.getKey()), at.getValue().device())) neighbours.add(at.getValue());
        SortedSet<PolicyRule> rules = new TreeSet<>(listing.rules(answer(answers, rulesAt)));
        routes.addAll(elsewhere(scope, rules));
        SortedMap<InterfaceName, Link> links = listing.links(answer(answers, linksAt), answer(answers, addressesAt));
        Optional<String> defaultInMain =
                somewhereAt.isEmpty() ? Optional.empty() : IpListing.defaultInMain(answer(answers, somewhereAt.get()));
        return new Answers(new Links(links, neighbours), routes, rules, defaultInMain);
    }

    /** Routes of ours in tables that the scope does not name, but a rule of ours does. */
    private Set<Route> elsewhere(ReadScope scope, Set<PolicyRule> rules) throws KernelException {
        Set<Route> routes = new HashSet<>();
        IpBatch batch = new IpBatch();
        if (scope.everywhere()) {
            batch.add(ours(ALL, scope.protocol()));
            routes.addAll(listing.routesOfAllTables(answer(ask(batch), 0), scope.protocol()));
            return routes;
        }
        Map<Integer, TableId> at = new LinkedHashMap<>();
        for (PolicyRule rule : rules)
            if (rule.protocol() == scope.protocol()
                    && rule.action() instanceof RuleAction.Lookup(TableId table)
                    && !scope.tables().contains(table)
                    && !scope.suspects().contains(table))
                at.put(batch.add(ours(table.toString(), scope.protocol())), table);
        if (batch.isEmpty()) return routes;
        Map<Integer, String> answers = ask(batch);
        for (var entry : at.entrySet())
            routes.addAll(
                    listing.routes(answer(answers, entry.getKey()), entry.getValue(), Optional.of(scope.protocol())));
        return routes;
    }

    private Map<Integer, String> ask(IpBatch batch) throws KernelException {
        Result result = runner.run(List.of("ip", "-N", "-j", family.ipOption(), "-force", "-batch", "-"), batch.text());
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
