package dev.ftr.desired;

import dev.ftr.config.PortForward;
import dev.ftr.config.RouterConfig;
import dev.ftr.config.Uplink;
import dev.ftr.model.ChainRule;
import dev.ftr.model.ChainRule.Known;
import dev.ftr.model.FirewallTarget;
import dev.ftr.model.InterfaceName;
import dev.ftr.model.IpProtocol;
import dev.ftr.model.Match;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/**
 * What a router between inside and outside lets through: all that belongs to a connection, new ones from inside to outside,
 * those to forwarded ports; nothing else from outside. What others let through before our chain stays let through, and what
 * is for the router itself is not our business: the replies to our probes are among it.
 */
final class BasicFirewall {
    private BasicFirewall() {}

    static List<ChainRule> rules(RouterConfig config) {
        List<ChainRule> rules = new ArrayList<>();
        Match known = new Match.ConnectionState(new TreeSet<>(Set.of(Match.State.RELATED, Match.State.ESTABLISHED)));
        rules.add(new Known(List.of(known), new FirewallTarget.Accept()));
        List<InterfaceName> outside =
                config.uplinks().stream().map(Uplink::device).distinct().toList();
        for (InterfaceName inside : config.downlinks())
            for (InterfaceName device : outside)
                rules.add(new Known(
                        List.of(new Match.InInterface(inside), new Match.OutInterface(device)),
                        new FirewallTarget.Accept()));
        for (PortForward forward : config.traffic().portForwards())
            for (IpProtocol protocol : forward.protocols())
                rules.add(new Known(AddressTranslation.redirected(forward, protocol), new FirewallTarget.Accept()));
        for (InterfaceName device : outside)
            rules.add(new Known(List.of(new Match.InInterface(device)), new FirewallTarget.Reject()));
        return rules.stream().distinct().toList();
    }
}
