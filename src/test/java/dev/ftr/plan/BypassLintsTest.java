package dev.ftr.plan;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ftr.model.Cidr;
import dev.ftr.model.Family;
import dev.ftr.model.InterfaceName;
import dev.ftr.model.IpAddress;
import dev.ftr.model.Nexthop;
import dev.ftr.model.Route;
import dev.ftr.model.RouteAction;
import dev.ftr.model.RouteKey;
import dev.ftr.model.TableId;
import dev.ftr.model.Weight;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Which destinations that bypass us have no way of their own. */
class BypassLintsTest {
    private static final Cidr BLOCK = Cidr.parse("198.51.100.0/24", Family.IPV4);

    @Test
    void aDestinationWithoutAnyRouteIsLostAndTheRemedyIsSaid() {
        String lint = only();
        assertTrue(lint.startsWith("bypass: the system has no route to 198.51.100.0/24: "), lint);
        assertTrue(lint.contains("ip route add 198.51.100.0/24 via GATEWAY"), lint);
    }

    @ParameterizedTest
    @ValueSource(strings = {"unreachable", "blackhole", "7", "6"})
    void aRouteThatRefusesIsNone(String type) {
        String lint = only(route("0.0.0.0/0", new RouteAction.Foreign("{\"type\":\"%s\"}".formatted(type))));
        assertTrue(lint.startsWith("bypass: the system has no route to "), lint);
        assertEquals(lint, only(route("198.51.100.0/25", new RouteAction.Unreachable())));
    }

    @Test
    void theDefaultRouteOfAnUplinkLeadsThereWithoutNat() {
        String lint = only(over("0.0.0.0/0", "eth1"));
        assertTrue(
                lint.startsWith("bypass: the only route of the system to 198.51.100.0/24 is the default route"), lint);
    }

    @ParameterizedTest
    @ValueSource(strings = {"198.51.100.0/24 wg0", "198.51.0.0/16 eth1", "198.51.100.128/25 eth1", "0.0.0.0/0 tun0"})
    void aRouteOfItsOwnOrPastOurUplinksIsWhatIsMeant(String route) {
        String[] words = route.split(" ", -1);
        assertEquals(List.of(), lints(over("0.0.0.0/0", "eth1"), over(words[0], words[1])));
    }

    @Test
    void whatIsNotUnderstoodMayLeadThere() {
        assertEquals(List.of(), lints(route("0.0.0.0/0", new RouteAction.Foreign("{\"dst\":\"default\",\"nhid\":4}"))));
    }

    private static String only(Route... routes) {
        List<String> lints = lints(routes);
        assertEquals(1, lints.size(), lints::toString);
        return lints.getFirst();
    }

    private static List<String> lints(Route... routes) {
        return BypassLints.of(
                new TreeMap<>(Map.of(BLOCK, List.of(routes))),
                Set.of(new InterfaceName("eth1"), new InterfaceName("eth2")));
    }

    private static Route over(String destination, String device) {
        Nexthop nexthop =
                new Nexthop(Optional.of(IpAddress.parse("192.0.2.1")), new InterfaceName(device), Weight.ONE, 0);
        return route(destination, new RouteAction.Unicast(List.of(nexthop), Optional.empty()));
    }

    private static Route route(String destination, RouteAction action) {
        return new Route(new RouteKey(Family.IPV4, TableId.MAIN, Cidr.parse(destination, Family.IPV4), 0), action, 4);
    }
}
