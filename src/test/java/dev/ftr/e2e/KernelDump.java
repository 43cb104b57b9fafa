package dev.ftr.e2e;

import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** The routing and the firewall of a lab's router as the tools print them, without counters and dates. */
final class KernelDump {
    private static final String OURS = " proto 157";
    private static final Pattern COUNTERS = Pattern.compile(" \\[\\d+:\\d+]$");

    private KernelDump() {}

    static String ofAll(Lab lab) {
        return String.join("\n", lines(lab));
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
