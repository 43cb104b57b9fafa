package dev.ftr.daemon;

import static dev.ftr.scenario.Configs.uplink;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ftr.config.RouterConfig;
import dev.ftr.daemon.Reconciler.Proposal;
import dev.ftr.demo.SimulatedKernel;
import dev.ftr.desired.Attachment;
import dev.ftr.health.Health;
import dev.ftr.kernel.KernelException;
import dev.ftr.model.Links.Neighbour;
import dev.ftr.model.MacAddress;
import dev.ftr.scenario.Configs;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Two providers behind one switch. */
class UnannouncedTest {
    private final RouterConfig config =
            Configs.of(Configs.behind(0, uplink(0), Configs.DEFAULTS), Configs.behind(0, uplink(1), Configs.DEFAULTS));
    private final SimulatedKernel kernel = new SimulatedKernel();
    private final Unannounced unannounced = new Unannounced();

    @BeforeEach
    void plugIn() {
        kernel.addLink(Configs.LAN, List.of(Configs.LAN_ADDRESS));
        kernel.addLink(Configs.device(0), List.of(Configs.onNetwork(0), Configs.onNetwork(1)));
    }

    @Test
    void theStationOfAGatewayThatWorksIsAwaited() throws KernelException {
        answers(0, "02:00:00:00:00:01");
        look();
        assertTrue(unannounced.isAwaited(Configs.down(config)));
        answers(1, "02:00:00:00:00:02");
        look();
        assertFalse(unannounced.isAwaited(Configs.down(config)));
    }

    @Test
    void nothingIsAwaitedOfAGatewayThatAnswersNobody() throws KernelException {
        answers(0, "02:00:00:00:00:01");
        look();
        assertFalse(unannounced.isAwaited(Configs.down(config, 1)));
        assertFalse(unannounced.isAwaited(Health.UNKNOWN));
    }

    private void answers(int provider, String station) {
        kernel.setStation(
                new Neighbour(Configs.gateway(provider), Configs.device(0)), Optional.of(new MacAddress(station)));
    }

    private void look() throws KernelException {
        Proposal proposal = new Reconciler(kernel, ChangeLock.NONE).propose(config, Health.UNKNOWN);
        unannounced.follow(
                config.uplinks().stream()
                        .map(u -> Attachment.of(u, proposal.reading().links()))
                        .toList(),
                proposal.reading(),
                proposal.desired());
    }
}
