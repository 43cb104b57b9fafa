package dev.ftr.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ftr.daemon.MachineCheck;
import dev.ftr.model.ForeignFirewall;
import dev.ftr.model.ForeignFirewall.Hook;
import dev.ftr.model.Links;
import dev.ftr.model.Machine;
import dev.ftr.plan.Lints;
import dev.ftr.scenario.Configs;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What nft 1.0.6 prints of a native table, and whether answers to probes surely die there. */
class NftListingTest {
    private static final String STATE = "{'match':{'op':'in','left':{'ct':{'key':'state'}},'right':%s}}";
    private static final String ACCEPT = ",{'accept':null}";
    private static final String DEVICE = "{'match':{'op':'==','left':{'meta':{'key':'iifname'}},'right':%s}}";
    private static final String PORTS =
            "{'match':{'op':'==','left':{'payload':{'protocol':'tcp','field':'dport'}},'right':{'set':[22,{'range':[80,90]}]}}}";
    private static final String TYPE =
            "{'match':{'op':'==','left':{'payload':{'protocol':'icmp','field':'type'}},'right':'%s'}}";
    private static final String SOURCE =
            "{'match':{'op':'==','left':{'payload':{'protocol':'ip','field':'saddr'}},'right':{'set':[{'prefix':{'addr':'10.0.0.0','len':8}},{'prefix':{'addr':'192.168.0.0','len':16}}]}}}";
    private static final String UPLINK = Configs.device(0).value();

    @Test
    void aChainThatDropsIsToldOfWithItsRemedy() {
        List<String> lints = lints(inet("input", "drop"));
        assertEquals(1, lints.size(), lints::toString);
        assertTrue(
                lints.getFirst()
                        .startsWith(
                                "the firewall drops the answers to our icmp probes (the policy of nft chain input of"
                                        + " table inet fw, on " + UPLINK),
                lints::toString);
        assertTrue(
                lints.getFirst().contains("mend: nft insert rule inet fw input ct state established,related accept"),
                lints::toString);
    }

    @Test
    void oneThatAcceptsIsNot() {
        assertEquals(List.of(), lints(inet("input", "accept")));
    }

    static Stream<String> ofOthers() {
        return Stream.of(
                DEVICE.formatted("'lo'") + ACCEPT,
                DEVICE.formatted("{'set':['lan0','lo']}") + ACCEPT,
                PORTS + ACCEPT,
                SOURCE + ACCEPT,
                STATE.formatted("'new'") + ACCEPT,
                TYPE.formatted("echo-request") + ACCEPT,
                "{'counter':{'packets':1,'bytes':2}}",
                "{'match':{'op':'==','left':{'meta':{'key':'nfproto'}},'right':'ipv6'}}" + ACCEPT,
                DEVICE.formatted("'lo'") + ",{'jump':{'target':'other'}}");
    }

    @ParameterizedTest
    @MethodSource("ofOthers")
    void rulesForOthersDoNotSaveThem(String rule) {
        assertEquals(1, lints(inet("input", "drop", rule)).size());
        assertEquals(1, lints(inet("input", "accept", rule, "{'drop':null}")).size());
    }

    static Stream<String> saving() {
        return Stream.of(
                STATE.formatted("['established','related']") + ",{'counter':null}" + ACCEPT,
                STATE.formatted("{'set':['established','related']}") + ACCEPT,
                STATE.formatted("'@states'") + ACCEPT,
                STATE.replace("'in'", "'!='").formatted("'new'") + ACCEPT,
                "{'vmap':{'key':{'ct':{'key':'state'}},'data':{'set':[['established',{'accept':null}]]}}}",
                "{'vmap':{'key':{'meta':{'key':'iifname'}},'data':'@zones'}}",
                DEVICE.formatted("'" + UPLINK + "'") + ",{'jump':{'target':'other'}}",
                DEVICE.formatted("'" + UPLINK + "'") + ",{'goto':{'target':'other'}}",
                DEVICE.formatted("'" + UPLINK.substring(0, 2) + "*'") + ACCEPT,
                TYPE.formatted("echo-reply") + ACCEPT,
                "{'match':{'op':'==','left':{'meta':{'key':'l4proto'}},'right':{'range':[1,17]}}}" + ACCEPT,
                "{'match':{'op':'==','left':{'meta':{'key':'l4proto'}},'right':{'set':['icmp','ipv6-icmp']}}}" + ACCEPT,
                "{'limit':{'rate':5,'per':'second'}}" + ACCEPT,
                "{'xt':{'type':'match','name':'conntrack'}}" + ACCEPT);
    }

    @ParameterizedTest
    @MethodSource("saving")
    void aRuleThatLetsThemInOrMayDoes(String rule) {
        assertEquals(List.of(), lints(inet("input", "drop", rule)));
    }

    @Test
    void whatIptablesListsIsNotReadTwice() {
        String ofIptables = inet("INPUT", "drop").replace("'inet'", "'ip'").replace("'fw'", "'filter'");
        assertEquals(List.of(), parse(ofIptables));
        assertEquals(1, parse(ofIptables.replace("INPUT", "input")).size());
        assertEquals(List.of(), parse(inet("input", "drop").replace("'hook':'input'", "'hook':'forward'")));
        assertEquals(List.of(), parse(inet("input", "drop").replace("'inet'", "'ip6'")));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "[]", "{", "{'nftables':7}", "{'nftables':[{'rule':{'expr':7}},7]}"})
    void whatIsNoListingIsNoError(String text) {
        assertEquals(List.of(), parse(text));
    }

    private static String inet(String chain, String policy, String... rules) {
        StringBuilder text = new StringBuilder("{'nftables':[{'metainfo':{'version':'1.0.6'}},"
                + "{'table':{'family':'inet','name':'fw'}},{'chain':{'family':'inet','table':'fw','name':'other'}},"
                + "{'chain':{'family':'inet','table':'fw','name':'%s','type':'filter','hook':'input','prio':0,'policy':'%s'}}"
                        .formatted(chain, policy));
        text.append(",{'rule':{'family':'inet','table':'fw','chain':'other','expr':[%s%s]}}"
                .formatted(STATE.formatted("'established'"), ACCEPT));
        for (String rule : rules)
            text.append(",{'rule':{'family':'inet','table':'fw','chain':'%s','expr':[%s]}}".formatted(chain, rule));
        return text.append("]}").toString();
    }

    private static List<Hook> parse(String text) {
        return NftListing.parse(text.replace('\'', '"'));
    }

    private static List<String> lints(String text) {
        ForeignFirewall firewall = new ForeignFirewall(true, new TreeMap<>(), List.of()).with(parse(text));
        return Lints.of(
                MachineCheck.claims(Configs.of(Configs.uplink(0))),
                new Machine(Links.NONE, Set.of(), Map.of(), Map.of(), Map.of(), Set.of(), true, Optional.of(firewall)));
    }
}
