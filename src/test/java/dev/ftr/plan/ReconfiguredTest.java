package dev.ftr.plan;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ftr.config.RouterConfig;
import dev.ftr.daemon.ReadScopes;
import dev.ftr.demo.SimulatedKernel;
import dev.ftr.health.Health;
import dev.ftr.model.RouteAction;
import dev.ftr.model.TableId;
import dev.ftr.scenario.Configs;
import dev.ftr.scenario.Router;
import java.util.List;
import java.util.OptionalInt;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What a plan does when the config has been edited and nothing is known of the uplinks yet. */
class ReconfiguredTest {
    private final SimulatedKernel kernel = new SimulatedKernel();
    private final RouterConfig three =
            Configs.of(Configs.BEFORE_MAIN, List.of(Configs.uplink(0), Configs.uplink(1), Configs.uplink(2)));

    @BeforeEach
    void plugIn() {
        kernel.addLink(Configs.LAN, List.of(Configs.LAN_ADDRESS));
        for (int provider = 0; provider < 3; provider++)
            kernel.addLink(Configs.device(provider), List.of(Configs.onNetwork(provider)));
    }

    @Test
    void anUplinkThatWasOutStaysOutWhenAnotherIsRemoved() {
        new Router(kernel, three).apply(Configs.down(three, 0));
        RouterConfig two = Configs.of(Configs.BEFORE_MAIN, List.of(Configs.uplink(0), Configs.uplink(2)));
        Router edited = new Router(kernel, two);
        edited.apply(Health.UNKNOWN);
        assertEquals(List.of("eth2"), carrying());
        assertTrue(edited.plan(Health.UNKNOWN).isEmpty());
    }

    @Test
    void aRouteOfWhichNothingIsLeftIsReplacedByTheBestGroup() {
        new Router(kernel, three).apply(Configs.down(three, 0, 2));
        RouterConfig two = Configs.of(Configs.BEFORE_MAIN, List.of(Configs.uplink(0), Configs.uplink(2)));
        new Router(kernel, two).apply(Health.UNKNOWN);
        assertEquals(List.of("eth0", "eth2"), carrying());
    }

    @Test
    void warnsWhenATableGoesOverToAnotherUplink() {
        new Router(kernel, three).apply(Configs.down(three));
        RouterConfig renumbered = Configs.of(
                Configs.BEFORE_MAIN,
                List.of(
                        Configs.uplink(Configs.BEFORE_MAIN, 0, 1, false, OptionalInt.of(1), 1),
                        Configs.uplink(Configs.BEFORE_MAIN, 1, 2, false, OptionalInt.of(1), 1)));
        List<String> warnings =
                new Router(kernel, renumbered).plan(Configs.down(renumbered)).warnings();
        assertEquals(2, warnings.size());
        assertTrue(warnings.getFirst().startsWith("table 1 default goes over from eth0 to eth1"), warnings::toString);
        assertTrue(warnings.getFirst().contains("'id:'"));
    }

    private List<String> carrying() {
        return kernel.read(ReadScopes.of(three, true, true)).state().routes().stream()
                .filter(r -> r.key().table().equals(new TableId(65)))
                .flatMap(r -> ((RouteAction.Unicast) r.action()).nexthops().stream())
                .map(n -> n.device().toString())
                .toList();
    }
}
