package dev.ftr.kernel;

import static dev.ftr.scenario.Configs.BEFORE_MAIN;
import static dev.ftr.scenario.Configs.LAN;
import static dev.ftr.scenario.Configs.device;
import static dev.ftr.scenario.Configs.gateway;
import static dev.ftr.scenario.Configs.ip;
import static dev.ftr.scenario.Configs.onNetwork;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ftr.config.RouterConfig;
import dev.ftr.model.ChainId;
import dev.ftr.model.ChainRule;
import dev.ftr.model.Family;
import dev.ftr.model.FirewallTable;
import dev.ftr.model.Link.LinkAddress;
import dev.ftr.model.Links.Neighbour;
import dev.ftr.model.MacAddress;
import dev.ftr.model.Match;
import dev.ftr.model.Nexthop;
import dev.ftr.model.PolicyRule;
import dev.ftr.model.Route;
import dev.ftr.model.RouteAction;
import dev.ftr.plan.Change;
import dev.ftr.plan.Phase;
import dev.ftr.plan.Plan;
import dev.ftr.plan.Plan.Step;
import dev.ftr.scenario.Configs;
import dev.ftr.scenario.Router;
import dev.ftr.scenario.SteeredConfigs;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * What every {@link Kernel} does with all that a config can say about traffic. Provider 0 has a device of its own; providers
 * 1 and 2 are behind one switch.
 */
public abstract class TrafficContract {
    private static final MacAddress STATION = new MacAddress("02:00:00:00:00:01");
    private static final MacAddress OTHER = new MacAddress("02:00:00:00:00:02");

    private World world;
    private RouterConfig config;
    private Router router;

    /** A new kernel with no interfaces but loopback, and nothing of ours in it. */
    protected abstract World newWorld();

    @BeforeEach
    void build() {
        world = newWorld();
        world.addLink(LAN, List.of(Configs.LAN_ADDRESS));
        world.addLink(device(0), List.of(onNetwork(0)));
        LinkAddress extra = new LinkAddress(ip("198.18.1.3"), 24, Optional.empty());
        world.addLink(device(1), List.of(onNetwork(1), onNetwork(2), extra));
        config = SteeredConfigs.everything(BEFORE_MAIN);
        router = new Router(world.kernel(), config);
    }

    @AfterEach
    void close() {
        world.close();
    }

    @Test
    void planIsEmptyAfterApply() {
        assertTrue(plan().steps().size() > 60);
        converge();
    }

    @Test
    void aFailoverChangesRoutesOnly() {
        converge();
        Plan failover = router.plan(Configs.down(config, 1));
        for (Step step : failover.steps())
            assertTrue(
                    step.change() instanceof Change.PutRoute
                            || step.change() instanceof Change.DeleteRoute
                            || step.change() instanceof Change.ForgetConnections,
                    step::toString);
        assertEquals(List.of(), world.kernel().apply(failover));
        assertEquals(List.of(), router.plan(Configs.down(config, 1)).steps());
        converge();
    }

    @Test
    void mendsEachDeletedRoute() {
        converge();
        for (Route route : router.desired(Configs.down(config)).kernel().routes()) {
            world.deleteRoute(route);
            assertMendedByOne();
        }
    }

    @Test
    void mendsEachDeletedRule() {
        converge();
        for (PolicyRule rule : read().state().rules())
            if (rule.protocol() == router.protocol()) {
                world.deleteRule(rule);
                assertMendedByOne();
            }
    }

    @Test
    void mendsEachDeletedChainRule() {
        converge();
        read().state().chains().forEach((chain, rules) -> {
            for (int position = 1; position <= rules.size(); position++) {
                world.deleteChainRule(chain, position);
                assertMendedByOne();
            }
        });
    }

    @Test
    void mendsEachDeletedJump() {
        converge();
        read().state().jumps().keySet().forEach(jump -> {
            world.deleteChainRule(jump.builtIn(), 1);
            assertMendedByOne();
        });
    }

    @Test
    void takesAStrangersRuleOutOfEachChain() {
        converge();
        takeOutAStrangersRuleOfEachChain();
    }

    private void takeOutAStrangersRuleOfEachChain() {
        for (ChainId chain : read().state().chains().keySet()) {
            world.insertChainRule(chain, 1, "-s 10.1.2.0/24 -j ACCEPT");
            assertMendedByOne();
        }
    }

    @Test
    void aRouteOfAnotherRealmIsAnotherRoute() {
        converge();
        for (Route route : router.desired(Configs.down(config)).kernel().routes()) {
            if (!(route.action() instanceof RouteAction.Unicast unicast)) continue;
            if (unicast.nexthops().stream().allMatch(n -> n.realm() == 0)) continue;
            RouteAction bare = new RouteAction.Unicast(
                    unicast.nexthops().stream()
                            .map(n -> new Nexthop(n.gateway(), n.device(), n.weight()))
                            .toList(),
                    unicast.source());
            world.deleteRoute(route);
            world.addRoute(new Route(route.key(), bare, route.protocol()));
            assertMendedByOne();
        }
    }

    @Test
    void foreignObjectsAreTheSameBeforeAndAfter() {
        for (FirewallTable table : FirewallTable.values()) {
            ChainId chain = chain(table, "DOCKER-LIKE");
            world.createChain(chain);
            world.insertChainRule(chain, 1, "-s 10.1.2.0/24 -j RETURN");
            String hook = table == FirewallTable.FILTER ? "FORWARD" : "POSTROUTING";
            world.insertChainRule(chain(table, hook), 1, "-j DOCKER-LIKE");
        }
        String before = world.foreignSnapshot(router.protocol());
        converge();
        assertEquals(before, world.foreignSnapshot(router.protocol()));
        assertEquals(List.of(), router.apply(Configs.down(config, 1, 2)));
        assertEquals(before, world.foreignSnapshot(router.protocol()));
        assertEquals(List.of(), world.kernel().apply(router.teardown()));
        assertEquals(before, world.foreignSnapshot(router.protocol()));
    }

