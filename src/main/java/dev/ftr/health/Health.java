package dev.ftr.health;

import dev.ftr.model.Target;
import dev.ftr.model.UplinkId;
import dev.ftr.model.UplinkState;
import java.util.Collection;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * Health of all uplinks at one moment.
 *
 * @param silent targets that answer through none of the uplinks that are up: the fault is theirs
 * @param asOf the moment, in nanoseconds of the engine's monotonic clock
 */
public record Health(SortedMap<UplinkId, UplinkHealth> uplinks, List<Target> silent, long asOf) {
    public static final Health UNKNOWN = new Health(new TreeMap<>(), List.of(), 0);

    public Health {
        uplinks = Collections.unmodifiableSortedMap(new TreeMap<>(uplinks));
        silent = List.copyOf(silent);
    }

    /** Health of which only the states are known. */
    public static Health of(Map<UplinkId, UplinkState> states, String reason) {
        SortedMap<UplinkId, UplinkHealth> uplinks = new TreeMap<>();
        states.forEach((id, state) -> uplinks.put(id, UplinkHealth.of(state, reason)));
        return new Health(uplinks, List.of(), 0);
    }

    /** The same, but with nothing known of these uplinks. */
    public Health without(Collection<UplinkId> forgotten) {
        SortedMap<UplinkId, UplinkHealth> others = new TreeMap<>(uplinks);
        others.keySet().removeAll(forgotten);
        return new Health(others, silent, asOf);
    }

    public UplinkState state(UplinkId id) {
        return uplink(id).state();
    }

    public UplinkHealth uplink(UplinkId id) {
        return uplinks.getOrDefault(id, UplinkHealth.UNKNOWN);
    }
}
