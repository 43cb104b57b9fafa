package dev.ftr.kernel;

import dev.ftr.model.ChainId;
import dev.ftr.model.ForeignFirewall;
import dev.ftr.model.ForeignFirewall.Rule;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;

/** Out of what iptables-save prints of all tables, what is not ours and may concern us. Never fails. */
final class ForeignListing {
    /** Ten thousand rules of table filter do not concern us; a few that set marks do. */
    private static final int MOST = 2000;

    private static final Set<String> MARKING = Set.of("MARK", "CONNMARK", "DNAT");

    private ForeignListing() {}

    static ForeignFirewall parse(String text) {
        SortedMap<String, String> policies = new TreeMap<>();
        List<Rule> rules = new ArrayList<>();
        SortedMap<String, List<Rule>> filter = new TreeMap<>();
        Reached inUse = Reached.of(text);
        String table = "";
        for (String raw : (Iterable<String>) text.lines()::iterator) {
            String line = IptablesSave.withoutCounters(raw).strip();
            if (line.startsWith("*")) table = line.substring(1);
            else if (line.startsWith(":") && table.equals("filter")) policy(line, policies);
            else if (line.startsWith("-A ") && !line.startsWith("-A " + ChainId.PREFIX)) {
                List<String> words = IptablesRule.split(line);
                if (words.size() < 3 || !inUse.contains(table, words.get(1))) continue;
                Rule rule = new Rule(table, words.get(1), words.subList(2, words.size()));
                if (concernsUs(rule)) add(rule, rules);
                else if (table.equals("filter"))
                    filter.computeIfAbsent(rule.chain(), c -> new ArrayList<>()).add(rule);
            }
        }
        Set<String> reached = new HashSet<>();
        for (String chain : List.of("INPUT", "FORWARD")) {
            List<Rule> way = new ArrayList<>();
            reach(chain, filter, reached, way);
            // Of half a way nothing can be said.
            if (way.size() > MOST) policies.remove(chain);
            else rules.addAll(way);
        }
        filter.keySet().removeAll(reached);
        filter.values()
                .forEach(chain -> chain.stream()
                        .filter(rule -> MARKING.contains(rule.target()))
                        .forEach(rule -> add(rule, rules)));
        return new ForeignFirewall(text.contains("(nf_tables)"), policies, rules);
    }

    private static void policy(String line, SortedMap<String, String> policies) {
        String[] words = line.substring(1).split(" ", 3);
        if (words.length > 1 && !words[1].equals("-")) policies.put(words[0], words[1]);
    }

    private static boolean concernsUs(Rule rule) {
        return !rule.table().equals("filter")
                && (MARKING.contains(rule.target()) || rule.words().contains("rpfilter"));
    }

    private static void reach(String chain, Map<String, List<Rule>> all, Set<String> seen, List<Rule> rules) {
        if (!seen.add(chain)) return;
        for (Rule rule : all.getOrDefault(chain, List.of())) {
            rules.add(rule);
            reach(rule.target(), all, seen, rules);
        }
    }

    private static void add(Rule rule, List<Rule> rules) {
        if (rules.size() < MOST) rules.add(rule);
    }
}