    /** Chains that jump to each other among it. */
    @Test
    void teardownLeavesNothingOfOurs() {
        var before = read().state();
        converge();
        assertEquals(List.of(), world.kernel().apply(router.teardown()));
        assertEquals(before.routes(), read().state().routes());
        assertEquals(before.rules(), read().state().rules());
        assertEquals(before.chains(), read().state().chains());
        assertEquals(before.jumps(), read().state().jumps());
        assertEquals(List.of(), router.teardown().steps());
    }

    @Test
    void convergesAfterAnInterruptionAnywhere() {
        List<Step> steps = plan().steps();
        int stride = Math.max(1, steps.size() / 12);
        for (int done = 0; done <= steps.size(); done += stride) {
            assertEquals(List.of(), world.kernel().apply(new Plan(steps.subList(0, done), List.of())));
            converge();
            assertEquals(List.of(), world.kernel().apply(router.teardown()));
        }
    }

    @Test
    void goesFromAPlainConfigToThisOneAndBack() {
        RouterConfig plain = Configs.of(BEFORE_MAIN, List.of(Configs.uplink(0), Configs.uplink(1)));
        for (RouterConfig next : List.of(plain, config, SteeredConfigs.sharing(BEFORE_MAIN), plain, config)) {
            router = router.reconfigured(next);
            Router now = router;
            assertEquals(List.of(), now.apply(Configs.down(next)));
            assertEquals(List.of(), now.plan(Configs.down(next)).steps());
        }
    }

    @Test
    void connectionsOfAnUplinkStayWhenAnotherComesToItsDevice() {
        RouterConfig alone = Configs.of(BEFORE_MAIN, List.of(Configs.uplink(0), Configs.uplink(1)));
        RouterConfig joined = SteeredConfigs.sharing(BEFORE_MAIN);
        assertEquals(List.of(), router.reconfigured(alone).apply(Configs.down(alone)));
        for (RouterConfig next : List.of(joined, alone)) {
            router = router.reconfigured(next);
            Plan plan = router.plan(Configs.down(next));
            assertFalse(
                    plan.steps().stream()
                            .anyMatch(s -> s.change() instanceof Change.ForgetConnections(var mark)
                                    && mark.equals(Configs.mark(BEFORE_MAIN, 1))),
                    plan::toString);
            assertEquals(List.of(), plan.warnings());
            assertEquals(List.of(), world.kernel().apply(plan));
        }
    }

    @Test
    void uplinksThatSwapTheirIdsBehindOneSwitchBeginAnew() {
        converge();
        router = router.reconfigured(SteeredConfigs.swapped(BEFORE_MAIN));
        Plan plan = router.plan(Configs.down(router.config()));
        assertEquals(
                2,
                plan.steps().stream().filter(s -> s.phase() == Phase.GIVEN_UP).count(),
                plan::toString);
        assertTrue(
                plan.warnings().stream().anyMatch(w -> w.contains("eth1 via 198.18.1.1 to eth1 via 198.18.2.1")),
                plan::toString);
    }

    @Test
    void aStationThatBecomesKnownIsOneChange() {
        converge();
        assertEquals(0, stationRules());
        world.setStation(neighbour(1), Optional.of(STATION));
        assertMendedByOne();
        assertEquals(1, stationRules());
        world.setStation(neighbour(1), Optional.of(OTHER));
        assertMendedByOne();
        assertEquals(1, stationRules());
    }

    @Test
    void aStationThatIsForgottenIsStillTheOneThatItWas() {
        world.setStation(neighbour(1), Optional.of(STATION));
        world.setStation(neighbour(2), Optional.of(OTHER));
        converge();
        assertEquals(2, stationRules());
        world.setStation(neighbour(1), Optional.empty());
        assertEquals(List.of(), plan().steps());
        assertEquals(2, stationRules());
        takeOutAStrangersRuleOfEachChain();
    }

    @Test
    void aStationThatTurnsOutToBeAnotherGatewayIsNotTheForgottenOne() {
        world.setStation(neighbour(1), Optional.of(STATION));
        converge();
        world.setStation(neighbour(1), Optional.empty());
        world.setStation(neighbour(2), Optional.of(STATION));
        converge();
        assertEquals(1, stationRules());
    }

    private long stationRules() {
        return read().state().chains().values().stream()
                .flatMap(List::stream)
                .filter(rule -> rule instanceof ChainRule.Known(var matches, var target)
                        && matches.stream().anyMatch(m -> m instanceof Match.Station))
                .count();
    }

    private static Neighbour neighbour(int provider) {
        return new Neighbour(gateway(provider), device(1));
    }

    private void converge() {
        assertEquals(List.of(), router.apply(Configs.down(config)));
        assertEquals(List.of(), plan().steps());
    }

    private void assertMendedByOne() {
        Plan plan = plan();
        assertEquals(1, plan.steps().size(), plan::toString);
        converge();
    }

    private Plan plan() {
        return router.plan(Configs.down(config));
    }

    private Reading read() {
        return router.read();
    }

    private static ChainId chain(FirewallTable table, String name) {
        return new ChainId(Family.IPV4, table, name);
    }
}
