package dev.ftr.explain;

import dev.ftr.model.UplinkId;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Where connections of a kind go.
 *
 * @param journeys all that are possible, the likeliest first
 * @param failures where they go when one of the uplinks that work fails
 */
public record Explanation(Flow flow, List<Journey> journeys, SortedMap<UplinkId, List<Journey>> failures) {
    public Explanation {
        journeys = List.copyOf(journeys);
        failures = Collections.unmodifiableSortedMap(new TreeMap<>(failures));
    }
}
