package dev.ftr.kernel;

import static dev.ftr.scenario.Configs.LAN;
import static dev.ftr.scenario.Configs.address;
import static dev.ftr.scenario.Configs.device;
import static dev.ftr.scenario.Configs.gateway;
import static dev.ftr.scenario.Configs.ip;
import static dev.ftr.scenario.Configs.onNetwork;
import static dev.ftr.scenario.Configs.uplink;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ftr.config.RouterConfig;
import dev.ftr.config.RouterConfig.Numbering;
import dev.ftr.model.ChainId;
import dev.ftr.model.ChainRule;
import dev.ftr.model.Cidr;
import dev.ftr.model.Family;
import dev.ftr.model.FirewallTable;
import dev.ftr.model.KernelState;
import dev.ftr.model.Link.LinkAddress;
import dev.ftr.model.Nexthop;
import dev.ftr.model.PolicyRule;
import dev.ftr.model.Route;
import dev.ftr.model.RouteAction;
import dev.ftr.model.RouteKey;
import dev.ftr.model.RuleAction;
import dev.ftr.model.RulePriority;
import dev.ftr.model.RuleSelector;
import dev.ftr.model.TableId;
import dev.ftr.model.Weight;
import dev.ftr.plan.Change;
import dev.ftr.plan.Phase;
import dev.ftr.plan.Plan;
import dev.ftr.plan.Plan.Step;
import dev.ftr.scenario.Configs;
import dev.ftr.scenario.Router;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * What every {@link Kernel} does with a plan. A subclass says where the kernel comes from. The world has a LAN and three
 * providers; all uplinks are up unless a test says otherwise.
 */
public abstract class KernelContract {
    private static final int STATIC = 4;

    private World world;
    private RouterConfig config;
    private Router router;

    /** A new kernel with no interfaces but loopback, and nothing of ours in it. */
    protected abstract World newWorld();

    @BeforeEach
    void build() {
        world = newWorld();
        world.addLink(LAN, List.of(Configs.LAN_ADDRESS));
        for (int provider = 0; provider < 3; provider++) world.addLink(device(provider), List.of(onNetwork(provider)));
        config = Configs.of(Configs.BEFORE_MAIN, List.of(uplink(0, OptionalInt.of(1), 3), uplink(1), uplink(2)));
        router = new Router(world.kernel(), config);
    }

    @AfterEach
    void close() {
        world.close();
    }

    @Test
    void planIsEmptyAfterApply() {
        assertTrue(router.plan(Configs.down(config)).steps().size() > 10);
        converge();
    }

    @Test
    void failoverAndReturnAreOneChangeEach() {
        converge();
        Plan failover = router.plan(Configs.down(config, 1));
        assertEquals(
                List.of(Phase.ROUTES, Phase.CONNECTIONS),
                failover.steps().stream().map(s -> s.change().phase()).toList(),
                failover::toString);
        assertEquals(List.of(), world.kernel().apply(failover));
        assertEquals(List.of(), router.plan(Configs.down(config, 1)).steps());
        Plan back = router.plan(Configs.down(config));
        assertEquals(1, back.steps().size(), back::toString);
        converge();
    }

    @Test
    void readsBackAMultipathRouteOfOneAsAPlainOne() {
        assertEquals(List.of(), router.apply(Configs.down(config, 0, 1)));
        assertEquals(List.of(), router.plan(Configs.down(config, 0, 1)).steps());
    }

    @Test
    void mendsEachDeletedRoute() {
        converge();
        for (Route route : owned().routes()) {
            world.deleteRoute(route);
            assertMendedBy(1);
        }
    }

    @Test
    void mendsEachDeletedRule() {
        converge();
        for (PolicyRule rule : read().rules())
            if (rule.protocol() == router.protocol()) {
                world.deleteRule(rule);
                assertMendedBy(1);
            }
    }

    @Test
    void mendsEachDeletedChainRule() {
        converge();
        read().chains().forEach((chain, rules) -> {
            for (int position = 1; position <= rules.size(); position++) {
                world.deleteChainRule(chain, position);
                assertMendedBy(1);
            }
        });
    }

