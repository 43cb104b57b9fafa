package dev.ftr.desired;

import dev.ftr.config.RouterConfig;
import dev.ftr.config.Uplink;
import dev.ftr.model.ChainId;
import dev.ftr.model.ChainRule;
import dev.ftr.model.ChainRule.Known;
import dev.ftr.model.Family;
import dev.ftr.model.FirewallTable;
import dev.ftr.model.FirewallTarget;
import dev.ftr.model.FwMark;
import dev.ftr.model.InterfaceName;
import dev.ftr.model.Jump;
import dev.ftr.model.Match;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Stream;

/** Our iptables chains. They depend on the config alone: a failover changes no firewall rule. */
final class FirewallChains {
    private static final Match NEW = new Match.ConnectionState(Match.State.NEW);

    private FirewallChains() {}

    static SortedMap<ChainId, List<ChainRule>> of(RouterConfig config) {
        int mask = config.numbering().fwmarkMask();
        SortedMap<ChainId, List<ChainRule>> chains = new TreeMap<>();
        chains.put(chain(FirewallTable.MANGLE, "PREROUTING"), markingIncoming(config, mask));
        chains.put(chain(FirewallTable.MANGLE, "OUTPUT"), List.of(restoreOwn(mask)));
        chains.put(chain(FirewallTable.MANGLE, "POSTROUTING"), perUplink(config, FirewallChains::markLeaving));
        chains.put(chain(FirewallTable.NAT, "PREROUTING"), List.of());
        chains.put(chain(FirewallTable.NAT, "POSTROUTING"), perUplink(config, FirewallChains::sourceNat));
        return chains;
    }

    static SortedMap<Jump, Integer> jumps() {
        SortedMap<Jump, Integer> jumps = new TreeMap<>();
        for (String hook : List.of("PREROUTING", "OUTPUT", "POSTROUTING"))
            jumps.put(jump(FirewallTable.MANGLE, hook), 1);
        for (String hook : List.of("PREROUTING", "POSTROUTING")) jumps.put(jump(FirewallTable.NAT, hook), 1);
        return jumps;
    }

    private static List<ChainRule> markingIncoming(RouterConfig config, int mask) {
        Stream<ChainRule> restore = config.downlinks().stream().map(d -> restoreFrom(d, mask));
        Stream<ChainRule> mark = config.uplinks().stream().map(FirewallChains::markEntering);
        return Stream.concat(restore, mark).toList();
    }

    /** Packets of a known connection from inside take the connection's mark, and by it the connection's uplink. */
    private static ChainRule restoreFrom(InterfaceName downlink, int mask) {
        return new Known(List.of(new Match.InInterface(downlink)), new FirewallTarget.RestoreMark(mask));
    }

    /** A connection from outside is answered through the uplink that it came in by. */
    private static ChainRule markEntering(Uplink uplink) {
        return new Known(
                List.of(new Match.InInterface(uplink.device()), NEW),
                new FirewallTarget.SetConnectionMark(uplink.mark()));
    }

    /** A connection stays on the uplink that its first packet left by. */
    private static ChainRule markLeaving(Uplink uplink) {
        return new Known(
                List.of(new Match.OutInterface(uplink.device()), NEW),
                new FirewallTarget.SetConnectionMark(uplink.mark()));
    }

    /**
     * The router's own replies and later packets follow their connection. Unmarked connections are left alone: a packet may
     * carry a mark that its program set, as our probes do.
     */
    private static ChainRule restoreOwn(int mask) {
        return new Known(
                List.of(new Match.ConnectionMark(new FwMark(0, mask), true)), new FirewallTarget.RestoreMark(mask));
    }

    private static ChainRule sourceNat(Uplink uplink) {
        FirewallTarget target =
                switch (uplink.addressing()) {
                    case Uplink.Addressing.Static fixed -> new FirewallTarget.SourceNat(fixed.address());
                    case Uplink.Addressing.PointToPoint() -> new FirewallTarget.Masquerade();
                };
        return new Known(List.of(new Match.OutInterface(uplink.device())), target);
    }

    private static List<ChainRule> perUplink(RouterConfig config, Function<Uplink, ChainRule> rule) {
        return config.uplinks().stream().map(rule).toList();
    }

    private static ChainId chain(FirewallTable table, String hook) {
        return new ChainId(Family.IPV4, table, ChainId.PREFIX + hook);
    }

    private static Jump jump(FirewallTable table, String hook) {
        return new Jump(new ChainId(Family.IPV4, table, hook), ChainId.PREFIX + hook);
    }
}
