package dev.ftr.desired;

import dev.ftr.config.RouterConfig;
import dev.ftr.model.ChainId;
import dev.ftr.model.ChainRule;
import dev.ftr.model.Family;
import dev.ftr.model.FirewallTable;
import dev.ftr.model.Jump;
import dev.ftr.model.Links;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/** Our iptables chains. They depend on the config and on addresses, not on health: a failover changes no firewall rule. */
final class FirewallChains {
    private FirewallChains() {}

    static SortedMap<ChainId, List<ChainRule>> of(
            RouterConfig config, List<Attachment> attachments, Choices choices, Links links) {
        SortedMap<ChainId, List<ChainRule>> chains = new TreeMap<>();
        Marking marking = new Marking(config, attachments, choices, links);
        chains.put(chain(FirewallTable.MANGLE, "PREROUTING"), marking.incoming());
        chains.put(chain(FirewallTable.MANGLE, "OUTPUT"), marking.own());
        chains.put(chain(FirewallTable.MANGLE, "POSTROUTING"), marking.leaving());
        Steering steering = new Steering(config, choices);
        if (steering.steersForwarded())
            chains.put(chain(FirewallTable.MANGLE, Steering.FORWARDED), steering.forwarded());
        if (steering.steersOwn()) chains.put(chain(FirewallTable.MANGLE, Steering.OWN), steering.own());
        if (Segments.clampsAny(config)) chains.put(chain(FirewallTable.MANGLE, "FORWARD"), Segments.entering(config));
        AddressTranslation nat = new AddressTranslation(config, attachments);
        chains.put(chain(FirewallTable.NAT, "PREROUTING"), nat.entering());
        chains.put(chain(FirewallTable.NAT, "POSTROUTING"), nat.leaving());
        if (config.traffic().basicFirewall())
            chains.put(chain(FirewallTable.FILTER, "FORWARD"), BasicFirewall.rules(config));
        return chains;
    }

    static SortedMap<Jump, Integer> jumps(RouterConfig config) {
        SortedMap<Jump, Integer> jumps = new TreeMap<>();
        for (String hook : List.of("PREROUTING", "OUTPUT", "POSTROUTING"))
            jumps.put(jump(FirewallTable.MANGLE, hook), 1);
        if (Segments.clampsAny(config)) jumps.put(jump(FirewallTable.MANGLE, "FORWARD"), 1);
        for (String hook : List.of("PREROUTING", "POSTROUTING")) jumps.put(jump(FirewallTable.NAT, hook), 1);
        if (config.traffic().basicFirewall()) jumps.put(jump(FirewallTable.FILTER, "FORWARD"), 1);
        return jumps;
    }

    private static ChainId chain(FirewallTable table, String name) {
        return new ChainId(Family.IPV4, table, ChainId.PREFIX + name);
    }

    private static Jump jump(FirewallTable table, String hook) {
        return new Jump(new ChainId(Family.IPV4, table, hook), ChainId.PREFIX + hook);
    }
}
