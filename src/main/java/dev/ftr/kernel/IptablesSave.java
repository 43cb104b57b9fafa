package dev.ftr.kernel;

import dev.ftr.model.ChainId;
import dev.ftr.model.ChainRule;
import dev.ftr.model.Family;
import dev.ftr.model.FirewallTable;
import dev.ftr.model.Jump;
import dev.ftr.model.Snapshot.OtherChain;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Our chains and the jumps to them, out of what iptables-save prints for one table. */
record IptablesSave(SortedMap<ChainId, List<ChainRule>> chains, SortedMap<Jump, Integer> jumps) {
    private static final Pattern COUNTERS = Pattern.compile("^\\[\\d+:\\d+] ");
    private static final Pattern DECLARATION = Pattern.compile(":(\\S+) (\\S+).*");

    /** A jump to our chain from a chain of somebody's own is theirs. */
    static final Set<String> BUILT_IN = Set.of("PREROUTING", "INPUT", "FORWARD", "OUTPUT", "POSTROUTING");

    static IptablesSave parse(String text, Family family, FirewallTable table) {
        SortedMap<ChainId, List<ChainRule>> chains = new TreeMap<>();
        SortedMap<Jump, Integer> jumps = new TreeMap<>();
        for (String line : lines(text)) {
            if (line.startsWith(":" + ChainId.PREFIX)) {
                String name = line.substring(1, line.indexOf(' ') < 0 ? line.length() : line.indexOf(' '));
                chains.put(new ChainId(family, table, name), new ArrayList<>());
            }
            String rule = withoutCounters(line).stripTrailing();
            if (!rule.startsWith("-A ")) continue;
            String[] parts = rule.split(" ", 3);
            ChainId chain = new ChainId(family, table, parts[1]);
            // A rule without match and target does nothing, but it counts where rules are named by position.
            String words = parts.length < 3 ? "" : parts[2];
            if (chain.owned())
                chains.computeIfAbsent(chain, c -> new ArrayList<>()).add(IptablesRule.parse(words));
            else if (BUILT_IN.contains(chain.name())
                    && words.startsWith("-j " + ChainId.PREFIX)
                    && words.indexOf(' ', 3) < 0) jumps.merge(new Jump(chain, words.substring(3)), 1, Integer::sum);
        }
        return new IptablesSave(chains, jumps);
    }

    /** The chains that are not ours, with every rule in its place. */
    static SortedMap<ChainId, OtherChain> others(String text, Family family, FirewallTable table) {
        SortedMap<ChainId, Optional<String>> policies = new TreeMap<>();
        SortedMap<ChainId, List<ChainRule>> rules = new TreeMap<>();
        for (String line : lines(text)) {
            Matcher declaration = DECLARATION.matcher(line);
            if (declaration.matches()) {
                ChainId chain = new ChainId(family, table, declaration.group(1));
                policies.put(
                        chain, declaration.group(2).equals("-") ? Optional.empty() : Optional.of(declaration.group(2)));
                rules.put(chain, new ArrayList<>());
            }
            String rule = withoutCounters(line).stripTrailing();
            if (!rule.startsWith("-A ")) continue;
            String[] parts = rule.split(" ", 3);
            rules.computeIfAbsent(new ChainId(family, table, parts[1]), c -> new ArrayList<>())
                    .add(IptablesRule.parse(parts.length < 3 ? "" : parts[2]));
        }
        SortedMap<ChainId, OtherChain> others = new TreeMap<>();
        rules.forEach((chain, content) -> {
            if (!chain.owned())
                others.put(chain, new OtherChain(policies.getOrDefault(chain, Optional.empty()), content));
        });
        return others;
    }

    /** With counters a rule begins with {@code [packets:bytes]}. */
    static String withoutCounters(String line) {
        return line.startsWith("[") ? COUNTERS.matcher(line).replaceFirst("") : line;
    }

    /** The lines, with those put together again that a comment with a line break in it takes up. */
    static List<String> lines(String text) {
        List<String> raw = text.lines().toList();
        List<String> lines = new ArrayList<>();
        for (int i = 0; i < raw.size(); i++) {
            int end = endOfQuote(raw, i);
            lines.add(String.join("\n", raw.subList(i, end + 1)));
            i = end;
        }
        return lines;
    }

    /** The line in which all quotes are closed that the given line opens; itself, if none closes them. */
    private static int endOfQuote(List<String> raw, int start) {
        boolean open = false;
        for (int i = start; i < raw.size(); i++) {
            String line = raw.get(i);
            for (int c = 0; c < line.length(); c++) {
                if (line.charAt(c) == '"') open = !open;
                else if (line.charAt(c) == '\\' && open) c++;
            }
            if (!open) return i;
        }
        return start;
    }
}
