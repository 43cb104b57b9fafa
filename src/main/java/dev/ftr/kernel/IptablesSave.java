package dev.ftr.kernel;

import dev.ftr.model.ChainId;
import dev.ftr.model.ChainRule;
import dev.ftr.model.Family;
import dev.ftr.model.FirewallTable;
import dev.ftr.model.Jump;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/** Our chains and the jumps to them, out of what iptables-save prints for one table. */
record IptablesSave(SortedMap<ChainId, List<ChainRule>> chains, SortedMap<Jump, Integer> jumps) {

    static IptablesSave parse(String text, Family family, FirewallTable table) {
        SortedMap<ChainId, List<ChainRule>> chains = new TreeMap<>();
        SortedMap<Jump, Integer> jumps = new TreeMap<>();
        for (String line : text.lines().toList()) {
            if (line.startsWith(":" + ChainId.PREFIX)) {
                String name = line.substring(1, line.indexOf(' ') < 0 ? line.length() : line.indexOf(' '));
                chains.put(new ChainId(family, table, name), new ArrayList<>());
            }
            // With counters a rule begins with [packets:bytes].
            String rule = line.replaceFirst("^\\[\\d+:\\d+] ", "");
            if (!rule.startsWith("-A ")) continue;
            String[] parts = rule.split(" ", 3);
            if (parts.length < 3) continue;
            ChainId chain = new ChainId(family, table, parts[1]);
            if (chain.owned())
                chains.computeIfAbsent(chain, c -> new ArrayList<>()).add(IptablesRule.parse(parts[2]));
            else if (parts[2].startsWith("-j " + ChainId.PREFIX) && parts[2].indexOf(' ', 3) < 0)
                jumps.merge(new Jump(chain, parts[2].substring(3)), 1, Integer::sum);
        }
        return new IptablesSave(chains, jumps);
    }
}
