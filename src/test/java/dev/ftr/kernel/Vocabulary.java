package dev.ftr.kernel;

import dev.ftr.model.ChainRule;
import dev.ftr.model.FirewallTarget;
import dev.ftr.model.FwMark;
import dev.ftr.model.InterfaceName;
import dev.ftr.model.IpAddress;
import dev.ftr.model.Match;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;

/** Everything that we can write into a chain, in the order in which we write it: interfaces, state, mark, target. */
final class Vocabulary {
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

    static Arbitrary<ChainRule> rules() {
        Arbitrary<Optional<Match>> in =
                Arbitraries.of(DEVICES).<Match>map(Match.InInterface::new).optional();
        Arbitrary<Optional<Match>> out =
                Arbitraries.of(DEVICES).<Match>map(Match.OutInterface::new).optional();
        Arbitrary<Optional<Match>> state = Arbitraries.of(Match.State.class)
                .<Match>map(Match.ConnectionState::new)
                .optional();
        Arbitrary<Optional<Match>> mark = Combinators.combine(marks(), Arbitraries.of(true, false))
                .<Match>as(Match.ConnectionMark::new)
                .optional();
        return Combinators.combine(in, out, state, mark, targets()).as((i, o, s, m, target) -> {
            List<Match> matches = new ArrayList<>();
            List.of(i, o, s, m).forEach(match -> match.ifPresent(matches::add));
            return new ChainRule.Known(matches, target);
        });
    }

    static Arbitrary<FirewallTarget> targets() {
        Arbitrary<FirewallTarget> set = marks().map(FirewallTarget.SetConnectionMark::new);
        Arbitrary<FirewallTarget> restore = Arbitraries.of(MASKS).map(FirewallTarget.RestoreMark::new);
        return Arbitraries.oneOf(set, restore, sources(), Arbitraries.just(new FirewallTarget.Masquerade()));
    }

    static boolean isNat(ChainRule rule) {
        return rule instanceof ChainRule.Known(var matches, var target)
                && (target instanceof FirewallTarget.SourceNat || target instanceof FirewallTarget.Masquerade);
    }

    static Arbitrary<FwMark> marks() {
        return Combinators.combine(Arbitraries.integers(), Arbitraries.of(MASKS))
                .as((bits, mask) -> new FwMark(bits & mask, mask));
    }

    private static Arbitrary<FirewallTarget> sources() {
        return Arbitraries.integers()
                .between(1, 0xdfff)
                .map(n -> new FirewallTarget.SourceNat(
                        IpAddress.parse("%d.%d.0.%d".formatted(1 + n % 223, n & 255, n % 254))));
    }

    private static InterfaceName device(String name) {
        return new InterfaceName(name);
    }
}
