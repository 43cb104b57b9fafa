package dev.ftr.health;

import dev.ftr.model.UplinkId;
import dev.ftr.model.UplinkState;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** Health of all uplinks. */
public record Health(SortedMap<UplinkId, UplinkHealth> uplinks) {
    public static final Health UNKNOWN = new Health(new TreeMap<>());

    public Health {
        uplinks = Collections.unmodifiableSortedMap(new TreeMap<>(uplinks));
    }

    /** Health of which only the states are known, since the given time. */
    public static Health of(Map<UplinkId, UplinkState> states, String reason, Instant since) {
        SortedMap<UplinkId, UplinkHealth> uplinks = new TreeMap<>();
        states.forEach(
                (id, state) -> uplinks.put(id, new UplinkHealth(state, since, reason, Optional.empty(), List.of())));
        return new Health(uplinks);
    }

    public UplinkState state(UplinkId id) {
        UplinkHealth health = uplinks.get(id);
        return health == null ? UplinkState.UNKNOWN : health.state();
    }

    /** The health after another round through one uplink; see {@link UplinkHealth#after}. */
    public Health after(ProbeRound round, int required, Instant now) {
        SortedMap<UplinkId, UplinkHealth> next = new TreeMap<>(uplinks);
        UplinkHealth before = uplinks.getOrDefault(round.uplink(), UplinkHealth.unknown(now));
        next.put(round.uplink(), before.after(round, required, now));
        return new Health(next);
    }
}