    @Test
    void takesOutAStrangersRuleFromEachPlaceInOurChain() {
        converge();
        ChainId chain = chain(FirewallTable.MANGLE, "FTR-PREROUTING");
        int size = rules(read(), chain).size();
        for (int position = 1; position <= size + 1; position++) {
            world.insertChainRule(chain, position, "-s 10.1.2.0/24 -j ACCEPT");
            assertMendedBy(1);
        }
    }

    @Test
    void putsAMovedRuleBackWithTwoEdits() {
        converge();
        world.moveChainRule(chain(FirewallTable.NAT, "FTR-POSTROUTING"), 1, 3);
        assertMendedBy(2);
    }

    @Test
    void mendsEachDeletedJump() {
        converge();
        read().jumps().keySet().forEach(jump -> {
            world.deleteChainRule(jump.builtIn(), 1);
            assertMendedBy(1);
        });
    }

    @Test
    void takesOutASecondJump() {
        converge();
        read().jumps().keySet().forEach(jump -> {
            world.insertChainRule(jump.builtIn(), 1, "-j " + jump.target());
            assertMendedBy(1);
        });
    }

    @Test
    void leavesAJumpThatOthersMoved() {
        converge();
        ChainId builtIn = chain(FirewallTable.MANGLE, "PREROUTING");
        world.insertChainRule(builtIn, 1, "-s 10.1.2.0/24 -j ACCEPT");
        assertEquals(List.of(), plan().steps());
    }

    @Test
    void removesWhatIsOwnedAndNotDesired() {
        converge();
        ChainId stale = chain(FirewallTable.MANGLE, "FTR-STALE");
        world.createChain(stale);
        world.insertChainRule(stale, 1, "-s 10.1.2.0/24 -j ACCEPT");
        world.insertChainRule(chain(FirewallTable.MANGLE, "FORWARD"), 1, "-j FTR-STALE");
        world.addRule(rule(31000, new RuleSelector.From(block("10.9.0.0/16")), new TableId(3), router.protocol()));
        world.addRoute(unreachable(new TableId(40), "10.8.0.0/16", router.protocol()));
        assertMendedBy(4);
    }

    @Test
    void mendsLinkDownUp() {
        converge();
        world.setAdmin(device(1), false);
        world.setAdmin(device(1), true);
        assertMendedBy(1);
    }

    @Test
    void mendsARemovedInterfaceThatIsBack() {
        converge();
        world.removeLink(device(2));
        assertConverges();
        world.addLink(device(2), List.of(onNetwork(2)));
        assertConverges();
    }

    @Test
    void multipathRouteSurvivesOneDeviceSwitchedOff() {
        converge();
        world.setAdmin(device(1), false);
        assertTrue(read().routes().contains(multipath(3)));
        assertTrue(wayOut(1).isEmpty(), "the kernel deletes a plain route of a device that is switched off");
        world.setAdmin(device(1), true);
        assertTrue(read().routes().contains(multipath(3)));
        assertTrue(wayOut(1).isEmpty(), "nor does it come back");
    }

    @Test
    void multipathRouteDiesWithItsLastDevice() {
        converge();
        for (int provider = 0; provider < 3; provider++) world.setAdmin(device(provider), false);
        assertTrue(read().routes().stream()
                .noneMatch(r -> r.key().equals(multipath(3).key())));
        for (int provider = 0; provider < 3; provider++) world.setAdmin(device(provider), true);
        assertMendedBy(4);
    }

    @Test
    void multipathRouteDiesWithOneDeletedDevice() {
        converge();
        world.removeLink(device(1));
        assertTrue(read().routes().stream()
                .noneMatch(r -> r.key().equals(multipath(3).key())));
        assertConverges();
    }

    @Test
    void routesSurviveLossOfCarrier() {
        converge();
        world.setCarrier(device(1), false);
        assertEquals(List.of(), plan().steps());
        world.setCarrier(device(1), true);
        assertEquals(List.of(), plan().steps());
    }

