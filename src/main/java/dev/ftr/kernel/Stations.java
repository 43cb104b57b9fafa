package dev.ftr.kernel;

import dev.ftr.model.ChainId;
import dev.ftr.model.ChainRule;
import dev.ftr.model.FirewallTarget;
import dev.ftr.model.FwMark;
import dev.ftr.model.Links.Neighbour;
import dev.ftr.model.MacAddress;
import dev.ftr.model.Match;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.stream.Stream;

/**
 * The Ethernet addresses of gateways. The kernel forgets a neighbour that nobody has talked to for a while, and one that does
 * not answer; where the gateway is has not changed by that. So what our own rule says of it goes on to hold until another
 * address is known, or until somebody else turns out to have this one.
 */
public final class Stations {
    private Stations() {}

    /**
     * Adds what our rules remember to what is known.
     *
     * @param asked see {@link ReadScope}
     * @param known by the neighbour table
     * @param chains as they are
     */
    public static Map<Neighbour, MacAddress> remembered(
            Map<Neighbour, FwMark> asked,
            Map<Neighbour, MacAddress> known,
            SortedMap<ChainId, List<ChainRule>> chains) {
        Map<Neighbour, MacAddress> all = new HashMap<>(known);
        asked.forEach((neighbour, mark) -> {
            if (known.containsKey(neighbour)) return;
            inRules(neighbour, mark, chains)
                    .filter(station -> !isAnothers(station, neighbour, known))
                    .ifPresent(station -> all.put(neighbour, station));
        });
        return all;
    }

    private static Optional<MacAddress> inRules(
            Neighbour neighbour, FwMark mark, SortedMap<ChainId, List<ChainRule>> chains) {
        return chains.values().stream()
                .flatMap(List::stream)
                .flatMap(rule -> rule instanceof ChainRule.Known(var matches, FirewallTarget.SetConnectionMark(var set))
                                && set.equals(mark)
                                && matches.contains(new Match.InInterface(neighbour.device()))
                        ? matches.stream()
                        : Stream.empty())
                .flatMap(match -> match instanceof Match.Station(var station) ? Stream.of(station) : Stream.empty())
                .findFirst();
    }

    private static boolean isAnothers(MacAddress station, Neighbour neighbour, Map<Neighbour, MacAddress> known) {
        return known.entrySet().stream()
                .anyMatch(e -> e.getKey().device().equals(neighbour.device())
                        && e.getValue().equals(station));
    }
}
