package dev.ftr.kernel;

import dev.ftr.model.Cidr;
import dev.ftr.model.Family;
import dev.ftr.model.PolicyRule;
import dev.ftr.model.Route;
import dev.ftr.model.TableId;
import java.util.Collection;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;

/** Routes to certain destinations in all tables that the rules of others ask. */
record OtherRoutes(CommandRunner runner) {
    private static final Family FAMILY = Family.IPV4;

    /**
     * Lists those that cover a destination, or a part of it. Empty: there are too many routes to be listed.
     *
     * @param protocol of rules that are ours
     */
    SortedMap<Cidr, List<Route>> to(Collection<Cidr> destinations, int protocol) throws KernelException {
        SortedMap<Cidr, List<Route>> found = new TreeMap<>();
        if (destinations.isEmpty() || SnapshotReader.count() > SnapshotReader.MOST_ROUTES) return found;
        IpListing listing = new IpListing(FAMILY);
        String rules = runner.run(List.of("ip", "-N", "-j", FAMILY.ipOption(), "rule", "show"), "")
                .out();
        Set<PolicyRule> others = new HashSet<>(listing.rules(rules));
        others.removeIf(rule -> rule.protocol() == protocol);
        Set<Route> routes = new TreeSet<>();
        for (TableId table : SnapshotReader.named(others))
            routes.addAll(listing.routes(SnapshotReader.shown(runner, table, List.of()), table, Optional.empty()));
        for (Cidr destination : destinations)
            found.put(destination, routes.stream().filter(meeting(destination)).toList());
        return found;
    }

    static Predicate<Route> meeting(Cidr block) {
        return route -> {
            Cidr other = route.key().destination();
            return (other.contains(block.address()) && other.length() <= block.length())
                    || (block.contains(other.address()) && block.length() <= other.length());
        };
    }
}
