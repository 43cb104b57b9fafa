package dev.ftr.kernel;

import dev.ftr.model.ChainRule;
import dev.ftr.model.Cidr;
import dev.ftr.model.FirewallTable;
import dev.ftr.model.FirewallTarget;
import dev.ftr.model.FwMark;
import dev.ftr.model.InterfaceName;
import dev.ftr.model.IpAddress;
import dev.ftr.model.IpProtocol;
import dev.ftr.model.MacAddress;
import dev.ftr.model.Match;
import dev.ftr.model.PortRange;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.OptionalInt;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.Tuple;

/**
 * Everything that we can write into a chain, in the order in which iptables-save prints it: addresses, interfaces, protocol,
 * extensions, target.
 */
final class Vocabulary {
    /** A chain that has to be there for rules that jump. */
    static final String JUMPED_TO = "FTR-POLICIES";

    static final List<InterfaceName> DEVICES = List.of(
            device("eth0"),
            device("wan.10"),
            device("eth0123456789ab"),
            device("a"),
            device("br-lan_x"),
            device("pppoe-wan2"),
            device("eth0.10.20"),
            device("enx02:".replace(":", "")),
            device("\u00e9t\u00e9"));
    static final List<Integer> MASKS =
            List.of(0xff, 0xff00, 0x3f00, 0x80000000, 0xffffffff, 0x1, 0xf0f0f0f0, 0x7fffffff);

    private Vocabulary() {}

    /** Without those that need an ipset, which iptables-restore looks for. */
    static Arbitrary<ChainRule> rules() {
        return rules(Arbitraries.just(Optional.empty()));
    }

    static Arbitrary<ChainRule> rulesWithSets() {
        return rules(
                Combinators.combine(Arbitraries.of("office", "a", "x".repeat(31)), Arbitraries.of(Match.Side.class))
                        .<Match>as(Match.InSet::new)
                        .optional(0.2));
    }

    private static Arbitrary<ChainRule> rules(Arbitrary<Optional<Match>> sets) {
        Arbitrary<List<Match>> matches = Combinators.combine(places(), protocols(), extensions(), sets)
                .as((places, protocol, extensions, set) -> {
                    List<Match> all = new ArrayList<>(places);
                    all.addAll(protocol);
                    all.addAll(extensions);
                    set.ifPresent(all::add);
                    return all;
                });
        return Combinators.combine(matches, targets())
                .as((all, target) -> new ChainRule.Known(fitting(all, target), target));
    }

    /** What a target demands of its rule. */
    private static List<Match> fitting(List<Match> matches, FirewallTarget target) {
        // Without what is no condition.
        List<Match> all = new ArrayList<>(new ChainRule.Known(matches, target).matches());
        boolean shifts = target instanceof FirewallTarget.DestinationNat(var address, var ports) && ports.isPresent();
        boolean clamps = target instanceof FirewallTarget.ClampSegments;
        if (clamps || shifts) {
            all.removeIf(m -> m instanceof Match.Protocol || m instanceof Match.Ports || m instanceof Match.TcpOpening);
            int place = (int) all.stream().filter(Vocabulary::standsFirst).count();
            all.add(place, new Match.Protocol(IpProtocol.TCP));
            if (clamps) all.add(place + 1, new Match.TcpOpening());
        }
        if (target instanceof FirewallTarget.None && all.isEmpty())
            all.add(new Match.Recent(new Match.RecentUse.Remember(), "FTR-0"));
        return all;
    }

    private static boolean standsFirst(Match match) {
        return match instanceof Match.Source
                || match instanceof Match.Destination
                || match instanceof Match.InInterface
                || match instanceof Match.OutInterface;
    }

    private static Arbitrary<List<Match>> places() {
        Arbitrary<Optional<Match>> from = blocks().<Match>map(Match.Source::new).optional(0.3);
        Arbitrary<Optional<Match>> to =
                blocks().<Match>map(Match.Destination::new).optional(0.3);
        Arbitrary<Optional<Match>> in =
                Arbitraries.of(DEVICES).<Match>map(Match.InInterface::new).optional(0.3);
        Arbitrary<Optional<Match>> out =
                Arbitraries.of(DEVICES).<Match>map(Match.OutInterface::new).optional(0.3);
        return Combinators.combine(from, to, in, out).as(Vocabulary::present);
    }

