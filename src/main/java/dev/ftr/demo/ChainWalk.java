package dev.ftr.demo;

import dev.ftr.demo.PacketFate.Connection;
import dev.ftr.demo.PacketFate.Endpoint;
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
import dev.ftr.model.Nexthop;
import dev.ftr.model.PortRange;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * One packet on its way through the chains. Rules that are not in our vocabulary are passed over. What the simulation does
 * not know, stations and lists of addresses, never matches.
 */
final class ChainWalk {
    private enum Verdict {
        NEXT,
        RETURNED,
        DONE,
        REFUSED
    }

    private final SimulatedState state;
    private final Optional<InterfaceName> in;
    private Optional<Nexthop> out = Optional.empty();
    private Headers headers;
    private int mark;
    private Connection connection;

    ChainWalk(SimulatedState state, Optional<InterfaceName> in, Headers headers, int mark, Connection connection) {
        this.state = state;
        this.in = in;
        this.headers = headers;
        this.mark = mark;
        this.connection = connection;
    }

    /** The same packet where another way is tried. */
    ChainWalk copy() {
        return new ChainWalk(state, in, headers, mark, connection);
    }

    boolean forwarded() {
        return in.isPresent();
    }

    Headers headers() {
        return headers;
    }

    int mark() {
        return mark;
    }

    Connection connection() {
        return connection;
    }

    void routed(Nexthop nexthop) {
        out = Optional.of(nexthop);
    }

    /** The destination that the connection's first packet was given. */
    void redirect() {
        connection.destination().ifPresent(d -> headers = headers.withDestination(d.address(), d.port()));
    }

    /**
     * Goes through a chain and those that it jumps to. Only the first packet of a connection sees table nat.
     *
     * @return whether the packet may go on
     */
    boolean through(FirewallTable table, String chain) {
        if (table == FirewallTable.NAT && connection.established()) return true;
        return walk(new ChainId(Family.IPV4, table, chain)) != Verdict.REFUSED;
    }

    private Verdict walk(ChainId chain) {
        for (Entry entry : state.firewall().entries(chain)) {
            Verdict verdict =
                    switch (entry) {
                        case Entry.JumpTo(String target) -> jump(chain, target);
                        case Entry.Rule(ChainRule.Known rule) ->
                            rule.matches().stream().allMatch(this::matches) ? act(chain, rule.target()) : Verdict.NEXT;
                        case Entry.Rule(ChainRule.Unreadable unreadable) -> Verdict.NEXT;
                    };
            if (verdict != Verdict.NEXT) return verdict;
        }
        return Verdict.NEXT;
    }

    private Verdict jump(ChainId from, String target) {
        Verdict verdict = walk(new ChainId(from.family(), from.table(), target));
        return verdict == Verdict.RETURNED ? Verdict.NEXT : verdict;
    }

    private boolean matches(Match match) {
        return switch (match) {
            case Match.Source(var block) ->
                headers.source().filter(block::contains).isPresent();
            case Match.Destination(var block) -> block.contains(headers.destination());
            case Match.InInterface(InterfaceName device) ->
                in.filter(device::equals).isPresent();
            case Match.OutInterface(InterfaceName device) ->
                out.map(Nexthop::device).filter(device::equals).isPresent();
            case Match.Protocol(var protocol) -> headers.protocol() == protocol;
            case Match.Ports(var side, var ranges) -> portMatches(side, ranges);
            case Match.TcpOpening() -> !connection.established();
            case Match.Realm(int realm) -> out.filter(n -> n.realm() == realm).isPresent();
            case Match.Station station -> false;
            case Match.InSet set -> false;
            case Match.LocalSource(boolean negated) -> forwarded() == negated;
            case Match.PacketMark(FwMark wanted, boolean negated) -> wanted.matches(mark) != negated;
            case Match.ConnectionState(var wanted) -> wanted.stream().anyMatch(this::isIn);
            case Match.ConnectionMark(FwMark wanted, boolean negated) -> wanted.matches(connection.mark()) != negated;
            case Match.Recent(Match.RecentUse.Remember use, String list) -> true;
            case Match.Recent recent -> false;
        };
    }

    private boolean isIn(Match.State wanted) {
        return switch (wanted) {
            case NEW -> !connection.established();
            case ESTABLISHED -> connection.established();
            case SNAT -> connection.source().isPresent();
            case DNAT -> connection.destination().isPresent();
            case RELATED, INVALID, UNTRACKED -> false;
        };
    }

    private boolean portMatches(Match.Side side, List<PortRange> ranges) {
        OptionalInt port = side == Match.Side.SOURCE ? headers.sourcePort() : headers.destinationPort();
        return port.isPresent() && ranges.stream().anyMatch(r -> r.contains(port.getAsInt()));
    }

    private Verdict act(ChainId chain, FirewallTarget target) {
        return switch (target) {
            case FirewallTarget.SetConnectionMark(FwMark wanted) -> {
                connection = connection.withMark((connection.mark() & ~wanted.mask()) | wanted.value());
                yield Verdict.NEXT;
            }
            case FirewallTarget.SetMark(FwMark wanted) -> {
                mark = (mark & ~wanted.mask()) | wanted.value();
                yield Verdict.NEXT;
            }
            case FirewallTarget.RestoreMark(int mask) -> {
                mark = (mark & ~mask) | (connection.mark() & mask);
                yield Verdict.NEXT;
            }
            case FirewallTarget.SourceNat(IpAddress address) -> rewrite(Optional.of(address));
            case FirewallTarget.Masquerade() -> rewrite(addressOfOut());
            case FirewallTarget.DestinationNat(IpAddress address, var ports) -> redirect(address, ports);
            case FirewallTarget.JumpTo(String name) -> jump(chain, name);
            case FirewallTarget.Return() -> Verdict.RETURNED;
            case FirewallTarget.Accept() -> Verdict.DONE;
            case FirewallTarget.Drop() -> Verdict.REFUSED;
            case FirewallTarget.Reject() -> Verdict.REFUSED;
            case FirewallTarget.ClampSegments clamp -> Verdict.NEXT;
            case FirewallTarget.None() -> Verdict.NEXT;
        };
    }

    private Verdict rewrite(Optional<IpAddress> source) {
        connection = connection.withSource(source);
        return Verdict.DONE;
    }

    private Verdict redirect(IpAddress address, Optional<FirewallTarget.Shifted> ports) {
        OptionalInt port = headers.destinationPort();
        if (ports.isPresent() && port.isPresent()) {
            int first = ports.get().to().first();
            OptionalInt old = ports.get().first();
            port = OptionalInt.of(old.isPresent() ? first + port.getAsInt() - old.getAsInt() : first);
        }
        connection = connection.withDestination(new Endpoint(address, port));
        return Verdict.DONE;
    }

    private Optional<IpAddress> addressOfOut() {
        Optional<Link> link = out.flatMap(n -> state.links().find(n.device()));
        Optional<IpAddress> gateway = out.flatMap(Nexthop::gateway);
        return link.stream()
                .flatMap(l -> l.addresses().stream())
                .filter(a -> gateway.isEmpty() || a.reaches(gateway.get()))
                .findFirst()
                .or(() -> link.flatMap(l -> l.addresses().stream().findFirst()))
                .map(LinkAddress::local);
    }
}