    @Test
    void routeDiesWithItsSourceAddress() {
        converge();
        world.addAddress(device(1), new LinkAddress(ip("198.18.1.77"), 24, Optional.empty()));
        world.removeAddress(device(1), onNetwork(1));
        assertTrue(wayOut(1).isEmpty());
        assertConverges();
        world.addAddress(device(1), onNetwork(1));
        assertConverges();
        assertTrue(wayOut(1).isPresent());
    }

    @Test
    void anUplinkWithNoInterfaceLeavesTheOthersWorking() {
        config = Configs.of(Configs.BEFORE_MAIN, List.of(uplink(0), uplink(9), uplink(2)));
        router = new Router(world.kernel(), config);
        converge();
        assertTrue(wayOut(0).isPresent() && wayOut(2).isPresent() && wayOut(9).isEmpty());
    }

    @Test
    void anUplinkWithAGatewayOffLinkLeavesTheOthersWorking() {
        world.removeAddress(device(1), onNetwork(1));
        world.addAddress(device(1), new LinkAddress(address(1), 32, Optional.empty()));
        converge();
        assertTrue(wayOut(0).isPresent() && wayOut(2).isPresent() && wayOut(1).isEmpty());
    }

    @Test
    void aGatewayReachedByAHostRouteIsGood() {
        world.removeAddress(device(1), onNetwork(1));
        world.addAddress(device(1), new LinkAddress(address(1), 32, Optional.empty()));
        Nexthop direct = new Nexthop(Optional.empty(), device(1), Weight.ONE);
        world.addRoute(new Route(
                new RouteKey(Family.IPV4, TableId.MAIN, Cidr.host(gateway(1)), 0),
                new RouteAction.Unicast(List.of(direct), Optional.empty()),
                STATIC));
        converge();
        assertTrue(wayOut(1).isPresent());
    }

    @Test
    void aRefusedChangeStopsNothingThatIsIndependent() {
        Route impossible = way(1, new TableId(40), Nexthop.via(ip("10.99.99.99"), device(1), Weight.ONE), 157);
        Route possible = way(0, new TableId(41), Nexthop.via(gateway(0), device(0), Weight.ONE), 157);
        PolicyRule rule = rule(31000, new RuleSelector.All(), new TableId(41), 157);
        Change refused = new Change.PutRoute(Optional.empty(), impossible);
        List<Refusal> refusals =
                apply(refused, new Change.PutRoute(Optional.empty(), possible), new Change.AddRule(rule));
        assertEquals(List.of(refused), refusals.stream().map(Refusal::change).toList());
        assertTrue(read().routes().contains(possible) && read().rules().contains(rule));
    }

    @Test
    void nothingOldIsTakenAwayWhileSomethingNewIsRefused() {
        converge();
        KernelState before = read();
        Change refused = new Change.PutRoute(
                Optional.empty(), way(1, new TableId(40), Nexthop.via(ip("10.99.99.99"), device(1), Weight.ONE), 157));
        List<Step> removal = router.teardown().steps();
        List<Change> changes = new ArrayList<>(List.of(refused));
        removal.forEach(s -> changes.add(s.change()));
        assertEquals(1, apply(changes.toArray(Change[]::new)).size());
        assertEquals(before, read());
    }

    @Test
    void editsOfOneTableAreDoneWholeOrNotAtAll() {
        converge();
        KernelState before = read();
        ChainId chain = chain(FirewallTable.NAT, "FTR-POSTROUTING");
        var rule = rules(before, chain).getFirst();
        List<Refusal> refusals =
                apply(new Change.InsertChainRule(chain, 1, rule), new Change.InsertChainRule(chain, 99, rule));
        assertEquals(2, refusals.size());
        assertEquals(before, read());
    }

    @Test
    void deletingWhatIsGoneIsNoError() {
        converge();
        PolicyRule rule = rule(31000, new RuleSelector.All(), new TableId(41), 157);
        Route route = unreachable(new TableId(41), "10.8.0.0/16", 157);
        assertEquals(List.of(), apply(new Change.DeleteRule(rule), new Change.DeleteRoute(route)));
    }

