package dev.ftr.plan;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/**
 * Elements that two lists have in common, in an order that both have: the longest such sequence of those that occur once in
 * each. Takes n log n steps (the idea of patience diff, with patience sorting for the longest increasing subsequence).
 */
final class Anchors {
    private Anchors() {}

    /** The places of one element in both lists. */
    record Pair(int before, int after) {}

    static <T> List<Pair> of(List<T> before, List<T> after) {
        Map<T, Integer> theirs = once(before);
        Map<T, Integer> ours = once(after);
        List<Pair> pairs = new ArrayList<>();
        for (int i = 0; i < before.size(); i++) {
            Integer there = ours.get(before.get(i));
            if (there != null && theirs.containsKey(before.get(i))) pairs.add(new Pair(i, there));
        }
        return increasing(pairs);
    }

    private static <T> Map<T, Integer> once(List<T> list) {
        Map<T, Integer> places = new HashMap<>();
        Set<T> twice = new HashSet<>();
        for (int i = 0; i < list.size(); i++) if (places.put(list.get(i), i) != null) twice.add(list.get(i));
        places.keySet().removeAll(twice);
        return places;
    }

    /** The longest part of the pairs, which stand by their first place, whose second places rise as well. */
    private static List<Pair> increasing(List<Pair> pairs) {
        List<Integer> tops = new ArrayList<>();
        int[] below = new int[pairs.size()];
        for (int i = 0; i < pairs.size(); i++) {
            int pile = pile(pairs, tops, pairs.get(i).after());
            below[i] = pile == 0 ? -1 : tops.get(pile - 1);
            if (pile == tops.size()) tops.add(i);
            else tops.set(pile, i);
        }
        List<Pair> longest = new ArrayList<>();
        for (int i = tops.isEmpty() ? -1 : tops.getLast(); i >= 0; i = below[i]) longest.add(pairs.get(i));
        return longest.reversed();
    }

    /** The first pile whose top is higher. */
    private static int pile(List<Pair> pairs, List<Integer> tops, int place) {
        int low = 0;
        int high = tops.size();
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (pairs.get(tops.get(middle)).after() < place) low = middle + 1;
            else high = middle;
        }
        return low;
    }
}
