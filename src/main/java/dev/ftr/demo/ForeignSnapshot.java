package dev.ftr.demo;

import dev.ftr.model.ChainId;
import dev.ftr.model.PolicyRule;
import dev.ftr.model.Route;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Everything in the kernel that is not ours, in the kernel's order.
 *
 * @param chains every chain but ours, without the jumps to ours
 */
public record ForeignSnapshot(List<Route> routes, List<PolicyRule> rules, SortedMap<ChainId, List<String>> chains) {
    public ForeignSnapshot {
        routes = List.copyOf(routes);
        rules = List.copyOf(rules);
        chains = Collections.unmodifiableSortedMap(new TreeMap<>(chains));
    }
}