    @Test
    void foreignObjectsAreTheSameBeforeAndAfter() {
        addForeignObjects();
        String before = world.foreignSnapshot(router.protocol());
        converge();
        assertEquals(before, world.foreignSnapshot(router.protocol()));
        assertEquals(List.of(), router.apply(Configs.down(config, 0)));
        assertEquals(before, world.foreignSnapshot(router.protocol()));
        assertEquals(List.of(), world.kernel().apply(router.teardown()));
        assertEquals(before, world.foreignSnapshot(router.protocol()));
    }

    @Test
    void teardownLeavesNothingOfOurs() {
        KernelState before = read();
        converge();
        assertEquals(List.of(), world.kernel().apply(router.teardown()));
        assertEquals(before.routes(), read().routes());
        assertEquals(before.rules(), read().rules());
        assertEquals(before.chains(), read().chains());
        assertEquals(before.jumps(), read().jumps());
        assertEquals(List.of(), router.teardown().steps());
    }

    @Test
    void takesOverAForeignRouteAtOurKeyAndSaysSo() {
        world.addRoute(way(2, new TableId(1), Nexthop.via(gateway(2), device(2), Weight.ONE), STATIC));
        Plan plan = plan();
        assertTrue(plan.warnings().stream().anyMatch(w -> w.contains("taken over")), plan::toString);
        converge();
    }

    @Test
    void keepsForeignRuleAtOurPriority() {
        PolicyRule foreign = rule(20001, new RuleSelector.From(block("10.9.0.0/16")), new TableId(77), STATIC);
        world.addRule(foreign);
        converge();
        assertTrue(read().rules().contains(foreign));
    }

    @Test
    void keepsForeignTwinOfOurRule() {
        converge();
        PolicyRule ours = read().rules().stream()
                .filter(r -> r.protocol() == router.protocol())
                .findFirst()
                .orElseThrow();
        PolicyRule twin = new PolicyRule(ours.family(), ours.priority(), ours.selector(), ours.action(), STATIC);
        world.addRule(twin);
        assertEquals(List.of(), world.kernel().apply(router.teardown()));
        assertTrue(read().rules().contains(twin));
        converge();
        assertTrue(read().rules().contains(twin));
    }

    @Test
    void convergesAfterNewNumbers() {
        converge();
        for (Numbering numbering : List.of(
                new Numbering(100, 20000, 1, 0xff, 157),
                new Numbering(100, 20050, 1, 0xff, 157),
                new Numbering(100, 40000, 1, 0xff, 157),
                new Numbering(100, 40000, 0x100, 0xff00, 157),
                Configs.BEFORE_MAIN)) {
            router = router.reconfigured(Configs.of(
                    numbering,
                    List.of(
                            uplink(numbering, 0, 0, false, OptionalInt.of(1), 2),
                            uplink(numbering, 1, 1, false, OptionalInt.of(1), 5))));
            config = router.config();
            converge();
        }
    }

    @Test
    void convergesAfterNewIds() {
        converge();
        router = router.reconfigured(Configs.of(
                Configs.BEFORE_MAIN,
                List.of(
                        uplink(Configs.BEFORE_MAIN, 1, 0, false, OptionalInt.of(1), 1),
                        uplink(Configs.BEFORE_MAIN, 0, 1, false, OptionalInt.of(1), 1),
                        uplink(Configs.BEFORE_MAIN, 63, 2, false, OptionalInt.empty(), 1))));
        config = router.config();
        converge();
    }

    @Test
    void convergesAfterAnInterruptionAtEveryStep() {
        List<Step> steps = plan().steps();
        for (int done = 0; done <= steps.size(); done++) {
            assertEquals(List.of(), world.kernel().apply(new Plan(steps.subList(0, done), List.of())));
            converge();
            assertEquals(List.of(), world.kernel().apply(router.teardown()));
        }
    }

    @Test
    void seesADefaultRouteInMainThatTakesOurTraffic() {
        router = new Router(world.kernel(), Configs.of(uplink(0), uplink(1)));
        config = router.config();
        converge();
        assertTrue(router.read().defaultInMain().isEmpty());
        world.addRoute(way(2, TableId.MAIN, Nexthop.via(gateway(2), device(2), Weight.ONE), STATIC));
        assertTrue(router.read().defaultInMain().isPresent());
    }

