package dev.ftr.demo;

import dev.ftr.demo.PacketFate.Connection;
import dev.ftr.demo.SimulatedFirewall.Entry;
import dev.ftr.model.ChainId;
import dev.ftr.model.ChainRule;
import dev.ftr.model.Family;
import dev.ftr.model.FirewallTable;
import dev.ftr.model.FirewallTarget;
import dev.ftr.model.FwMark;
import dev.ftr.model.InterfaceName;
import dev.ftr.model.IpAddress;
import dev.ftr.model.Link;
import dev.ftr.model.Link.LinkAddress;
import dev.ftr.model.Match;
import java.util.Optional;

/** One packet on its way through the chains. Rules that are not in our vocabulary are passed over. */
final class ChainWalk {
    private final SimulatedState state;
    private final Optional<InterfaceName> in;
    private Optional<InterfaceName> out = Optional.empty();
    private Optional<IpAddress> gateway = Optional.empty();
    private int mark;
    private Connection connection;

    ChainWalk(SimulatedState state, Optional<InterfaceName> in, int mark, Connection connection) {
        this.state = state;
        this.in = in;
        this.mark = mark;
        this.connection = connection;
    }

    boolean forwarded() {
        return in.isPresent();
    }

    int mark() {
        return mark;
    }

    Connection connection() {
        return connection;
    }

    void routed(InterfaceName device, Optional<IpAddress> via) {
        out = Optional.of(device);
        gateway = via;
    }

    /** Goes through a chain and those that it jumps to. Only the first packet of a connection sees table nat. */
    void through(FirewallTable table, String chain) {
        if (table == FirewallTable.NAT && connection.established()) return;
        walk(new ChainId(Family.IPV4, table, chain));
    }

    /** Goes through one chain; whether a target has ended the walk through the table. */
    private boolean walk(ChainId chain) {
        for (Entry entry : state.firewall().entries(chain)) {
            boolean done =
                    switch (entry) {
                        case Entry.JumpTo(String target) -> walk(new ChainId(chain.family(), chain.table(), target));
                        case Entry.Rule(ChainRule.Known rule) ->
                            rule.matches().stream().allMatch(this::matches) && act(rule.target());
                        case Entry.Rule(ChainRule.Unreadable unreadable) -> false;
                    };
            if (done) return true;
        }
        return false;
    }

    private boolean matches(Match match) {
        return switch (match) {
            case Match.InInterface(InterfaceName device) ->
                in.filter(device::equals).isPresent();
            case Match.OutInterface(InterfaceName device) ->
                out.filter(device::equals).isPresent();
            case Match.ConnectionState(Match.State wanted) ->
                wanted == (connection.established() ? Match.State.ESTABLISHED : Match.State.NEW);
            case Match.ConnectionMark(FwMark wanted, boolean negated) -> wanted.matches(connection.mark()) != negated;
        };
    }

    private boolean act(FirewallTarget target) {
        return switch (target) {
            case FirewallTarget.SetConnectionMark(FwMark wanted) -> {
                connection = connection.withMark((connection.mark() & ~wanted.mask()) | wanted.value());
                yield false;
            }
            case FirewallTarget.RestoreMark(int mask) -> {
                mark = (mark & ~mask) | (connection.mark() & mask);
                yield false;
            }
            case FirewallTarget.SourceNat(IpAddress address) -> rewrite(Optional.of(address));
            case FirewallTarget.Masquerade() -> rewrite(addressOfOut());
        };
    }

    private boolean rewrite(Optional<IpAddress> source) {
        connection = new Connection(connection.established(), connection.mark(), source);
        return true;
    }

    private Optional<IpAddress> addressOfOut() {
        Optional<Link> link = out.flatMap(d -> state.links().find(d));
        return link.stream()
                .flatMap(l -> l.addresses().stream())
                .filter(a -> gateway.isEmpty() || a.reaches(gateway.get()))
                .findFirst()
                .or(() -> link.flatMap(l -> l.addresses().stream().findFirst()))
                .map(LinkAddress::local);
    }
}
