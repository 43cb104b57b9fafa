package dev.ftr.desired;

import static dev.ftr.scenario.Configs.device;
import static dev.ftr.scenario.Configs.onNetwork;
import static dev.ftr.scenario.Configs.pointToPoint;
import static dev.ftr.scenario.Configs.ppp;
import static dev.ftr.scenario.Configs.uplink;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ftr.config.RouterConfig;
import dev.ftr.config.RouterConfig.Numbering;
import dev.ftr.config.Uplink;
import dev.ftr.health.Health;
import dev.ftr.model.ChainRule;
import dev.ftr.model.DesiredState;
import dev.ftr.model.Family;
import dev.ftr.model.FirewallTarget;
import dev.ftr.model.InterfaceName;
import dev.ftr.model.Link;
import dev.ftr.model.Link.LinkAddress;
import dev.ftr.model.Links;
import dev.ftr.model.Links.Neighbour;
import dev.ftr.model.Nexthop;
import dev.ftr.model.PolicyRule;
import dev.ftr.model.Route;
import dev.ftr.model.RouteAction;
import dev.ftr.model.RouteKey;
import dev.ftr.model.RuleAction;
import dev.ftr.model.RuleSelector;
import dev.ftr.model.Sysctl;
import dev.ftr.model.TableId;
import dev.ftr.model.UplinkId;
import dev.ftr.model.UplinkState;
import dev.ftr.model.Weight;
import dev.ftr.scenario.Configs;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import org.junit.jupiter.api.Test;

class DesiredStatesTest {
    private static final RouteKey MULTIPATH = RouteKey.defaultRoute(Family.IPV4, new TableId(65), 0);

    private final Map<InterfaceName, Link> links = new HashMap<>();

    @Test
    void lowestGroupWithAnUplinkThatIsUpCarriesNewConnections() {
        RouterConfig config = Configs.of(uplink(0, group(1), 1), uplink(1, group(2), 1), uplink(2, group(2), 1));
        plugIn(3);
        assertEquals(ids(0), of(config, Configs.down(config)).carrying());
        assertEquals(ids(1, 2), of(config, Configs.down(config, 0)).carrying());
        assertEquals(ids(0), of(config, Configs.down(config, 1, 2)).carrying());
    }

    @Test
    void membersOfAGroupShareByWeight() {
        plugIn(2);
        RouterConfig config = Configs.of(uplink(0, group(1), 3), uplink(1, group(1), 5));
        assertEquals(List.of(3, 5), weights(of(config, Configs.down(config))));
    }

    @Test
    void anUplinkWithoutGroupNeverCarriesNewConnections() {
        plugIn(2);
        RouterConfig config = Configs.of(uplink(0, OptionalInt.empty(), 1), uplink(1));
        assertEquals(ids(1), of(config, Configs.down(config)).carrying());
        DesiredState alone = of(config, Configs.down(config, 1));
        assertEquals(ids(1), alone.carrying(), "a doubtful way stands in, but not one without group");
        assertTrue(wayOut(alone, 0).isPresent());
    }

    @Test
    void onlyUplinksWithoutGroupMeansNoMultipathRoute() {
        plugIn(1);
        RouterConfig config = Configs.of(uplink(0, OptionalInt.empty(), 1));
        DesiredState desired = of(config, Configs.down(config));
        assertTrue(multipath(desired).isEmpty());
        assertEquals(ids(), desired.carrying());
    }

    @Test
    void allDownKeepsTheMultipathRouteThatIsThere() {
        plugIn(2);
        RouterConfig config = Configs.of(uplink(0, group(1), 2), uplink(1, group(2), 2));
        DesiredState desired = of(config, Configs.down(config, 0, 1));
        assertEquals(2, desired.keepIfWithin().getOrDefault(MULTIPATH, Set.of()).size());
    }

    @Test
    void whenAllAreDownTheBestGroupStandsInForAMissingRoute() {
        plugIn(3);
        RouterConfig config = Configs.of(uplink(0, group(2), 1), uplink(1, group(1), 1), uplink(2, group(1), 1));
        assertEquals(ids(1, 2), of(config, Configs.down(config, 0, 1, 2)).carrying());
    }

    @Test
    void aDegradedOrUnknownUplinkIsNoCandidateWhileAnotherIsUp() {
        plugIn(3);
        RouterConfig config = Configs.of(uplink(0), uplink(1), uplink(2));
        Health health = Configs.health(Map.of(0, UplinkState.UNKNOWN, 1, UplinkState.UP, 2, UplinkState.DEGRADED));
        assertEquals(ids(1), of(config, health).carrying());
    }

    @Test
    void nothingIsKeptOnceAnUplinkIsUp() {
        plugIn(2);
        RouterConfig config = Configs.of(uplink(0), uplink(1));
        assertEquals(Map.of(), of(config, Configs.down(config, 0)).keepIfWithin());
    }

