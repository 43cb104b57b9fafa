package dev.ftr.e2e;

import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Packets of one kind as they come from the router to the providers of a lab, counted there: whatever the router believes, this
 * is what left it.
 *
 * @param name a few letters; a lab can count several kinds
 */
record Wire(Lab lab, int uplinks, String name) {
    /**
     * Counts from now on.
     *
     * @param criteria in the words of iptables, such as {@code -d 203.0.113.66}
     */
    static Wire count(Lab lab, int uplinks, String name, String criteria) {
        Wire wire = new Wire(lab, uplinks, name);
        for (int i = 1; i <= uplinks; i++)
            lab.run(
                            "p" + i,
                            "bash",
                            "-c",
                            "iptables -t mangle -N %1$s && iptables -t mangle -I PREROUTING -i eth0 %2$s -j %1$s"
                                    .formatted(wire.chain(), criteria))
                    .exits(0);
        return wire;
    }

    /** How many packets have come by this uplink. */
    int packets(int uplink) {
        String rules = lab.run("p" + uplink, "iptables-save", "-c", "-t", "mangle")
                .exits(0)
                .out();
        Matcher counter = Pattern.compile("\\[(\\d+):\\d+] -A PREROUTING [^\\n]*-j " + chain() + "\\n")
                .matcher(rules);
        if (!counter.find()) throw new AssertionError("nothing is counted: " + rules);
        return Integer.parseInt(counter.group(1));
    }

    private String chain() {
        return "WIRE-" + name;
    }
}
