package dev.ftr.e2e;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The routing and the firewall of a lab's router as the tools print them, without counters and dates. */
final class KernelDump {
    private static final String OURS = " proto 157";
    private static final Pattern COUNTERS = Pattern.compile(" \\[\\d+:\\d+]$");

    private static final Pattern CHAIN_RULE = Pattern.compile("^\\*\\w+ -A \\S+ ");
    private static final String PARAMETERS = "cd /proc/sys/net/ipv4; grep . ip_forward fib_multipath_hash_policy"
            + " conf/eth[1-9]/rp_filter conf/eth[1-9]/ignore_routes_with_linkdown";

    private KernelDump() {}

    static String ofAll(Lab lab) {
        return String.join("\n", lines(lab));
    }

    /** All, with the kernel parameters; in which order chains and routes were made does not matter, their rules' does. */
    static String settled(Lab lab) {
        List<String> lines = new ArrayList<>();
        String table = "";
        for (String line : lines(lab)) {
            if (line.startsWith("*")) table = line;
            boolean firewall = line.startsWith(":") || line.startsWith("-A ");
            if (line.startsWith("\t")) lines.set(lines.size() - 1, lines.getLast() + line);
            else if (firewall) lines.add("%s %s".formatted(table, line));
            else if (!line.startsWith("*") && !line.equals("COMMIT")) lines.add(line);
        }
        lines.sort(Comparator.comparing(KernelDump::place));
        lines.addAll(lab.router(PARAMETERS).lines().toList());
        return String.join("\n", lines);
    }

    /** Lines of one chain have the same place. */
    private static String place(String line) {
        Matcher rule = CHAIN_RULE.matcher(line);
        return rule.find() ? rule.group() : line;
    }

    /** All that is not ours: no routes and rules of protocol 157, no chains named FTR-, no jumps to them. */
    static String ofForeign(Lab lab) {
        List<String> foreign = new ArrayList<>();
        boolean oursGoesOn = false;
        for (String line : lines(lab)) {
            // The nexthops of a multipath route are on lines of their own.
            boolean ours = line.startsWith("\t") ? oursGoesOn : isOurs(line);
            if (!ours) foreign.add(line);
            oursGoesOn = ours;
        }
        return String.join("\n", foreign);
    }

    private static boolean isOurs(String line) {
        return (line + " ").contains(OURS + " ")
                || line.startsWith(":FTR-")
                || line.startsWith("-A FTR-")
                || (line.startsWith("-A ") && line.contains(" -j FTR-"));
    }

    private static List<String> lines(Lab lab) {
        String text = lab.router("ip -4 rule", "ip -4 route show table all", "iptables-save");
        return text.lines()
                .filter(l -> !l.startsWith("#"))
                .map(l -> COUNTERS.matcher(l).replaceFirst(""))
                .map(String::stripTrailing)
                .toList();
    }
}