    private static Arbitrary<List<Match>> protocols() {
        Arbitrary<List<Match>> any = Arbitraries.of(IpProtocol.class).map(p -> List.<Match>of(new Match.Protocol(p)));
        Arbitrary<List<Match>> opening =
                Arbitraries.just(List.of(new Match.Protocol(IpProtocol.TCP), new Match.TcpOpening()));
        Arbitrary<List<Match>> ported = Combinators.combine(
                        Arbitraries.of(IpProtocol.TCP, IpProtocol.UDP, IpProtocol.SCTP),
                        Arbitraries.of(Match.Side.class),
                        ports().list().ofMinSize(1).ofMaxSize(7))
                .as((protocol, side, ranges) -> List.of(new Match.Protocol(protocol), new Match.Ports(side, ranges)));
        return Arbitraries.frequencyOf(
                Tuple.of(3, Arbitraries.just(List.of())), Tuple.of(1, any), Tuple.of(1, opening), Tuple.of(2, ported));
    }

    private static Arbitrary<List<Match>> extensions() {
        Arbitrary<Optional<Match>> realm = Arbitraries.integers()
                .between(1, 0xffff)
                .<Match>map(Match.Realm::new)
                .optional(0.2);
        Arbitrary<Optional<Match>> station = Arbitraries.longs()
                .between(0, 0xffff_ffff_ffffL)
                .<Match>map(n -> new Match.Station(station(n)))
                .optional(0.2);
        Arbitrary<Optional<Match>> state = Arbitraries.of(Match.State.class)
                .set()
                .ofMinSize(1)
                .ofMaxSize(7)
                .<Match>map(states -> new Match.ConnectionState(new java.util.TreeSet<>(states)))
                .optional(0.3);
        Arbitrary<Optional<Match>> packet = Combinators.combine(marks(), Arbitraries.of(true, false))
                .<Match>as(Match.PacketMark::new)
                .optional(0.3);
        Arbitrary<Optional<Match>> connection = Combinators.combine(marks(), Arbitraries.of(true, false))
                .<Match>as(Match.ConnectionMark::new)
                .optional(0.3);
        Arbitrary<Optional<Match>> recent = Combinators.combine(uses(), Arbitraries.of("FTR-0", "FTR-63"))
                .<Match>as(Match.Recent::new)
                .optional(0.2);
        Arbitrary<Optional<Match>> local =
                Arbitraries.of(true, false).<Match>map(Match.LocalSource::new).optional(0.2);
        return Combinators.combine(realm, station, state, local, packet, connection, recent)
                .as(Vocabulary::present);
    }

    private static Arbitrary<Match.RecentUse> uses() {
        return Arbitraries.oneOf(
                Arbitraries.just(new Match.RecentUse.Remember()),
                Arbitraries.just(new Match.RecentUse.Forget()),
                Arbitraries.integers().between(1, 86_400).map(Match.RecentUse.SeenWithin::new));
    }

    static Arbitrary<FirewallTarget> targets() {
        Arbitrary<FirewallTarget> connection = marks().map(FirewallTarget.SetConnectionMark::new);
        Arbitrary<FirewallTarget> packet = marks().map(FirewallTarget.SetMark::new);
        Arbitrary<FirewallTarget> restore = Arbitraries.of(MASKS).map(FirewallTarget.RestoreMark::new);
        Arbitrary<FirewallTarget> source = addresses().map(FirewallTarget.SourceNat::new);
        Arbitrary<FirewallTarget> destination =
                Combinators.combine(addresses(), shifts().optional()).as(FirewallTarget.DestinationNat::new);
        Arbitrary<FirewallTarget> clamp = Arbitraries.integers()
                .between(536, 9000)
                .optional()
                .map(n ->
                        new FirewallTarget.ClampSegments(n.map(OptionalInt::of).orElse(OptionalInt.empty())));
        return Arbitraries.oneOf(
                connection,
                packet,
                restore,
                source,
                destination,
                clamp,
                Arbitraries.of(
                        new FirewallTarget.Masquerade(),
                        new FirewallTarget.JumpTo(JUMPED_TO),
                        new FirewallTarget.Return(),
                        new FirewallTarget.Accept(),
                        new FirewallTarget.Drop(),
                        new FirewallTarget.Reject(),
                        new FirewallTarget.None()));
    }

