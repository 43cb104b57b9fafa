package dev.ftr.plan;

import dev.ftr.model.ForeignFirewall;
import dev.ftr.model.ForeignFirewall.Rule;
import dev.ftr.model.Machine;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;

/** Others that set bits of marks that are ours. */
final class MarkLints {
    /** Bits of programs that may set them without a rule that iptables lists, by the name of the process. */
    private static final SortedMap<String, Integer> KNOWN = new TreeMap<>(Map.of(
            "kubelet", 0xc000,
            "kube-proxy", 0xc000,
            "k3s-server", 0xc000,
            "k3s-agent", 0xc000,
            "cilium-agent", 0xf00,
            "tailscaled", 0xff0000,
            "mwan3track", 0x3f00,
            "mwan3rtmon", 0x3f00));

    /** Room for 64 uplinks and 64 choices of policies, lowest first. */
    private static final List<Integer> MASKS = List.of(0xff, 0xff00, 0xff0000, 0x7f000000);

    private MarkLints() {}

    static List<String> of(Claims ours, Machine machine) {
        List<Rule> marking = machine.firewall().map(ForeignFirewall::rules).orElse(List.of()).stream()
                .filter(r -> bits(r) != 0)
                .toList();
        int taken = marking.stream().map(MarkLints::bits).reduce(0, (a, b) -> a | b);
        for (String program : machine.programs()) taken |= KNOWN.getOrDefault(program, 0);
        String remedy = remedy(taken);
        List<String> lints = new ArrayList<>();
        for (String program : machine.programs()) {
            int theirs = KNOWN.getOrDefault(program, 0);
            if ((theirs & ours.markMask()) != 0)
                lints.add("%s runs here and marks packets in the bits %#x, which meet ours (fwmark_mask: %#x); %s"
                        .formatted(program, theirs, ours.markMask(), remedy));
        }
        Map<String, List<Rule>> meeting = new LinkedHashMap<>();
        for (Rule rule : marking)
            if ((bits(rule) & ours.markMask()) != 0)
                meeting.computeIfAbsent(words(rule), w -> new ArrayList<>()).add(rule);
        meeting.values().forEach(rules -> lints.add(line(rules, ours, remedy)));
        return lints;
    }

    private static String line(List<Rule> rules, Claims ours, String remedy) {
        Rule first = rules.getFirst();
        String more = rules.size() == 1 ? "" : " (and %d like it)".formatted(rules.size() - 1);
        String mend = bits(first) == -1
                ? "give it a mask of its own bits (--set-mark VALUE/MASK); if it is to choose an uplink, use policies"
                : remedy;
        return "the rule '%s'%s is not ours and sets bits of marks that are ours (fwmark_mask: %#x); %s"
                .formatted(first, more, ours.markMask(), mend);
    }

    /** Rules that do the same with marks are told of once. */
    private static String words(Rule rule) {
        List<String> words = rule.words();
        return String.join(" ", words.subList(words.indexOf("-j"), words.size()));
    }

    /** Bits for ours, beside those that others have taken. */
    static String remedy(int taken) {
        for (int mask : MASKS)
            if ((mask & taken) == 0)
                return "give ours others: fwmark_mask: %#x and base_fwmark: %#x"
                        .formatted(mask, Integer.lowestOneBit(mask));
        return "give one of the two others (fwmark_mask, base_fwmark)";
    }

    /**
     * The bits of the packet's or the connection's mark that a rule changes. A rule that gives a connection the mark of its
     * packet, for packets of one mark only, is about that mark's bits (wg-quick); a restored mark is what it was.
     */
    private static int bits(Rule rule) {
        return switch (rule.target()) {
            case "MARK" -> changed(rule.after("--set-xmark"));
            case "CONNMARK" -> {
                if (rule.words().contains("--save-mark")) {
                    int mask = number(rule.after("--ctmask"));
                    String only = rule.words().contains("!") ? "" : rule.after("--mark");
                    yield only.isEmpty() ? mask : mask & value(only);
                }
                yield changed(rule.after("--set-xmark"));
            }
            default -> 0;
        };
    }

    private static int changed(String mark) {
        if (mark.isEmpty()) return 0;
        int slash = mark.indexOf('/');
        return slash < 0 ? -1 : value(mark) | number(mark.substring(slash + 1));
    }

    private static int value(String mark) {
        int slash = mark.indexOf('/');
        return number(slash < 0 ? mark : mark.substring(0, slash));
    }

    private static int number(String text) {
        try {
            return Long.decode(text).intValue();
        } catch (NumberFormatException e) {
            return 0; // no word of iptables-save
        }
    }
}
