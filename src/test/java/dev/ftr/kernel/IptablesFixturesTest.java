package dev.ftr.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ftr.kernel.Fixtures.Saved;
import dev.ftr.model.ChainId;
import dev.ftr.model.ChainRule;
import dev.ftr.model.Cidr;
import dev.ftr.model.Family;
import dev.ftr.model.FirewallTable;
import dev.ftr.model.FirewallTarget;
import dev.ftr.model.FwMark;
import dev.ftr.model.InterfaceName;
import dev.ftr.model.IpAddress;
import dev.ftr.model.Jump;
import dev.ftr.model.Match;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What iptables-save of 1.3 to 1.8.9, legacy and nft, printed on busy hosts, with our chains among the others'. */
class IptablesFixturesTest {
    private static final Match NEW = new Match.ConnectionState(Match.State.NEW);

    static List<Saved> listings() {
        return Fixtures.iptables();
    }

    @ParameterizedTest
    @MethodSource("listings")
    void claimsChainsWithOurPrefixAndNoOther(Saved saved) {
        IptablesSave read = parse(saved.text());
        assertTrue(read.chains().keySet().stream().allMatch(ChainId::owned));
        assertTrue(read.jumps().keySet().stream().noneMatch(j -> j.builtIn().owned()));
        assertTrue(read.jumps().keySet().stream().allMatch(j -> j.targetChain().owned()));
        long jumps = saved.text()
                .lines()
                .filter(l -> l.matches("(\\[\\d+:\\d+] )?-A (PREROUTING|POSTROUTING|OUTPUT) -j FTR-\\S+\\s*"))
                .count();
        int counted = read.jumps().values().stream().mapToInt(Integer::intValue).sum();
        if (!saved.name().contains("line-break")) assertEquals(jumps, counted);
    }

    // Edits name rules by position: one that is passed over shifts all behind it.
    @ParameterizedTest
    @MethodSource("listings")
    void countsEveryRuleOfOurChains(Saved saved) {
        if (saved.name().contains("line-break")) return;
        long lines = saved.text()
                .lines()
                .filter(l -> l.matches("(\\[\\d+:\\d+] )?-A FTR-.*"))
                .count();
        int rules = parse(saved.text()).chains().values().stream()
                .mapToInt(List::size)
                .sum();
        assertEquals(lines, rules);
    }

    @Property(tries = 3000)
    void damagedTextIsNoError(@ForAll("listing") Saved saved, @ForAll long seed) {
        IptablesSave read = parse(Damage.text(saved.text(), seed));
        assertTrue(read.chains().keySet().stream().allMatch(ChainId::owned));
        read.chains().values().forEach(rules -> rules.forEach(IptablesRule::text));
    }

