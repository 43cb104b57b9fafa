package dev.ftr.plan;

import dev.ftr.model.ForeignFirewall;
import dev.ftr.model.ForeignFirewall.Rule;
import dev.ftr.model.InterfaceName;
import dev.ftr.model.IpAddress;
import dev.ftr.model.Links;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;

/** Foreign firewall rules that keep ours from working. */
final class FirewallLints {
    private FirewallLints() {}

    static List<String> of(Claims ours, Links links, ForeignFirewall firewall) {
        List<String> lints = new ArrayList<>(droppedAnswers(ours, firewall));
        for (Rule rule : firewall.rules())
            if (checksTheWayBack(rule))
                lints.add(
                        ("the rule '%s' drops what comes in by an uplink that is not the first choice for an answer; let it "
                                        + "be content with any uplink: -m rpfilter --loose --invert")
                                .formatted(rule));
        forwardedTo(links, firewall).forEach((device, rule) -> {
            if (!ours.isUplink(device) && !ours.downlinks().contains(device))
                lints.add(
                        ("the rule '%s' sends callers to %s, which is not among the downlinks: its answers leave by any "
                                        + "uplink; add it: downlinks: {lan: [%s]}")
                                .formatted(rule, device, named(ours, device)));
        });
        return lints;
    }

    private static String named(Claims ours, InterfaceName device) {
        List<InterfaceName> all = new ArrayList<>(ours.downlinks());
        all.add(device);
        return String.join(", ", all.stream().map(InterfaceName::toString).toList());
    }

    private static List<String> droppedAnswers(Claims ours, ForeignFirewall firewall) {
        List<String> lints = new ArrayList<>();
        for (String protocol : ours.probes()) {
            List<String> deaf = new ArrayList<>();
            String by = "";
            for (InterfaceName device : ours.uplinks().keySet()) {
                Optional<String> dropped = new InputWalk(firewall, device, protocol).droppedBy();
                if (dropped.isEmpty()) continue;
                deaf.add(device.toString());
                by = dropped.get();
            }
            if (!deaf.isEmpty())
                lints.add(
                        ("the firewall drops the answers to our %s probes (%s, on %s), so that every uplink looks down; "
                                        + "mend: iptables -I INPUT -m conntrack --ctstate RELATED,ESTABLISHED -j ACCEPT")
                                .formatted(protocol, by, String.join(", ", deaf)));
        }
        return lints;
    }

    private static boolean checksTheWayBack(Rule rule) {
        return rule.words().contains("rpfilter")
                && rule.words().contains("--invert")
                && !rule.words().contains("--loose")
                && List.of("DROP", "REJECT").contains(rule.target());
    }

    /** The interfaces behind which the new destinations are, each with the first rule for it. */
    private static SortedMap<InterfaceName, Rule> forwardedTo(Links links, ForeignFirewall firewall) {
        SortedMap<InterfaceName, Rule> found = new TreeMap<>();
        for (Rule rule : firewall.rules()) {
            if (!rule.target().equals("DNAT")) continue;
            single(rule.after("--to-destination"))
                    .filter(address -> !links.hasAddress(address))
                    .ifPresent(address -> links.byName().values().stream()
                            .filter(link -> link.isOnNetwork(address))
                            .forEach(link -> found.putIfAbsent(link.name(), rule)));
        }
        return found;
    }

    /** Whoever wrote a range of addresses knows what he does. */
    private static Optional<IpAddress> single(String destination) {
        try {
            return Optional.of(IpAddress.parse(destination.split(":", 2)[0]));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }
}
