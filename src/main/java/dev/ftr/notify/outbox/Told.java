package dev.ftr.notify.outbox;

import dev.ftr.model.UplinkState;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * What people have been told, so that a daemon that starts again neither repeats it nor forgets what has changed meanwhile.
 *
 * @param states of uplinks by name; of one that is not there nothing was ever told
 * @param carrying the uplinks that carry new connections; empty: nothing was ever told
 * @param policies the uplinks that carry the connections of policies, by what these want, where that is not what they prefer
 * @param silent targets that do not answer
 * @param problems that last, a line each
 * @param warnings that last, a line each
 */
public record Told(
        Map<String, UplinkState> states,
        Optional<List<String>> carrying,
        Map<String, List<String>> policies,
        Set<String> silent,
        List<String> problems,
        List<String> warnings) {
    public static final Told NOTHING = new Told(Map.of(), Optional.empty(), Map.of(), Set.of(), List.of(), List.of());

    public Told {
        states = Map.copyOf(states);
        carrying = carrying.map(List::copyOf);
        policies = Map.copyOf(policies);
        silent = Set.copyOf(silent);
        problems = List.copyOf(problems);
        warnings = List.copyOf(warnings);
    }

    public Told with(String uplink, UplinkState state) {
        Map<String, UplinkState> next = new TreeMap<>(states);
        next.put(uplink, state);
        return new Told(next, carrying, policies, silent, problems, warnings);
    }

    /** Of these uplinks only. */
    public Told only(List<String> uplinks) {
        Map<String, UplinkState> next = new TreeMap<>(states);
        next.keySet().retainAll(uplinks);
        return new Told(next, carrying, policies, silent, problems, warnings);
    }

    public Told withCarrying(List<String> uplinks) {
        return new Told(states, Optional.of(uplinks), policies, silent, problems, warnings);
    }

    public Told withPolicy(String wanted, List<String> uplinks) {
        Map<String, List<String>> next = new TreeMap<>(policies);
        next.put(wanted, uplinks);
        return new Told(states, carrying, next, silent, problems, warnings);
    }

    /** Policies have what they prefer. */
    public Told withoutPolicy(String wanted) {
        Map<String, List<String>> next = new TreeMap<>(policies);
        next.remove(wanted);
        return new Told(states, carrying, next, silent, problems, warnings);
    }

    public Told withTarget(String target, boolean answering) {
        Set<String> next = new TreeSet<>(silent);
        if (answering) next.remove(target);
        else next.add(target);
        return new Told(states, carrying, policies, next, problems, warnings);
    }

    public Told withProblems(List<String> now) {
        return new Told(states, carrying, policies, silent, now, warnings);
    }

    public Told withWarnings(List<String> now) {
        return new Told(states, carrying, policies, silent, problems, now);
    }
}
