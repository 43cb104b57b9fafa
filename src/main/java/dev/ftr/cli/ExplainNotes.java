package dev.ftr.cli;

import dev.ftr.cli.ExplainCommand.Explained;
import dev.ftr.explain.Doubt;
import dev.ftr.explain.Fate;
import dev.ftr.explain.Flow;
import dev.ftr.explain.Journey;
import dev.ftr.kernel.RestoreLines;
import dev.ftr.kernel.RouteText;
import dev.ftr.model.ChainRule;
import dev.ftr.model.Match;
import dev.ftr.model.UplinkId;
import dev.ftr.model.UplinkState;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** What an administrator should know about an explanation besides: what is odd, and what may make it wrong. */
record ExplainNotes(Explained explained) {

    /** One line each, in a stable order. */
    List<String> of(List<Journey> journeys) {
        List<String> notes = new ArrayList<>();
        deadEnds(journeys).ifPresent(notes::add);
        if (journeys.stream().anyMatch(this::staysInside))
            notes.add("%s is on the network that it comes from; neighbours reach each other without the router"
                    .formatted(explained.flow().to()));
        if (journeys.size() > 1
                && !explained.flow().comesIn()
                && explained.config().traffic().clientTime().isPresent())
            notes.add("sticky: client: all connections of the router itself take the same one of these");
        SortedSet<String> doubts = new TreeSet<>();
        journeys.forEach(j -> j.doubts().forEach(d -> doubts.add(text(d))));
        notes.addAll(doubts);
        return notes;
    }

    /** Uplinks that are down are used only where nothing works that may carry it. */
    private Optional<String> deadEnds(List<Journey> journeys) {
        SortedSet<UplinkId> dead = new TreeSet<>();
        for (Journey journey : journeys)
            if (journey.fate() instanceof Fate.Leaves leaves)
                leaves.uplink()
                        .filter(id -> explained.states().get(id) == UplinkState.DOWN)
                        .ifPresent(dead::add);
        if (dead.isEmpty()) return Optional.empty();
        String names = dead.stream().map(explained::name).collect(Collectors.joining(", "));
        return Optional.of("%s: down, and in use only as no uplink works that may carry this; do not expect an answer"
                .formatted(names));
    }

    private boolean staysInside(Journey journey) {
        Flow flow = explained.flow();
        return journey.fate() instanceof Fate.Leaves leaves
                && leaves.gateway().isEmpty()
                && leaves.destination().equals(flow.to())
                && flow.in().equals(Optional.of(leaves.device()));
    }

    private static String text(Doubt doubt) {
        return switch (doubt) {
            case Doubt.MayChange(var chain, var rule) ->
                isSticky(rule)
                        ? "sticky: client: a client stays on the uplink of its last connection, as long as that carries "
                                + "new ones; the shares are of clients"
                        : "may also be changed by iptables, table %s: %s"
                                .formatted(chain.table(), RestoreLines.rule(chain, rule));
            case Doubt.MayCatch(var rule) -> "may also be caught by rule %s, which is not ours".formatted(rule);
            case Doubt.MayTake(var route) ->
                "may also take a route in table %s: %s"
                        .formatted(route.key().table().name(), RouteText.of(route));
            case Doubt.MayLackWayBack(var device, var source) ->
                "no route leads back to %s; with rp_filter on %s the kernel drops it".formatted(source, device);
            case Doubt.PartOfTable(var table) ->
                "table %s is too long to be read whole; a route of a routing daemon may say otherwise"
                        .formatted(table.name());
            case Doubt.TableUnread(var table) -> "the routes of table %s were not read".formatted(table.name());
            case Doubt.FirewallUnread(var table) ->
                "what others have in iptables table %s is not known: it could not be read (needs root)"
                        .formatted(table);
        };
    }

    private static boolean isSticky(ChainRule rule) {
        return rule instanceof ChainRule.Known(var matches, var target)
                && matches.stream().anyMatch(Match.Recent.class::isInstance);
    }
}
