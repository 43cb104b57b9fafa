package dev.ftr.plan;

import dev.ftr.model.ForeignFirewall;
import dev.ftr.model.ForeignFirewall.Hook;
import dev.ftr.model.ForeignFirewall.Rule;
import dev.ftr.model.InterfaceName;
import dev.ftr.model.IpAddress;
import dev.ftr.model.Links;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.BiFunction;

/** Foreign firewall rules that keep ours from working. */
final class FirewallLints {
    private FirewallLints() {}

    static List<String> of(Claims ours, Links links, ForeignFirewall firewall) {
        List<String> lints = new ArrayList<>(droppedAnswers(ours, firewall));
        shutIn(ours, firewall).ifPresent(lints::add);
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
        return joined(all);
    }

    private static List<String> droppedAnswers(Claims ours, ForeignFirewall firewall) {
        List<String> lints = new ArrayList<>(droppedAnswers(
                ours,
                (device, protocol) -> FilterWalk.ofAnswer(firewall, device, protocol)
                        .droppedBy("the policy of chain INPUT of table filter", "the rule '%s'"::formatted),
                "iptables -I INPUT -m conntrack --ctstate RELATED,ESTABLISHED -j ACCEPT"));
        for (Hook hook : firewall.hooks())
            lints.addAll(droppedAnswers(
                    ours,
                    (device, protocol) -> FilterWalk.ofAnswer(hook, device, protocol)
                            .droppedBy(
                                    "the policy of nft chain %s of table %s".formatted(hook.chain(), hook.table()),
                                    rule -> "a rule of nft chain %s of table %s".formatted(rule.chain(), rule.table())),
                    "nft insert rule %s %s ct state established,related accept (and so in the file that it is loaded from)"
                            .formatted(hook.table(), hook.chain())));
        return lints;
    }

    private static List<String> droppedAnswers(
            Claims ours, BiFunction<InterfaceName, String, Optional<String>> droppedBy, String remedy) {
        List<String> lints = new ArrayList<>();
        for (String protocol : ours.probes()) {
            List<InterfaceName> deaf = new ArrayList<>();
            String by = "";
            for (InterfaceName device : ours.uplinks().keySet()) {
                Optional<String> dropped = droppedBy.apply(device, protocol);
                if (dropped.isEmpty()) continue;
                deaf.add(device);
                by = dropped.get();
            }
            if (!deaf.isEmpty())
                lints.add("the firewall drops the answers to our %s probes (%s, on %s), so that %s; mend: %s"
                        .formatted(protocol, by, joined(deaf), down(ours, deaf), remedy));
        }
        return lints;
    }

    private static String down(Claims ours, List<InterfaceName> deaf) {
        if (deaf.size() == ours.uplinks().size()) return "every uplink looks down";
        List<String> names = deaf.stream()
                .flatMap(device -> Optional.ofNullable(ours.uplinks().get(device)).stream())
                .toList();
        return "%s %s down".formatted(String.join(", ", names), isOne(names) ? "looks" : "look");
    }

    /** Those that share an interface stand in one text. */
    private static boolean isOne(List<String> names) {
        return names.size() == 1 && !names.getFirst().contains(", ");
    }

    private static String joined(List<InterfaceName> devices) {
        return String.join(", ", devices.stream().map(InterfaceName::toString).toList());
    }

    /**
     * Docker and ufw set the policy of FORWARD to DROP. A rule that drops is somebody's will; and of several downlinks only
     * the first is surely meant to get out.
     */
    private static Optional<String> shutIn(Claims ours, ForeignFirewall firewall) {
        boolean shut = !ours.basicFirewall()
                && !ours.uplinks().isEmpty()
                && !ours.downlinks().isEmpty()
                && ours.uplinks().keySet().stream()
                        .allMatch(uplink -> FilterWalk.ofConnection(
                                        firewall, ours.downlinks().getFirst(), uplink)
                                .isDroppedByPolicy());
        if (!shut) return Optional.empty();
        boolean docker = firewall.rules().stream().anyMatch(r -> r.chain().equals("DOCKER-USER"));
        return Optional.of(
                ("nothing that comes in by %1$s gets out: the policy of chain FORWARD of table filter is DROP, and no rule "
                                + "accepts it; mend: iptables -I %2$s -i %1$s -j ACCEPT; iptables -I %2$s -o %1$s -m conntrack "
                                + "--ctstate RELATED,ESTABLISHED -j ACCEPT; or firewall: basic")
                        .formatted(ours.downlinks().getFirst(), docker ? "DOCKER-USER" : "FORWARD"));
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
