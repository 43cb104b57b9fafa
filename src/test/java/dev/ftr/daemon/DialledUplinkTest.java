package dev.ftr.daemon;

import static dev.ftr.scenario.Configs.device;
import static dev.ftr.scenario.Configs.dialled;
import static dev.ftr.scenario.Configs.ip;
import static dev.ftr.scenario.Configs.onNetwork;
import static dev.ftr.scenario.Configs.pointToPoint;
import static dev.ftr.scenario.Configs.ppp;
import static dev.ftr.scenario.Configs.uplink;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ftr.config.RouterConfig;
import dev.ftr.demo.SimulatedKernel;
import dev.ftr.model.ChainId;
import dev.ftr.model.ChainRule;
import dev.ftr.model.Link.LinkAddress;
import dev.ftr.scenario.Configs;
import dev.ftr.scenario.Router;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An uplink whose address and gateway come from its provider, beside one that has its own. */
class DialledUplinkTest {
    private static final LinkAddress OTHER = new LinkAddress(ip("198.18.9.2"), 32, Optional.of(ip("198.18.9.1")));

    private final RouterConfig config = Configs.of(uplink(0), ppp(1));
    private final SimulatedKernel kernel = new SimulatedKernel();
    private final ScriptedWatch uplinks = new ScriptedWatch();
    private final RunningDaemon daemon;

    DialledUplinkTest(@TempDir Path folder) {
        this.daemon = new RunningDaemon(config, kernel, uplinks, folder);
    }

    @BeforeEach
    void plugIn() {
        kernel.addLink(Configs.LAN, List.of(Configs.LAN_ADDRESS));
        kernel.addLink(device(0), List.of(onNetwork(0)));
    }

    @AfterEach
    void stop() {
        daemon.close();
    }

    @Test
    void isNoErrorWhileItIsNotConnected() {
        daemon.start().awaitRouting("eth0");
        daemon.await(
                "verdict",
                () -> daemon.uplink("eth0").path("state").asString("").equals("up"));
        assertEquals(List.of(), daemon.texts("error"));
        assertTrue(daemon.status().path("converged").asBoolean(false));
        assertTrue(daemon.uplink("ppp1").path("ip").isNull());
        assertTrue(daemon.uplink("ppp1").path("rtt_ms").isNull());
        assertEquals("down", daemon.uplink("ppp1").path("state").asString());
    }

    @Test
    void isUsedAsSoonAsItIsConnected() {
        daemon.start().awaitRouting("eth0");
        kernel.addLink(dialled(1), List.of(pointToPoint(1)));
        daemon.kernelChanged();
        daemon.awaitRouting("eth0", "ppp1");
        daemon.awaitText("address", "uplink ppp1 (Provider 1): ip none --> 198.18.1.2, gateway none --> 198.18.1.1");
    }

    @Test
    void isFollowedToItsNewAddress() {
        kernel.addLink(dialled(1), List.of(pointToPoint(1)));
        daemon.start().awaitRouting("eth0", "ppp1");
        Map<ChainId, List<ChainRule>> chains = chains();
        // In this order, so that no look of the daemon finds it without an address.
        kernel.addAddress(dialled(1), OTHER);
        kernel.removeAddress(dialled(1), Configs.address(1));
        daemon.kernelChanged();
        daemon.awaitText(
                "address", "uplink ppp1 (Provider 1): ip 198.18.1.2 --> 198.18.9.2, gateway 198.18.1.1 --> 198.18.9.1");
        daemon.awaitRouting("eth0", "ppp1");
        daemon.await(
                "address", () -> daemon.uplink("ppp1").path("ip").asString("").equals("198.18.9.2"));
        daemon.await(
                "probes from the new address",
                () -> uplinks.probed(1).getLast().source().equals(OTHER.local()));
        assertEquals(
                List.of(), new Router(kernel, config).plan(Configs.down(config)).steps());
        assertEquals(chains, chains());
    }

    @Test
    void isUnknownAtItsNewAddressUntilItHasProvedItself() {
        kernel.addLink(dialled(1), List.of(pointToPoint(1)));
        daemon.start().awaitRouting("eth0", "ppp1");
        uplinks.hold(1);
        // In this order, so that no look of the daemon finds it without an address.
        kernel.addAddress(dialled(1), OTHER);
        kernel.removeAddress(dialled(1), Configs.address(1));
        daemon.kernelChanged();
        daemon.await(
                "no verdict",
                () -> daemon.uplink("ppp1").path("state").asString("").equals("unknown"));
        assertEquals(OTHER.local(), uplinks.probed(1).getLast().source());
        uplinks.release(1);
        daemon.awaitRouting("eth0", "ppp1");
    }

    private Map<ChainId, List<ChainRule>> chains() {
        return new Router(kernel, config).read().state().chains();
    }
}
