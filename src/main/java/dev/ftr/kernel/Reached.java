package dev.ftr.kernel;

import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** Of what iptables-save prints, the chains that a packet can come to; a chain that nobody jumps to does nothing. */
final class Reached {
    private record Chain(String table, String name) {}

    private final Set<Chain> chains = new HashSet<>();

    private Reached() {}

    static Reached of(String text) {
        Reached reached = new Reached();
        Map<Chain, List<Chain>> next = new HashMap<>();
        Set<Chain> made = new HashSet<>();
        Deque<Chain> open = new ArrayDeque<>();
        String table = "";
        for (String raw : (Iterable<String>) text.lines()::iterator) {
            String line = IptablesSave.withoutCounters(raw).strip();
            if (line.startsWith("*")) table = line.substring(1);
            else if (line.startsWith(":")) {
                String[] words = line.substring(1).split(" ", 3);
                if (words.length > 1 && words[1].equals("-")) made.add(new Chain(table, words[0]));
            } else if (line.startsWith("-A ")) {
                List<String> words = IptablesRule.split(line);
                if (words.size() < 3) continue;
                Chain from = new Chain(table, words.get(1));
                open.add(from);
                for (int at = 2; at + 1 < words.size(); at++)
                    if (words.get(at).equals("-j") || words.get(at).equals("-g"))
                        next.computeIfAbsent(from, c -> new ArrayList<>()).add(new Chain(table, words.get(at + 1)));
            }
        }
        // The built-in ones are not made by anybody.
        open.removeIf(made::contains);
        while (!open.isEmpty()) {
            Chain chain = open.remove();
            if (reached.chains.add(chain)) open.addAll(next.getOrDefault(chain, List.of()));
        }
        return reached;
    }

    boolean contains(String table, String chain) {
        return chains.contains(new Chain(table, chain));
    }
}