    @Provide
    Arbitrary<Saved> listing() {
        return Arbitraries.of(Fixtures.iptables());
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"1.8.9-nft-busy", "1.8.9-legacy-busy", "1.8.9-nft-busy-counters", "1.8.9-legacy-busy-counters"})
    void ourOwnRulesAmongForeignOnesAreRecognised(String host) {
        IptablesSave mangle = parse(Fixtures.text("iptables/" + host + ".mangle.txt"));
        assertEquals(
                Set.of("FTR-PREROUTING", "FTR-OUTPUT", "FTR-POSTROUTING"),
                Set.copyOf(mangle.chains().keySet().stream().map(ChainId::name).toList()));
        assertEquals(
                List.of(
                        known(restore(0xff), in("br-lan")),
                        known(restore(-1), in("wan.10")),
                        known(set(1, 0xff), in("eth0"), NEW),
                        known(set(2, -1), in("eth0123456789ab"), NEW),
                        new ChainRule.Unreadable(
                                "-i eth+ -m conntrack --ctstate RELATED,ESTABLISHED -j MARK --set-xmark 0x10/0x10"),
                        new ChainRule.Unreadable(""),
                        known(new FirewallTarget.Return()),
                        new ChainRule.Unreadable("-g mwan3_hook")),
                rules(mangle, "FTR-PREROUTING"));
        assertEquals(
                List.of(
                        known(restore(0xff), new Match.ConnectionMark(new FwMark(0, 0xff), true)),
                        known(set(0, 0xff), new Match.ConnectionMark(new FwMark(7, -1), false))),
                rules(mangle, "FTR-OUTPUT"));
        List<ChainRule> leaving = rules(mangle, "FTR-POSTROUTING");
        assertEquals(known(set(1, 0xff), out("eth0"), NEW), leaving.getFirst());
        assertTrue(
                leaving.subList(1, leaving.size() - 1).stream().allMatch(r -> r instanceof ChainRule.Unreadable),
                leaving::toString);
        assertEquals(1, mangle.jumps().get(jump("PREROUTING", "FTR-PREROUTING")));

        IptablesSave nat = parse(Fixtures.text("iptables/" + host + ".nat.txt"));
        List<ChainRule> nats = rules(nat, "FTR-POSTROUTING");
        assertEquals(
                List.of(
                        known(new FirewallTarget.SourceNat(IpAddress.parse("192.0.2.2")), out("eth0")),
                        known(new FirewallTarget.SourceNat(IpAddress.parse("198.51.100.2")), out("eth1")),
                        known(new FirewallTarget.Masquerade(), out("wan.10"))),
                nats.subList(0, 3));
        assertTrue(nats.stream().skip(3).noneMatch(nats.subList(0, 3)::contains), nats::toString);
        assertEquals(2, nat.jumps().get(jump("POSTROUTING", "FTR-POSTROUTING")));
    }

    @Test
    void ourChainsAsOlderVersionsPrintThem() {
        IptablesSave mangle = parse(Fixtures.text("iptables/1.4.21-centos7-docker.mangle.txt"));
        assertEquals(
                List.of(
                        known(restore(0xff), in("br0")),
                        known(set(1, 0xff), in("eth0"), NEW),
                        known(set(2, 0xff), in("ppp0"), NEW)),
                rules(mangle, "FTR-PREROUTING"));
        assertEquals(
                Map.of(
                        jump("PREROUTING", "FTR-PREROUTING"), 1,
                        jump("OUTPUT", "FTR-OUTPUT"), 1,
                        jump("POSTROUTING", "FTR-POSTROUTING"), 1),
                mangle.jumps());
    }

    @Test
    void aForeignRuleInOurChainIsDriftAtItsPlace() {
        IptablesSave mangle = parse(Fixtures.text("iptables/1.8.2-debian10-nft-tailscale.mangle.txt"));
        List<ChainRule> entering = rules(mangle, "FTR-PREROUTING");
        assertEquals(4, entering.size());
        assertEquals(
                known(new FirewallTarget.Accept(), new Match.Source(Cidr.host(IpAddress.parse("10.9.9.9")))),
                entering.get(2));
        assertEquals(known(set(1, 0xff), in("eth0"), NEW), entering.getLast());
        assertEquals(List.of(known(new FirewallTarget.Return())), rules(mangle, "FTR-OLD"));
        assertEquals(2, mangle.jumps().get(jump("PREROUTING", "FTR-PREROUTING")));
    }

    @Test
    void countersAreNoPartOfARule() {
        IptablesSave mangle = parse(Fixtures.text("iptables/1.8.4-legacy-counters.mangle.txt"));
        assertEquals(Map.of(jump("PREROUTING", "FTR-PREROUTING"), 1), mangle.jumps());
        assertEquals(
                List.of(
                        known(set(1, 0xff), in("eth0"), NEW),
                        new ChainRule.Unreadable(""),
                        known(restore(-1), new Match.ConnectionMark(new FwMark(7, -1), false))),
                rules(mangle, "FTR-PREROUTING"));
    }

    @Test
    void theOriginalToolsRulesAreForeign() {
        for (String table : List.of("mangle", "nat")) {
            IptablesSave read = parse(Fixtures.text("iptables/1.4.21-ruby-leftovers." + table + ".txt"));
            assertEquals(Map.of(), read.chains());
            assertEquals(Map.of(), read.jumps());
        }
    }

    // iptables-save prints a comment's line break as it is.
    @Test
    void aLineBreakInAForeignCommentMakesNoChainOfOurs() {
        IptablesSave mangle = parse(Fixtures.text("iptables/1.8.9-nft-line-break.mangle.txt"));
        assertEquals(
                Set.of(new ChainId(Family.IPV4, FirewallTable.MANGLE, "FTR-POSTROUTING")),
                mangle.chains().keySet());
        assertEquals(Map.of(), mangle.jumps());
        assertEquals(List.of(known(set(2, 0xff), out("eth1"), NEW)), rules(mangle, "FTR-POSTROUTING"));
    }

    // A quote that is never closed must not hide the rest.
    @Test
    void aLoneQuoteHidesNothingBehindIt() {
        IptablesSave mangle = parse("""
                *mangle
                :FTR-OUTPUT - [0:0]
                -A PREROUTING -m someday --word 5" -j ACCEPT
                -A OUTPUT -j FTR-OUTPUT
                -A FTR-OUTPUT -j CONNMARK --restore-mark --nfmask 0xff --ctmask 0xff
                COMMIT
                """);
        assertEquals(List.of(known(restore(0xff))), rules(mangle, "FTR-OUTPUT"));
        assertEquals(1, mangle.jumps().get(jump("OUTPUT", "FTR-OUTPUT")));
    }

    @Test
    void aVeryLongWordIsRead() {
        String word = "a\\\"".repeat(50_000);
        assertEquals(
                new ChainRule.Unreadable("-m x --y \"" + word + "\" -j DROP"),
                IptablesRule.parse("-m x --y \"" + word + "\" -j DROP"));
    }

    private static IptablesSave parse(String text) {
        return IptablesSave.parse(text, Family.IPV4, FirewallTable.MANGLE);
    }

    private static List<ChainRule> rules(IptablesSave save, String chain) {
        return Objects.requireNonNull(save.chains().get(new ChainId(Family.IPV4, FirewallTable.MANGLE, chain)));
    }

    private static Jump jump(String builtIn, String target) {
        return new Jump(new ChainId(Family.IPV4, FirewallTable.MANGLE, builtIn), target);
    }

    private static ChainRule known(FirewallTarget target, Match... matches) {
        return new ChainRule.Known(List.of(matches), target);
    }

    private static Match in(String device) {
        return new Match.InInterface(new InterfaceName(device));
    }

    private static Match out(String device) {
        return new Match.OutInterface(new InterfaceName(device));
    }

    private static FirewallTarget restore(int mask) {
        return new FirewallTarget.RestoreMark(mask);
    }

    private static FirewallTarget set(int value, int mask) {
        return new FirewallTarget.SetConnectionMark(new FwMark(value, mask));
    }
}
