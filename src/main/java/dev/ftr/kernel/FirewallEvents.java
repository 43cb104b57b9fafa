package dev.ftr.kernel;

import dev.ftr.kernel.EventFilter.News;
import dev.ftr.model.ChainId;
import dev.ftr.model.FirewallTable;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Lines of the two monitors of the iptables that is built on nf_tables. Other tools add rules to chains of their own all
 * day long; what concerns us are our chains, the built-in ones beside them, and tables that come and go.
 */
final class FirewallEvents {
    /** Without {@code ruleset} it writes of each packet that somebody traces, too. */
    static final List<String> NFT = List.of("nft", "monitor", "ruleset");

    /** Without stdbuf it keeps its lines back when it writes into a pipe. */
    static final List<String> XTABLES = List.of("stdbuf", "-oL", "xtables-monitor", "-e");

    private static final Set<String> VERBS = Set.of("add", "create", "insert", "replace", "delete", "destroy", "flush");
    private static final Set<String> TABLES =
            Arrays.stream(FirewallTable.values()).map(FirewallTable::toString).collect(Collectors.toSet());
    /** Where our chains always are; in the others they may be. */
    private static final Set<String> ALWAYS = Set.of(FirewallTable.MANGLE.toString(), FirewallTable.NAT.toString());

    private static final String FORWARD = "FORWARD";
    private static final String XTABLES_EVENT = " EVENT: ";

    private FirewallEvents() {}

    /** {@code delete rule ip mangle FTR-OUTPUT handle 4}: verb, kind of object, family, table, chain, the rest. */
    static News readNft(String line) {
        if (line.startsWith("#")) return line.contains("lost") ? News.LOST : News.NOTHING;
        String[] words = line.split(" ", 6);
        if (!VERBS.contains(words[0])) return News.WORDS;
        if (words[0].equals("flush") && words.length < 4) return News.FIREWALL;
        if (words.length < 4 || !isIp(words[2])) return News.NOTHING;
        String chain = words.length > 4 ? words[4] : "";
        return news(
                switch (words[1]) {
                    case "table" -> concerns(words[3], words[0].equals("add"));
                    case "rule" -> concerns(words[3], chain) || mayBeJump(words[3], chain);
                    case "chain" -> concerns(words[3], chain) || isRenamed(words);
                    default -> false;
                });
    }

    /** A chain with another name is announced as added, with the new name only; a new one of iptables as created. */
    private static boolean isRenamed(String[] words) {
        return words[0].equals("add") && words.length == 5 && ALWAYS.contains(words[3]);
    }

    /** {@code EVENT: -4 -t mangle -D FTR-OUTPUT -j ...}; of tables and base chains in the words of libnftnl. */
    static News readXtables(String line) {
        if (line.startsWith("NEWGEN:")) return News.NOTHING;
        if (!line.startsWith(XTABLES_EVENT)) return line.contains("No buffer space") ? News.LOST : News.WORDS;
        String[] words = line.substring(XTABLES_EVENT.length()).split(" ", 7);
        if (words.length < 5) return News.NOTHING;
        return news(
                switch (words[0]) {
                    // nft: DEL table: table mangle ip flags 0 use 0 handle 1
                    case "nft:" -> words.length > 5 && concerns(words[4], words[1].equals("NEW")) && isIp(words[5]);
                    // # nft: ip mangle PREROUTING use 1 type filter hook prerouting prio -150 policy accept
                    case "#" -> isIp(words[2]) && concerns(words[3], words[4]);
                    // Renamed looks like new.
                    case "-4", "-6" ->
                        concerns(words[2], words[4])
                                || mayBeJump(words[2], words[4])
                                || (words[3].equals("-N") && ALWAYS.contains(words[2]));
                    default -> false;
                });
    }

    private static News news(boolean concernsUs) {
        return concernsUs ? News.FIREWALL : News.NOTHING;
    }

    private static boolean isIp(String family) {
        return family.equals("ip") || family.equals("ip6");
    }

    private static boolean concerns(String table, boolean isNew) {
        return (isNew ? ALWAYS : TABLES).contains(table);
    }

    private static boolean concerns(String table, String chain) {
        return chain.startsWith(ChainId.PREFIX) || (ALWAYS.contains(table) && IptablesSave.BUILT_IN.contains(chain));
    }

    /** A rule that is deleted is named by its number only. */
    private static boolean mayBeJump(String table, String chain) {
        return table.equals(FirewallTable.FILTER.toString()) && chain.equals(FORWARD);
    }
}