    private static Arbitrary<FirewallTarget.Shifted> shifts() {
        Arbitrary<FirewallTarget.Shifted> single =
                port().map(p -> new FirewallTarget.Shifted(PortRange.single(p), OptionalInt.empty()));
        Arbitrary<FirewallTarget.Shifted> range = Combinators.combine(port(), port(), port())
                .as((first, other, old) -> new FirewallTarget.Shifted(
                        new PortRange(Math.min(first, other), Math.max(first, other)),
                        first.equals(other) ? OptionalInt.empty() : OptionalInt.of(old)));
        return Arbitraries.oneOf(single, range);
    }

    /** The table in which iptables takes this target; the others are taken in each. */
    static FirewallTable tableOf(ChainRule rule) {
        if (!(rule instanceof ChainRule.Known(var matches, var target))) return FirewallTable.MANGLE;
        return switch (target) {
            case FirewallTarget.SourceNat source -> FirewallTable.NAT;
            case FirewallTarget.DestinationNat destination -> FirewallTable.NAT;
            case FirewallTarget.Masquerade masquerade -> FirewallTable.NAT;
            case FirewallTarget.Reject reject -> FirewallTable.FILTER;
            case FirewallTarget.SetConnectionMark set -> FirewallTable.MANGLE;
            case FirewallTarget.SetMark set -> FirewallTable.MANGLE;
            case FirewallTarget.RestoreMark restore -> FirewallTable.MANGLE;
            case FirewallTarget.ClampSegments clamp -> FirewallTable.MANGLE;
            case FirewallTarget.JumpTo jump -> FirewallTable.MANGLE;
            case FirewallTarget.Return back -> FirewallTable.NAT;
            case FirewallTarget.Drop drop -> FirewallTable.MANGLE;
            case FirewallTarget.Accept accept -> FirewallTable.FILTER;
            case FirewallTarget.None none -> FirewallTable.MANGLE;
        };
    }

    static Arbitrary<FwMark> marks() {
        return Combinators.combine(Arbitraries.integers(), Arbitraries.of(MASKS))
                .as((bits, mask) -> new FwMark(bits & mask, mask));
    }

    private static Arbitrary<PortRange> ports() {
        return Combinators.combine(port(), port(), Arbitraries.of(true, false))
                .as((one, other, single) ->
                        single ? PortRange.single(one) : new PortRange(Math.min(one, other), Math.max(one, other)));
    }

    private static Arbitrary<Integer> port() {
        return Arbitraries.integers().between(1, 65_535);
    }

    private static Arbitrary<Cidr> blocks() {
        return Combinators.combine(addresses(), Arbitraries.integers().between(0, 32))
                .as(Cidr::new);
    }

    private static Arbitrary<IpAddress> addresses() {
        return Arbitraries.integers()
                .between(1, 0xdfff)
                .map(n -> IpAddress.parse("%d.%d.0.%d".formatted(1 + n % 223, n & 255, n % 254)));
    }

    /** In the case that some versions of iptables print. */
    private static MacAddress station(long number) {
        String digits = "%012X".formatted(number);
        List<String> pairs = new ArrayList<>();
        for (int i = 0; i < digits.length(); i += 2) pairs.add(digits.substring(i, i + 2));
        return new MacAddress(String.join(":", pairs).toUpperCase(Locale.ROOT));
    }

    @SafeVarargs
    private static List<Match> present(Optional<Match>... matches) {
        List<Match> there = new ArrayList<>();
        for (Optional<Match> match : matches) match.ifPresent(there::add);
        return there;
    }

    private static InterfaceName device(String name) {
        return new InterfaceName(name);
    }
}
