package dev.ftr.cli;

import dev.ftr.model.UplinkState;
import dev.ftr.plan.Plan;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Supplier;

/**
 * A plan, and what it was made from.
 *
 * @param host the router's name; empty: not known
 * @param snapshotOf when the snapshot was taken that stands for the router
 * @param digest gives the SHA-256 of the config
 * @param health of the uplinks by name, of those of which it is known
 * @param shifts what it means for new connections, see {@link TrafficShift}
 */
record MadePlan(
        Plan plan,
        String host,
        Optional<String> snapshotOf,
        Path config,
        Supplier<String> digest,
        SortedMap<String, UplinkState> health,
        List<String> shifts) {
    MadePlan {
        health = Collections.unmodifiableSortedMap(new TreeMap<>(health));
        shifts = List.copyOf(shifts);
    }

    /** Of the config. */
    String sha256() {
        return digest.get();
    }

    /** To be applied later. */
    PlanFile file() {
        return PlanFile.of(host, config, sha256(), health, plan);
    }
}
