package dev.ftr.daemon;

import static dev.ftr.scenario.Configs.device;
import static dev.ftr.scenario.Configs.onNetwork;
import static dev.ftr.scenario.Configs.ppp;
import static dev.ftr.scenario.Configs.uplink;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ftr.config.RouterConfig;
import dev.ftr.demo.SimulatedKernel;
import dev.ftr.health.Health;
import dev.ftr.model.UplinkId;
import dev.ftr.model.UplinkState;
import dev.ftr.scenario.Configs;
import dev.ftr.scenario.Router;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class HealthCheckTest {
    private final RouterConfig config = Configs.of(uplink(0), uplink(1), ppp(2));
    private final SimulatedKernel kernel = new SimulatedKernel();
    private final Router router = new Router(kernel, config);
    private final ScriptedWatch uplinks = new ScriptedWatch();

    @BeforeEach
    void plugIn() {
        kernel.addLink(Configs.LAN, List.of(Configs.LAN_ADDRESS));
        for (int provider = 0; provider < 2; provider++) kernel.addLink(device(provider), List.of(onNetwork(provider)));
    }

    @Test
    void oneRoundSaysWhichUplinksWork() throws InterruptedException {
        router.apply(Health.UNKNOWN);
        uplinks.fail(1);
        HealthCheck check = check(uplinks);
        assertEquals(UplinkState.UP, check.health().state(new UplinkId(0)));
        assertEquals(UplinkState.DOWN, check.health().state(new UplinkId(1)));
        assertEquals(UplinkState.UNKNOWN, check.health().state(new UplinkId(2)));
        assertEquals(List.of(), check.unknown());
    }

    @Test
    void saysNothingOfAnUplinkThatHasNoWayOutYet() throws InterruptedException {
        HealthCheck check = check(uplinks);
        assertEquals(UplinkState.UNKNOWN, check.health().state(new UplinkId(0)));
        assertEquals(
                List.of(
                        "whether uplink eth0 works is not known before it has its routing table",
                        "whether uplink eth1 works is not known before it has its routing table"),
                check.unknown());
        assertEquals(List.of(), uplinks.probed(0));
    }

    @Test
    void aProbeThatCannotBeSentSaysNothingOfTheUplink() throws InterruptedException {
        router.apply(Health.UNKNOWN);
        uplinks.forbid(0, "ICMP socket on eth0: no right");
        uplinks.forbid(1, "ICMP socket on eth1: no right");
        HealthCheck check = check(uplinks);
        assertEquals(UplinkState.UNKNOWN, check.health().state(new UplinkId(0)));
        assertEquals(
                List.of("uplink eth0: ICMP socket on eth0: no right", "uplink eth1: ICMP socket on eth1: no right"),
                check.unknown());
    }

    @Test
    void waitsNoLongerThanThreeSecondsForAVerdict() throws InterruptedException {
        router.apply(Health.UNKNOWN);
        uplinks.hold(1);
        HealthCheck check = check(uplinks);
        assertEquals(UplinkState.UP, check.health().state(new UplinkId(0)));
        assertEquals(List.of("uplink eth1: not probed yet"), check.unknown());
        assertTrue(uplinks.isClosed());
    }

    private HealthCheck check(ScriptedWatch watch) throws InterruptedException {
        return HealthCheck.once(config, router.read(), watch::tell);
    }
}
