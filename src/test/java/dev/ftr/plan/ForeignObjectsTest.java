package dev.ftr.plan;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ftr.config.Choice;
import dev.ftr.config.Policy;
import dev.ftr.config.RouterConfig;
import dev.ftr.config.Traffic;
import dev.ftr.demo.SimulatedKernel;
import dev.ftr.model.Cidr;
import dev.ftr.model.Family;
import dev.ftr.model.FwMark;
import dev.ftr.model.Nexthop;
import dev.ftr.model.PolicyRule;
import dev.ftr.model.Route;
import dev.ftr.model.RouteAction;
import dev.ftr.model.RouteKey;
import dev.ftr.model.RuleAction;
import dev.ftr.model.RulePriority;
import dev.ftr.model.RuleSelector;
import dev.ftr.model.TableId;
import dev.ftr.model.UplinkId;
import dev.ftr.model.Weight;
import dev.ftr.scenario.Configs;
import dev.ftr.scenario.Router;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ForeignObjectsTest {
    private static final int STATIC = 4;

    private final SimulatedKernel kernel = new SimulatedKernel();
    private final Router router =
            new Router(kernel, Configs.of(Configs.BEFORE_MAIN, List.of(Configs.uplink(0), Configs.uplink(1))));

    @BeforeEach
    void plugIn() {
        kernel.addLink(Configs.LAN, List.of(Configs.LAN_ADDRESS));
        for (int provider = 0; provider < 2; provider++)
            kernel.addLink(Configs.device(provider), List.of(Configs.onNetwork(provider)));
    }

    @Test
    void nothingForeignIsNoWarning() {
        assertEquals(List.of(), warnings());
    }

    @Test
    void ourOwnLeftoversAreNoWarning() {
        kernel.addRule(rule(20_010, from("10.0.0.0/8"), 157));
        assertEquals(List.of(), warnings());
    }

    @Test
    void warnsOfARuleAmongOursWithTheCommandThatRemovesIt() {
        kernel.addRule(rule(20_010, from("10.0.0.0/8"), STATIC));
        assertEquals(1, warnings().size());
        assertTrue(warnings().getFirst().contains("ip -4 rule del pref 20010 from 10.0.0.0/8 lookup 77"));
    }

    @Test
    void aRuleBeforeOrBehindOursIsNoWarning() {
        kernel.addRule(rule(19_999, from("10.0.0.0/8"), STATIC));
        kernel.addRule(rule(20_200, from("10.0.0.0/8"), STATIC));
        assertEquals(List.of(), warnings());
    }

    @Test
    void warnsOfARuleThatSelectsByOneOfOurMarksWhereverItStands() {
        kernel.addRule(rule(5, new RuleSelector.Marked(new FwMark(2, 0xff)), STATIC));
        assertEquals(1, warnings().size());
        assertTrue(warnings().getFirst().contains("fwmark_mask"));
    }

    @Test
    void warnsOfARuleThatSelectsBySomeBitsOfOurMarks() {
        kernel.addRule(rule(5, new RuleSelector.Marked(new FwMark(2, 0x2)), STATIC));
        assertEquals(1, warnings().size());
    }

    @Test
    void marksInOtherBitsAreNoWarning() {
        kernel.addRule(rule(5, new RuleSelector.Marked(new FwMark(0x4000, 0x4000)), STATIC));
        kernel.addRule(rule(6, new RuleSelector.Marked(new FwMark(0x80, 0xff)), STATIC));
        assertEquals(List.of(), warnings());
    }

    @Test
    void aMarkOfOursIsSeenBesideOtherSelectorsButNotWhereItIsExcluded() {
        kernel.addRule(rule(5, new RuleSelector.Foreign("from all fwmark 0x1/0xff iif wlan0"), STATIC));
        kernel.addRule(rule(6, new RuleSelector.Foreign("from all fwmark 0x4000/0x4000 iif wlan0"), STATIC));
        kernel.addRule(rule(7, new RuleSelector.Foreign("from all fwmark 0xfffffffff iif wlan0"), STATIC));
        kernel.addRule(rule(8, new RuleSelector.Foreign("not from all fwmark 0x1/0xff iif wlan0"), STATIC));
        assertEquals(1, warnings().size());
        assertTrue(warnings().getFirst().contains("'5: from all fwmark 0x1/0xff iif wlan0 lookup 77'"));
    }

    @Test
    void warnsOfARuleThatAsksATableOfOursWhereverItStands() {
        kernel.addRule(new PolicyRule(
                Family.IPV4,
                new RulePriority(1001),
                from("10.0.0.5/32"),
                new RuleAction.Lookup(new TableId(1)),
                STATIC));
        assertEquals(1, warnings().size());
        assertTrue(warnings().getFirst().contains("asks a table of ours"));
        assertTrue(warnings().getFirst().contains("ip -4 rule del pref 1001 from 10.0.0.5 lookup 1"));
    }

    @Test
    void theRulesOfTheKernelAreNoWarningThoughOursStandAroundThem() {
        Router around = new Router(kernel, Configs.of(Configs.DEFAULTS, List.of(Configs.uplink(0))));
        assertEquals(List.of(), around.plan(Configs.down(around.config())).warnings());
    }

    @Test
    void saysThatAForeignRouteAtOurKeyIsTakenOverAndNothingElse() {
        kernel.addRoute(defaultRoute(1, 0));
        assertEquals(1, warnings().size());
        assertTrue(warnings().getFirst().contains("taken over"));
    }

    @Test
    void warnsOfAForeignRouteBesideOurs() {
        router.apply(Configs.down(router.config()));
        kernel.addRoute(defaultRoute(1, 0));
        assertEquals(1, warnings().size());
        assertTrue(warnings().getFirst().contains("also held by a route that is not ours"));
        assertEquals(List.of(), router.plan(Configs.down(router.config())).steps());
    }

    @Test
    void warnsOfAForeignDefaultRouteOfAnotherMetricInOurTable() {
        kernel.addRoute(defaultRoute(1, 100));
        assertEquals(1, warnings().size());
        assertTrue(warnings()
                .getFirst()
                .endsWith("remove it: ip route del default table 1 proto %d metric 100".formatted(STATIC)));
    }

    @Test
    void aForeignRouteToSomewhereElseInOurTableIsNoWarning() {
        kernel.addRoute(new Route(
                new RouteKey(Family.IPV4, new TableId(1), Cidr.parse("10.0.0.0/8", Family.IPV4), 0),
                new RouteAction.Unreachable(),
                STATIC));
        assertEquals(List.of(), warnings());
    }

    @Test
    void aTunnelWhoseMarkMeetsOursIsToldOfWhereMarksBeatSources() {
        kernel.addRule(rule(32_000, new RuleSelector.Foreign("not from all fwmark 0xca6c"), STATIC));
        assertEquals(1, warnings().size(), () -> warnings().toString());
        assertTrue(warnings().getFirst().contains("stands behind ours"));

        RouterConfig steered = steeringItself(router.config());
        List<String> warnings =
                new Router(kernel, steered).plan(Configs.down(steered)).warnings();
        assertEquals(2, warnings.size(), warnings::toString);
        assertTrue(warnings.getLast().contains("fwmark_mask: 0xff0000 and base_fwmark: 0x10000"));
    }

    private List<String> warnings() {
        return router.plan(Configs.down(router.config())).warnings();
    }

    private static RouterConfig steeringItself(RouterConfig plain) {
        Policy.Selector own = new Policy.Selector(
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                true);
        Choice first = new Choice.First(List.of(new UplinkId(0)), Choice.Otherwise.ANY);
        return new RouterConfig(
                plain.uplinks(),
                plain.downlinks(),
                new Traffic(
                        List.of(new Policy("own", own, first)),
                        List.of(),
                        List.of(),
                        List.of(),
                        List.of(),
                        false,
                        Optional.empty()),
                plain.recordProbes(),
                plain.log(),
                plain.email(),
                plain.numbering());
    }

    private static Route defaultRoute(long table, long metric) {
        Nexthop nexthop = Nexthop.via(Configs.gateway(1), Configs.device(1), Weight.ONE);
        return new Route(
                RouteKey.defaultRoute(Family.IPV4, new TableId(table), metric),
                new RouteAction.Unicast(List.of(nexthop), Optional.empty()),
                STATIC);
    }

    private static RuleSelector from(String block) {
        return new RuleSelector.From(Cidr.parse(block, Family.IPV4));
    }

    private static PolicyRule rule(long priority, RuleSelector selector, int protocol) {
        return new PolicyRule(
                Family.IPV4, new RulePriority(priority), selector, new RuleAction.Lookup(new TableId(77)), protocol);
    }
}
