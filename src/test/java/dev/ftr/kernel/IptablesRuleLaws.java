package dev.ftr.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.ftr.model.ChainRule;
import dev.ftr.model.FirewallTarget;
import dev.ftr.model.IpAddress;
import dev.ftr.model.MacAddress;
import dev.ftr.model.Match;
import java.util.List;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;

/** Every rule that we can write is read back as the same value; a rule with one word more is another rule. */
class IptablesRuleLaws {
    @Property
    void whatWeWriteIsReadBackEqual(@ForAll("rules") ChainRule rule) {
        assertEquals(rule, IptablesRule.parse(IptablesRule.text(rule)));
    }

    @Property
    void oneWordMoreOrLessIsNotOurRule(@ForAll("rules") ChainRule rule, @ForAll int where) {
        List<String> words = IptablesRule.words(rule);
        int at = Math.floorMod(where, words.size());
        String before = String.join(" ", words.subList(0, at));
        String after = String.join(" ", words.subList(at, words.size()));
        assertNotTaken(rule, (before + " ! " + after).strip());
        assertNotTaken(rule, (before + " -f " + after).strip());
        assertNotTaken(rule, (before + " " + String.join(" ", words.subList(at + 1, words.size()))).strip());
    }

    @Property
    void anUnreadableRuleKeepsItsWords(@ForAll String text) {
        ChainRule rule = IptablesRule.parse(text);
        if (rule instanceof ChainRule.Unreadable(String kept)) assertEquals(text, kept);
    }

    @Test
    void anIpv6SourceIsReadBackEqualInTheShortFormOfIptables() {
        ChainRule rule = new ChainRule.Known(
                List.of(new Match.ConnectionState(Match.State.NEW)),
                new FirewallTarget.SourceNat(IpAddress.parse("2001:db8::2")));
        assertEquals(rule, IptablesRule.parse("-m conntrack --ctstate NEW -j SNAT --to-source 2001:db8::2"));
    }

    /** As iptables printed it until 1.8.7. */
    @Test
    void aStationInCapitalsIsTheSameStation() {
        ChainRule rule = new ChainRule.Known(
                List.of(new Match.Station(new MacAddress("00:11:22:aa:bb:cc"))), new FirewallTarget.Return());
        assertEquals(rule, IptablesRule.parse("-m mac --mac-source 00:11:22:AA:BB:CC -j RETURN"));
    }

    @Provide
    Arbitrary<ChainRule> rules() {
        return Vocabulary.rulesWithSets();
    }

    private static void assertNotTaken(ChainRule rule, String text) {
        ChainRule read = IptablesRule.parse(text);
        if (read.equals(rule)) throw new AssertionError("'%s' was taken for %s".formatted(text, rule));
    }
}
