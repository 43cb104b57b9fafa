package dev.ftr.config;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;

/**
 * Makes one config of several, the later going before the earlier: mappings are put together key by key, lists of things with
 * names name by name; anything else takes the place of what was there. What stood there before keeps its place in the order,
 * since the number of an uplink is its place. A blank value takes the earlier one away.
 */
final class Merging {
    private Merging() {}

    /** Each value remembers in which file it stood; the whole stands at the place that is given. */
    static Node.Mapping of(Place whole, List<Node.Mapping> files) {
        Node.Mapping merged = new Node.Mapping(whole, Map.of());
        for (Node.Mapping file : files) merged = mappings(merged, file, NamedList::at);
        return merged;
    }

    private static Node.Mapping mappings(
            Node.Mapping earlier, Node.Mapping later, Function<String, Optional<NamedList>> named) {
        Map<String, Node.Entry> merged = new LinkedHashMap<>(earlier.entries());
        later.entries().forEach((key, entry) -> {
            Node.Entry before = merged.get(key);
            merged.put(key, before == null ? entry : merged(before, entry, named.apply(key)));
        });
        return new Node.Mapping(earlier.place(), merged);
    }

    private static Node.Entry merged(Node.Entry before, Node.Entry after, Optional<NamedList> named) {
        if (before.value() instanceof Node.Mapping earlier && after.value() instanceof Node.Mapping later)
            return new Node.Entry(before.keyPlace(), mappings(earlier, later, _ -> Optional.empty()));
        if (named.isPresent()
                && before.value() instanceof Node.Sequence earlier
                && after.value() instanceof Node.Sequence later)
            return new Node.Entry(before.keyPlace(), lists(earlier, later, named.get()));
        return after;
    }

    /** Two entries of one list stay two, also with one name: that is a mistake, and to be told about. */
    private static Node.Sequence lists(Node.Sequence earlier, Node.Sequence later, NamedList list) {
        List<Node> merged = new ArrayList<>(earlier.items());
        Set<Integer> met = new HashSet<>();
        for (Node entry : later.items()) {
            int place = place(earlier, entry, list);
            if (place >= 0 && met.add(place))
                merged.set(
                        place, mappings((Node.Mapping) merged.get(place), (Node.Mapping) entry, _ -> Optional.empty()));
            else merged.add(entry);
        }
        return new Node.Sequence(earlier.place(), merged);
    }

    /** Where the earlier list has the entry of this name; negative: nowhere. */
    private static int place(Node.Sequence earlier, Node entry, NamedList list) {
        Optional<String> name = list.nameOf(entry);
        if (name.isEmpty()) return -1;
        for (int i = 0; i < earlier.items().size(); i++)
            if (list.nameOf(earlier.items().get(i)).equals(name)) return i;
        return -1;
    }
}
