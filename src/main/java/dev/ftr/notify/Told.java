package dev.ftr.notify;

import dev.ftr.model.UplinkState;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What people have been told, so that a daemon that starts again neither repeats it nor forgets what has changed meanwhile.
 *
 * @param states of uplinks by name; of one that is not there nothing was ever told
 * @param carrying the uplinks that carry new connections; empty: nothing was ever told
 * @param problems that last, a line each
 * @param warnings that last, a line each
 */
record Told(
        Map<String, UplinkState> states,
        Optional<List<String>> carrying,
        List<String> problems,
        List<String> warnings) {
    static final Told NOTHING = new Told(Map.of(), Optional.empty(), List.of(), List.of());

    Told {
        states = Map.copyOf(states);
        carrying = carrying.map(List::copyOf);
        problems = List.copyOf(problems);
        warnings = List.copyOf(warnings);
    }

    Told with(String uplink, UplinkState state) {
        Map<String, UplinkState> next = new TreeMap<>(states);
        next.put(uplink, state);
        return new Told(next, carrying, problems, warnings);
    }

    /** Of these uplinks only. */
    Told only(List<String> uplinks) {
        Map<String, UplinkState> next = new TreeMap<>(states);
        next.keySet().retainAll(uplinks);
        return new Told(next, carrying, problems, warnings);
    }

    Told withCarrying(List<String> uplinks) {
        return new Told(states, Optional.of(uplinks), problems, warnings);
    }

    Told withProblems(List<String> now) {
        return new Told(states, carrying, now, warnings);
    }

    Told withWarnings(List<String> now) {
        return new Told(states, carrying, problems, now);
    }
}
