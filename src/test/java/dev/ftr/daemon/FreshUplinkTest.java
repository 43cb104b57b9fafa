package dev.ftr.daemon;

import static dev.ftr.scenario.Configs.device;
import static dev.ftr.scenario.Configs.onNetwork;
import static dev.ftr.scenario.Configs.uplink;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ftr.config.RouterConfig;
import dev.ftr.daemon.FaultyKernel.Fault;
import dev.ftr.daemon.Reconciler.Extent;
import dev.ftr.daemon.Reconciler.Outcome;
import dev.ftr.daemon.Reconciler.Task;
import dev.ftr.demo.SimulatedKernel;
import dev.ftr.kernel.Kernel;
import dev.ftr.kernel.KernelException;
import dev.ftr.model.ChainId;
import dev.ftr.model.Family;
import dev.ftr.model.FirewallTable;
import dev.ftr.plan.Change;
import dev.ftr.scenario.Configs;
import dev.ftr.scenario.Router;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** An uplink that is taken in while connections go over others. */
class FreshUplinkTest {
    private final RouterConfig two = Configs.of(uplink(0), uplink(1));
    private final RouterConfig three = Configs.of(uplink(0), uplink(1), uplink(2));
    private final SimulatedKernel kernel = new SimulatedKernel();

    @BeforeEach
    void plugIn() {
        kernel.addLink(Configs.LAN, List.of(Configs.LAN_ADDRESS));
        for (int provider = 0; provider < 3; provider++) kernel.addLink(device(provider), List.of(onNetwork(provider)));
        assertEquals(List.of(), new Router(kernel, two).apply(Configs.down(two)));
    }

    @Test
    void carriesNewConnectionsWhenItsRulesAreInForce() throws KernelException {
        List<List<String>> route = new ArrayList<>();
        FaultyKernel watched = new FaultyKernel(kernel, Fault.REFUSED, Integer.MAX_VALUE, change -> {
            if (change instanceof Change.FirewallChange) route.add(Multipath.devices(kernel));
        });
        assertTrue(reconcile(watched, three).converged());
        assertEquals(List.of("eth0", "eth1"), route.getFirst());
        assertEquals(List.of("eth0", "eth1"), route.getLast());
        assertEquals(List.of("eth0", "eth1", "eth2"), Multipath.devices(kernel));
    }

    @Test
    void carriesNothingNewWhileItsRulesAreRefused() throws KernelException {
        for (int i = 0; i < 20; i++) kernel.failNext(c -> c instanceof Change.FirewallChange, "lock held");
        assertFalse(reconcile(kernel, three).converged());
        assertEquals(List.of("eth0", "eth1"), Multipath.devices(kernel));
        for (int i = 0; i < 5; i++) reconcile(kernel, three);
        assertEquals(List.of("eth0", "eth1", "eth2"), Multipath.devices(kernel));
    }

    @Test
    void carriesAllTheSameWhenThereIsNoOtherWay() throws KernelException {
        for (int i = 0; i < 20; i++) kernel.failNext(c -> c instanceof Change.FirewallChange, "lock held");
        reconcile(kernel, Configs.of(uplink(2)));
        assertEquals(List.of("eth2"), Multipath.devices(kernel));
    }

    @Test
    void oneThatCarriesAlreadyStaysWhenSomebodyTakesItsRulesAway() throws KernelException {
        ChainId nat = new ChainId(Family.IPV4, FirewallTable.NAT, "FTR-POSTROUTING");
        kernel.deleteChainRule(nat, 1);
        Outcome outcome = reconcile(kernel, two);
        assertEquals(1, outcome.made().size());
        assertTrue(outcome.converged());
    }

    private static Outcome reconcile(Kernel kernel, RouterConfig config) throws KernelException {
        return new Reconciler(kernel, ChangeLock.NONE)
                .reconcile(new Task(config, Configs.down(config), Extent.EVERYWHERE));
    }
}