    @Test
    void downUplinkKeepsItsOwnTable() {
        plugIn(2);
        RouterConfig config = Configs.of(uplink(0), uplink(1));
        assertTrue(wayOut(of(config, Configs.down(config, 1)), 1).isPresent());
    }

    @Test
    void guardIsThereWhateverTheUplinkIsLike() {
        RouterConfig config = Configs.of(uplink(0), ppp(1), uplink(2, OptionalInt.empty(), 1));
        plugIn(1);
        DesiredState desired = of(config, Health.UNKNOWN);
        for (int id = 0; id < 3; id++) {
            RouteKey guard = RouteKey.defaultRoute(Family.IPV4, new TableId(1 + id), 4_000_000_000L);
            assertTrue(desired.kernel().routes().contains(new Route(guard, new RouteAction.Unreachable(), 157)));
        }
    }

    @Test
    void wayOutNamesGatewayDeviceAndSource() {
        plugIn(1);
        Route way = wayOut(of(Configs.of(uplink(0)), Health.UNKNOWN), 0).orElseThrow();
        Nexthop nexthop = Nexthop.via(Configs.gateway(0), device(0), Weight.ONE);
        assertEquals(new RouteAction.Unicast(List.of(nexthop), Optional.of(Configs.address(0))), way.action());
    }

    @Test
    void pppWithoutAddressCannotBeUsedYet() {
        links.put(Configs.dialled(0), new Link(Configs.dialled(0), true, true, List.of()));
        RouterConfig config = Configs.of(ppp(0));
        DesiredState desired = of(config, Configs.down(config));
        assertTrue(wayOut(desired, 0).isEmpty());
        assertTrue(desired.obstacles().values().iterator().next().passing());
        assertTrue(
                desired.kernel().rules().stream().noneMatch(r -> r.selector() instanceof RuleSelector.From),
                "there is no address to select by");
    }

    @Test
    void pppTakesAddressAndPeerFromTheInterface() {
        put(Configs.dialled(0), pointToPoint(0));
        RouterConfig config = Configs.of(ppp(0));
        DesiredState desired = of(config, Configs.down(config));
        Nexthop nexthop = Nexthop.via(Configs.gateway(0), Configs.dialled(0), Weight.ONE);
        assertEquals(
                new RouteAction.Unicast(List.of(nexthop), Optional.of(Configs.address(0))),
                wayOut(desired, 0).orElseThrow().action());
    }

    @Test
    void staticUplinkIsRewrittenToItsAddressAndPppMasqueraded() {
        DesiredState desired = of(Configs.of(uplink(0), ppp(1)), Health.UNKNOWN);
        List<FirewallTarget> targets = desired.kernel().chains().entrySet().stream()
                .filter(e -> e.getKey().toString().equals("nat FTR-POSTROUTING"))
                .flatMap(e -> e.getValue().stream())
                .map(r -> ((ChainRule.Known) r).target())
                .toList();
        assertEquals(
                List.of(new FirewallTarget.SourceNat(Configs.address(0)), new FirewallTarget.Masquerade()), targets);
    }

    @Test
    void missingInterfaceIsALastingObstacle() {
        assertObstacle("interface eth0 does not exist", false);
    }

    @Test
    void interfaceSwitchedOffIsAPassingObstacle() {
        links.put(device(0), new Link(device(0), false, false, List.of(onNetwork(0))));
        assertObstacle("switched off", true);
    }

    @Test
    void missingAddressIsALastingObstacle() {
        put(device(0), onNetwork(5));
        assertObstacle("the router has no address 198.18.0.2", false);
    }

    @Test
    void gatewayOffTheNetworkIsALastingObstacle() {
        put(device(0), new LinkAddress(Configs.address(0), 32, Optional.empty()));
        assertObstacle("gateway 198.18.0.1 is not on any network", false);
    }

    @Test
    void gatewayBehindAHostRouteIsGood() {
        put(device(0), new LinkAddress(Configs.address(0), 32, Optional.empty()));
        Links routed = new Links(Links.of(links).byName(), Set.of(new Neighbour(Configs.gateway(0), device(0))));
        RouterConfig config = Configs.of(uplink(0));
        assertTrue(DesiredStates.of(config, Health.UNKNOWN, routed, Map.of())
                .obstacles()
                .isEmpty());
    }

    @Test
    void anUplinkThatTheKernelRefusedIsLeftOutWithItsWords() {
        plugIn(2);
        RouterConfig config = Configs.of(uplink(0), uplink(1));
        DesiredState desired = DesiredStates.of(
                config, Configs.down(config), Links.of(links), Map.of(new UplinkId(0), "Nexthop has invalid gateway"));
        assertEquals(ids(1), desired.carrying());
        assertTrue(wayOut(desired, 0).isEmpty());
        assertTrue(desired.obstacles().values().iterator().next().text().contains("invalid gateway"));
    }

