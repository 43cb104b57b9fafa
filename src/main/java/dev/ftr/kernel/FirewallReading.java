package dev.ftr.kernel;

import dev.ftr.kernel.FirewallListing.Listed;
import dev.ftr.model.ChainId;
import dev.ftr.model.ChainRule;
import dev.ftr.model.Family;
import dev.ftr.model.FirewallTable;
import dev.ftr.model.Jump;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.stream.Stream;

/** Our chains as they are, read side by side; a table that cannot be read does not keep the others from being so. */
final class FirewallReading {
    private final Iptables iptables;
    private final Family family;
    private final ReadScope scope;
    private final Optional<Supplier<FirewallListing>> listing;
    private final Map<FirewallTable, Iptables.Saving> savings = new EnumMap<>(FirewallTable.class);
    private final Set<FirewallTable> tables = EnumSet.noneOf(FirewallTable.class);
    private final SortedMap<ChainId, List<ChainRule>> chains = new TreeMap<>();
    private final SortedMap<Jump, Integer> jumps = new TreeMap<>();
    private final List<String> notices = new ArrayList<>();
    private final List<String> problems = new ArrayList<>();

    /** @param listing of all tables, where there is one already, or will be by the time it is wanted */
    FirewallReading(Iptables iptables, Family family, ReadScope scope, Optional<Supplier<FirewallListing>> listing) {
        this.listing = listing;
        this.iptables = iptables;
        this.family = family;
        this.scope = scope;
    }

    void start() {
        if (listing.isEmpty()) wanted().forEach(this::start);
    }

    private List<FirewallTable> wanted() {
        return Stream.of(FirewallTable.values())
                .filter(table ->
                        scope.firewall().contains(table) || scope.leftovers().contains(table))
                .toList();
    }

    private void start(FirewallTable table) {
        try {
            savings.put(table, iptables.save(family, table));
        } catch (KernelException e) {
            complain(table, e);
        }
    }

    void await() {
        listing.ifPresent(giver -> takeFrom(giver.get()));
        savings.forEach((table, saving) -> {
            try {
                take(table, whole(table, saving.await()));
            } catch (KernelException e) {
                complain(table, e);
            }
        });
    }

    private void takeFrom(FirewallListing all) {
        for (FirewallTable table : wanted())
            all.of(table).ifPresentOrElse(listed -> take(table, listed), () -> start(table));
    }

    private void complain(FirewallTable table, KernelException e) {
        if (scope.firewall().contains(table)) problems.add(String.valueOf(e.getMessage()));
    }

    private Listed whole(FirewallTable table, CommandRunner.Result listing) throws KernelException {
        if (!isWhole(table, listing.out()))
            throw new KernelException("iptables-save printed no whole listing of table %s".formatted(table));
        return new Listed(listing, IptablesSave.parse(listing.out(), family, table));
    }

    private void take(FirewallTable table, Listed listed) {
        chains.putAll(listed.ours().chains());
        jumps.putAll(listed.ours().jumps());
        tables.add(table);
        if (table == FirewallTable.MANGLE)
            iptables.otherBackend(family, listed.result()).ifPresent(notices::add);
    }

    // Half a listing would make chains that exist look missing, and making a chain empties it. No table is no listing.
    private static boolean isWhole(FirewallTable table, String text) {
        List<String> lines = text.lines()
                .map(String::strip)
                .filter(l -> !l.isEmpty() && !l.startsWith("#"))
                .toList();
        return lines.isEmpty()
                || (lines.getFirst().equals("*" + table) && lines.getLast().equals("COMMIT"));
    }

    Set<FirewallTable> tables() {
        return tables;
    }

    SortedMap<ChainId, List<ChainRule>> chains() {
        return chains;
    }

    SortedMap<Jump, Integer> jumps() {
        return jumps;
    }

    List<String> notices() {
        return notices;
    }

    List<String> problems() {
        return problems.stream().distinct().toList();
    }
}
