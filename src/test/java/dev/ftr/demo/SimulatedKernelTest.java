package dev.ftr.demo;

import static dev.ftr.scenario.Configs.address;
import static dev.ftr.scenario.Configs.device;
import static dev.ftr.scenario.Configs.gateway;
import static dev.ftr.scenario.Configs.ip;
import static dev.ftr.scenario.Configs.onNetwork;
import static dev.ftr.scenario.Configs.uplink;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ftr.config.RouterConfig;
import dev.ftr.daemon.ReadScopes;
import dev.ftr.kernel.Refusal;
import dev.ftr.model.ChainId;
import dev.ftr.model.ChainRule;
import dev.ftr.model.Family;
import dev.ftr.model.FirewallTable;
import dev.ftr.model.InterfaceName;
import dev.ftr.model.IpAddress;
import dev.ftr.model.Nexthop;
import dev.ftr.model.PolicyRule;
import dev.ftr.model.Route;
import dev.ftr.model.RouteAction;
import dev.ftr.model.RouteKey;
import dev.ftr.model.RuleAction;
import dev.ftr.model.RulePriority;
import dev.ftr.model.RuleSelector;
import dev.ftr.model.Sysctl;
import dev.ftr.model.TableId;
import dev.ftr.model.Weight;
import dev.ftr.plan.Change;
import dev.ftr.plan.Plan;
import dev.ftr.plan.Plan.Step;
import dev.ftr.scenario.Configs;
import dev.ftr.scenario.Router;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class SimulatedKernelTest {
    private static final ChainId OUR_CHAIN = new ChainId(Family.IPV4, FirewallTable.MANGLE, "FTR-OUTPUT");

    private final SimulatedKernel kernel = new SimulatedKernel();
    private final RouterConfig config = Configs.of(uplink(0), uplink(1));
    private final Router router = new Router(kernel, config);

    @BeforeEach
    void plugIn() {
        kernel.addLink(Configs.LAN, List.of(Configs.LAN_ADDRESS));
        for (int provider = 0; provider < 2; provider++) kernel.addLink(device(provider), List.of(onNetwork(provider)));
    }

    @Test
    void refusesARouteOverADeviceThatIsNotThere() {
        assertRefused("Cannot find device \"eth9\"", put(gateway(0), device(9), Optional.empty()));
    }

    @Test
    void refusesARouteOverADeviceThatIsSwitchedOff() {
        kernel.setAdmin(device(0), false);
        assertRefused("Network is down", put(gateway(0), device(0), Optional.empty()));
    }

    @Test
    void refusesAGatewayThatIsNotOnTheDevicesNetwork() {
        assertRefused("Nexthop has invalid gateway", put(gateway(1), device(0), Optional.empty()));
    }

    @Test
    void refusesTheRoutersOwnAddressAsGateway() {
        assertRefused("Nexthop has invalid gateway", put(address(0), device(0), Optional.empty()));
    }

    @Test
    void refusesASourceThatIsNoLocalAddress() {
        assertRefused("Invalid prefsrc address", put(gateway(0), device(0), Optional.of(ip("198.18.0.99"))));
    }

    @Test
    void takesARouteOverADeviceWithoutCarrier() {
        kernel.setCarrier(device(0), false);
        assertEquals(List.of(), apply(put(gateway(0), device(0), Optional.of(address(0)))));
    }

    @Test
    void refusesTheSameRuleTwice() {
        Change add = new Change.AddRule(rule(100));
        assertEquals(List.of(), apply(add));
        assertRefused("File exists", add);
    }

    @Test
    void refusesParametersOfAMissingInterface() {
        Sysctl sysctl = Sysctl.rpFilter(device(9));
        assertRefused("No such file or directory", new Change.SetSysctl(sysctl, Optional.empty(), "2"));
    }

    @Test
    void refusesEditsBehindTheEndOfAChain() {
        ChainRule rule = new ChainRule.Unreadable("-j ACCEPT");
        apply(new Change.CreateChain(OUR_CHAIN));
        assertRefused("Index of insertion too big", new Change.InsertChainRule(OUR_CHAIN, 2, rule));
        assertRefused("Index of replacement too big", new Change.ReplaceChainRule(OUR_CHAIN, 1, rule, rule));
        assertRefused("Index of deletion too big", new Change.DeleteChainRule(OUR_CHAIN, 1, rule));
    }

    @Test
    void refusesToDeleteAChainThatARuleJumpsTo() {
        apply(new Change.CreateChain(OUR_CHAIN));
        kernel.insertChainRule(new ChainId(Family.IPV4, FirewallTable.MANGLE, "OUTPUT"), 1, "-j FTR-OUTPUT");
        assertRefused("Too many links", new Change.DeleteChain(OUR_CHAIN, List.of()));
    }

    @Test
    void failsTheNextChangeOfAKindAndThenNoMore() {
        kernel.failNext(c -> c instanceof Change.AddRule, "Cannot allocate memory");
        assertRefused("Cannot allocate memory", new Change.AddRule(rule(100)));
        assertEquals(List.of(), apply(new Change.AddRule(rule(100))));
    }

    @Test
    void oneRefusedEditTakesItsWholeTableWithItButNoOther() {
        kernel.failNext(
                c -> c instanceof Change.AddJump jump && jump.jump().builtIn().table() == FirewallTable.NAT,
                "refused by the test");
        List<Refusal> refusals = router.apply(Configs.down(config));
        assertTrue(refusals.size() > 1);
        assertTrue(router.read().state().chains().keySet().stream().allMatch(c -> c.table() == FirewallTable.MANGLE));
    }

    @Test
    void reportsRefusalsInThePlansOrder() {
        Plan plan = router.plan(Configs.down(config));
        kernel.failNext(c -> c instanceof Change.AddJump, "refused by the test");
        kernel.failNext(c -> c instanceof Change.PutRoute, "refused by the test");
        List<Change> refused = kernel.apply(plan).stream().map(Refusal::change).toList();
        List<Change> expected = plan.steps().stream()
                .map(Step::change)
                .filter(refused::contains)
                .toList();
        assertEquals(expected, refused);
    }

    @Test
    void stopsWhereItIsKilled() {
        Plan plan = router.plan(Configs.down(config));
        kernel.applyFirst(plan, 1);
        assertEquals(
                plan.steps().size() - 1,
                router.plan(Configs.down(config)).steps().size());
    }

    @Test
    void aCopyGoesItsOwnWay() {
        SimulatedKernel copy = kernel.copy();
        router.apply(Configs.down(config));
        assertTrue(
                copy.foreign(999).rules().size() < kernel.foreign(999).rules().size());
        copy.removeLink(device(0));
        assertEquals(3, kernel.links().size());
    }

    @Test
    void readsOnlyOursInTablesOfNoUplink() {
        kernel.addRoute(unreachable(500, 4));
        kernel.addRoute(unreachable(501, 157));
        assertTrue(reading(false).isEmpty(), "nobody asked");
        assertEquals(1, reading(true).size());
    }

    private Set<Route> reading(boolean everywhere) {
        return kernel.read(ReadScopes.of(config, everywhere, true)).state().routes();
    }

    @Test
    void readsOursInTablesThatOurRulesLookUp() {
        kernel.addRoute(unreachable(77, 157));
        assertTrue(reading(false).isEmpty());
        kernel.addRule(new PolicyRule(
                Family.IPV4, new RulePriority(9), new RuleSelector.All(), new RuleAction.Lookup(new TableId(77)), 157));
        assertEquals(1, reading(false).size());
    }

    @Test
    void snapshotSeesEveryForeignChange() {
        ForeignSnapshot before = kernel.foreign(157);
        kernel.insertChainRule(new ChainId(Family.IPV4, FirewallTable.NAT, "OUTPUT"), 1, "-j ACCEPT");
        ForeignSnapshot after = kernel.foreign(157);
        assertNotEquals(before, after);
        kernel.addRule(rule(5));
        assertEquals(after, kernel.foreign(157), "a rule with our protocol is ours");
    }

    @Test
    void whatTheWorldCannotDoIsThrown() {
        assertThrows(IllegalArgumentException.class, () -> kernel.removeLink(device(9)));
        assertThrows(IllegalArgumentException.class, () -> kernel.removeAddress(device(0), address(1)));
        assertThrows(IllegalArgumentException.class, () -> kernel.deleteRule(rule(5)));
        assertThrows(IllegalArgumentException.class, () -> kernel.addLink(device(0), List.of()));
    }

    private void assertRefused(String words, Change change) {
        List<Refusal> refusals = apply(change);
        assertEquals(1, refusals.size());
        assertTrue(refusals.getFirst().message().contains(words), refusals::toString);
    }

    private List<Refusal> apply(Change change) {
        return kernel.apply(new Plan(List.of(new Step(change, "test")), List.of()));
    }

    private static Change put(IpAddress gateway, InterfaceName device, Optional<IpAddress> source) {
        return new Change.PutRoute(
                Optional.empty(),
                new Route(
                        RouteKey.defaultRoute(Family.IPV4, new TableId(1), 0),
                        new RouteAction.Unicast(List.of(Nexthop.via(gateway, device, Weight.ONE)), source),
                        157));
    }

    private static Route unreachable(long table, int protocol) {
        return new Route(
                RouteKey.defaultRoute(Family.IPV4, new TableId(table), 0), new RouteAction.Unreachable(), protocol);
    }

    private static PolicyRule rule(long priority) {
        return new PolicyRule(
                Family.IPV4,
                new RulePriority(priority),
                new RuleSelector.All(),
                new RuleAction.Lookup(new TableId(1)),
                157);
    }
}