    @Test
    void behindMainOurRulesAreThreeKinds() {
        plugIn(1);
        assertEquals(
                List.of(
                        "40000: from 198.18.0.2 lookup 1",
                        "40064: fwmark 0x1/0xff lookup 1",
                        "40128: from all lookup 65"),
                rules(Configs.DEFAULTS));
    }

    @Test
    void beforeMainALookIntoMainComesFirstAndTheRestIsShiftedByOne() {
        plugIn(1);
        assertEquals(
                List.of(
                        "20000: from all lookup main suppress_prefixlength 0",
                        "20001: from 198.18.0.2 lookup 1",
                        "20065: fwmark 0x1/0xff lookup 1",
                        "20129: from all lookup 65"),
                rules(Configs.BEFORE_MAIN));
    }

    @Test
    void tablesLeaveRoomForAllIds() {
        Layout layout = new Layout(Configs.DEFAULTS);
        assertEquals(new TableId(64), layout.tableOf(new UplinkId(63)));
        assertEquals(new TableId(65), layout.multipathTable());
        assertEquals(65, layout.tables().size());
        assertEquals(Optional.of(new UplinkId(63)), layout.uplinkOf(new TableId(64)));
        assertTrue(layout.uplinkOf(layout.multipathTable()).isEmpty());
        assertFalse(layout.tables().contains(new TableId(66)));
    }

    @Test
    void sysctlsOfAMissingInterfaceAreNotWanted() {
        plugIn(1);
        Set<Sysctl> sysctls = of(Configs.of(uplink(0), uplink(1)), Health.UNKNOWN)
                .kernel()
                .sysctls()
                .keySet();
        assertTrue(sysctls.contains(Sysctl.rpFilter(device(0))));
        assertFalse(sysctls.contains(Sysctl.rpFilter(device(1))));
        assertEquals(4, sysctls.size());
    }

    @Test
    void noFirewallRuleDependsOnHealth() {
        plugIn(2);
        RouterConfig config = Configs.of(uplink(0), uplink(1));
        assertEquals(
                of(config, Configs.down(config)).kernel().chains(),
                of(config, Configs.down(config, 0, 1)).kernel().chains());
    }

    @Test
    void reasonOfTheMultipathRouteNamesWhatIsOut() {
        plugIn(2);
        RouterConfig config = Configs.of(uplink(0), uplink(1));
        assertEquals(
                "uplink eth1 is down",
                of(config, Configs.down(config, 1)).routeReasons().get(MULTIPATH));
        assertEquals(
                "uplinks eth0, eth1 are up",
                of(config, Configs.down(config)).routeReasons().get(MULTIPATH));
    }

    private void plugIn(int providers) {
        for (int provider = 0; provider < providers; provider++) put(device(provider), onNetwork(provider));
    }

    private void put(InterfaceName name, LinkAddress address) {
        links.put(name, new Link(name, true, true, List.of(address)));
    }

    private DesiredState of(RouterConfig config, Health health) {
        return DesiredStates.of(config, health, Links.of(links), Map.of());
    }

    private List<String> rules(Numbering numbering) {
        Uplink uplink = uplink(numbering, 0, 0, false, group(1), 1);
        return of(Configs.of(numbering, List.of(uplink)), Health.UNKNOWN).kernel().rules().stream()
                .map(PolicyRule::toString)
                .toList();
    }

    private void assertObstacle(String words, boolean passing) {
        DesiredState desired = of(Configs.of(uplink(0)), Health.UNKNOWN);
        DesiredState.Obstacle obstacle = desired.obstacles().values().iterator().next();
        assertTrue(obstacle.text().contains(words), obstacle::toString);
        assertEquals(passing, obstacle.passing());
        assertTrue(wayOut(desired, 0).isEmpty());
        assertTrue(multipath(desired).isEmpty());
        assertTrue(desired.kernel().rules().stream()
                .anyMatch(r -> r.selector() instanceof RuleSelector.Marked
                        && r.action().equals(new RuleAction.Lookup(new TableId(1)))));
    }

    private static Optional<Route> multipath(DesiredState desired) {
        return desired.kernel().routes().stream()
                .filter(r -> r.key().equals(MULTIPATH))
                .findFirst();
    }

    private static List<Integer> weights(DesiredState desired) {
        return multipath(desired).stream()
                .flatMap(r -> ((RouteAction.Unicast) r.action()).nexthops().stream())
                .map(n -> n.weight().value())
                .toList();
    }

    private static Optional<Route> wayOut(DesiredState desired, int id) {
        RouteKey key = RouteKey.defaultRoute(Family.IPV4, new TableId(1 + id), 0);
        return desired.kernel().routes().stream()
                .filter(r -> r.key().equals(key))
                .findFirst();
    }

    private static OptionalInt group(int number) {
        return OptionalInt.of(number);
    }

    private static List<UplinkId> ids(int... ids) {
        List<UplinkId> list = new ArrayList<>();
        for (int id : ids) list.add(new UplinkId(id));
        return list;
    }
}