    @Test
    void aDefaultRouteInMainDoesNotTakeTrafficFromRulesBeforeIt() {
        world.addRoute(way(2, TableId.MAIN, Nexthop.via(gateway(2), device(2), Weight.ONE), STATIC));
        converge();
        assertTrue(router.read().defaultInMain().isEmpty());
    }

    private void addForeignObjects() {
        world.addRoute(unreachable(new TableId(1), "10.8.0.0/16", STATIC));
        world.addRoute(unreachable(new TableId(65), "10.8.0.0/16", STATIC));
        world.addRoute(unreachable(new TableId(30), "default", STATIC));
        world.addRoute(unreachable(new TableId(500), "default", STATIC));
        world.addRule(rule(20001, new RuleSelector.From(block("10.9.0.0/16")), new TableId(77), STATIC));
        world.addRule(rule(20500, new RuleSelector.From(block("10.9.0.0/16")), new TableId(1), STATIC));
        for (FirewallTable table : FirewallTable.values()) {
            world.createChain(chain(table, "DOCKER-LIKE"));
            world.insertChainRule(chain(table, "DOCKER-LIKE"), 1, "-s 10.1.2.0/24 -j RETURN");
            boolean filter = table == FirewallTable.FILTER;
            world.insertChainRule(chain(table, filter ? "FORWARD" : "PREROUTING"), 1, "-j DOCKER-LIKE");
            world.insertChainRule(chain(table, filter ? "FORWARD" : "POSTROUTING"), 1, "-s 10.1.3.0/24 -j ACCEPT");
        }
    }

    private void converge() {
        assertEquals(List.of(), router.apply(Configs.down(config)));
        assertEquals(List.of(), plan().steps());
    }

    private void assertConverges() {
        assertTrue(plan().steps().size() > 0);
        converge();
    }

    private void assertMendedBy(int changes) {
        Plan plan = plan();
        assertEquals(changes, plan.steps().size(), plan::toString);
        converge();
    }

    private Plan plan() {
        return router.plan(Configs.down(config));
    }

    private List<Refusal> apply(Change... changes) {
        return world.kernel()
                .apply(new Plan(
                        List.of(changes).stream().map(c -> new Step(c, "test")).toList(), List.of()));
    }

    private static List<ChainRule> rules(KernelState state, ChainId chain) {
        return state.chains().getOrDefault(chain, List.of());
    }

    private KernelState read() {
        return router.read().state();
    }

    private KernelState owned() {
        return router.desired(Configs.down(config)).kernel();
    }

    private Optional<Route> wayOut(int id) {
        return read().routes().stream()
                .filter(r -> r.key().table().equals(new TableId(1 + id)) && r.action() instanceof RouteAction.Unicast)
                .findFirst();
    }

    private static Route multipath(int firstWeight) {
        return new Route(
                RouteKey.defaultRoute(Family.IPV4, new TableId(65), 0),
                new RouteAction.Unicast(
                        List.of(
                                Nexthop.via(gateway(0), device(0), new Weight(firstWeight)),
                                Nexthop.via(gateway(1), device(1), Weight.ONE),
                                Nexthop.via(gateway(2), device(2), Weight.ONE)),
                        Optional.empty()),
                157);
    }

    private static Route way(int provider, TableId table, Nexthop nexthop, int protocol) {
        return new Route(
                RouteKey.defaultRoute(Family.IPV4, table, 0),
                new RouteAction.Unicast(List.of(nexthop), Optional.of(address(provider))),
                protocol);
    }

    private static Route unreachable(TableId table, String destination, int protocol) {
        return new Route(
                new RouteKey(Family.IPV4, table, Cidr.parse(destination, Family.IPV4), 0),
                new RouteAction.Unreachable(),
                protocol);
    }

    private static PolicyRule rule(long priority, RuleSelector selector, TableId table, int protocol) {
        return new PolicyRule(
                Family.IPV4, new RulePriority(priority), selector, new RuleAction.Lookup(table), protocol);
    }

    private static Cidr block(String text) {
        return Cidr.parse(text, Family.IPV4);
    }

    private static ChainId chain(FirewallTable table, String name) {
        return new ChainId(Family.IPV4, table, name);
    }
}
