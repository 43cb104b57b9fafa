package dev.ftr.daemon;

import static dev.ftr.scenario.Configs.device;
import static dev.ftr.scenario.Configs.onNetwork;
import static dev.ftr.scenario.Configs.uplink;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.ftr.config.RouterConfig;
import dev.ftr.config.RouterConfig.Numbering;
import dev.ftr.config.Uplink;
import dev.ftr.config.Uplink.LivingConnections;
import dev.ftr.daemon.FaultyKernel.Fault;
import dev.ftr.daemon.Reconciler.Extent;
import dev.ftr.daemon.Reconciler.Task;
import dev.ftr.demo.SimulatedKernel;
import dev.ftr.health.Health;
import dev.ftr.kernel.Kernel;
import dev.ftr.kernel.KernelException;
import dev.ftr.kernel.ReadScope;
import dev.ftr.kernel.Reading;
import dev.ftr.kernel.Refusal;
import dev.ftr.model.Family;
import dev.ftr.model.FwMark;
import dev.ftr.model.Route;
import dev.ftr.model.RouteKey;
import dev.ftr.model.TableId;
import dev.ftr.plan.Change;
import dev.ftr.plan.Plan;
import dev.ftr.scenario.Configs;
import dev.ftr.scenario.Router;
import java.util.List;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Whose connections are forgotten when, and whose never. */
class ReconcilerPartingsTest {
    private final SimulatedKernel kernel = new SimulatedKernel();

    @BeforeEach
    void plugIn() {
        kernel.addLink(Configs.LAN, List.of(Configs.LAN_ADDRESS));
        for (int provider = 0; provider < 3; provider++) kernel.addLink(device(provider), List.of(onNetwork(provider)));
    }

    @Test
    void forgetsTheConnectionsOfTheFailedUplinkOnlyAndOnce() throws KernelException {
        RouterConfig config = converged(uplink(0), uplink(1), uplink(2));
        Health health = Configs.down(config, 1);
        reconcile(kernel, config, health, Set.of());
        reconcile(kernel, config, health, Set.of());
        assertEquals(List.of(uplink(1).mark()), kernel.forgotten());
    }

    @Test
    void forgetsThemOnlyWhenTheNewRouteHasBeenReadBack() {
        RouterConfig config = converged(uplink(0), uplink(1));
        FaultyKernel unreadable = new FaultyKernel(kernel, Fault.READ_FAILS, 1, change -> {});
        assertThrows(KernelException.class, () -> reconcile(unreadable, config, Configs.down(config, 1), Set.of()));
        assertEquals(List.of("eth0"), Multipath.devices(kernel));
        assertEquals(List.of(), kernel.forgotten());
    }

    @Test
    void forgetsThemAtTheNextTryWhenTheFirstWasBroken() throws KernelException {
        RouterConfig config = converged(uplink(0), uplink(1));
        new Router(kernel, config).apply(Configs.down(config, 1));
        SimulatedKernel fresh = kernel.copy();
        int before = fresh.forgotten().size();
        reconcile(fresh, config, Configs.down(config, 1), down(1));
        assertEquals(before + 1, fresh.forgotten().size());
        assertEquals(uplink(1).mark(), fresh.forgotten().getLast());
    }

    @Test
    void forgetsNothingWhileTheNewRouteIsRefused() throws KernelException {
        RouterConfig config = converged(uplink(0), uplink(1));
        reconcile(new Stubborn(), config, Configs.down(config, 1), down(1));
        assertEquals(List.of("eth0", "eth1"), Multipath.devices(kernel));
        assertEquals(List.of(), kernel.forgotten());
    }

    @Test
    void forgetsNothingWhenTheOneThatWorksIsRefused() throws KernelException {
        RouterConfig config = converged(uplink(0), uplink(1));
        kernel.deleteRoute(kernel.routes().stream()
                .filter(r -> r.key().table().value() == 1 && r.key().metric() == 0)
                .findFirst()
                .orElseThrow());
        reconcile(new Stubborn(), config, Configs.down(config, 1), down(1));
        assertEquals(List.of("eth0", "eth1"), Multipath.devices(kernel));
        assertEquals(List.of(), kernel.forgotten());
    }

    @Test
    void forgetsNothingWhenNothingElseWorks() throws KernelException {
        RouterConfig config = converged(uplink(0), uplink(1));
        reconcile(kernel, config, Configs.down(config, 0, 1), down(0, 1));
        assertEquals(List.of(), kernel.forgotten());
    }

    @Test
    void forgetsNothingOfAnUplinkThatIsToBeKept() throws KernelException {
        Uplink kept = living(uplink(1), LivingConnections.KEEP, LivingConnections.KEEP);
        RouterConfig config = converged(uplink(0), kept);
        reconcile(kernel, config, Configs.down(config, 1), down(1));
        assertEquals(List.of("eth0"), Multipath.devices(kernel));
        assertEquals(List.of(), kernel.forgotten());
    }

    @Test
    void aBetterGroupThatIsBackLeavesTheConnectionsOfTheOther() throws KernelException {
        RouterConfig config = Configs.of(uplink(0), grouped(LivingConnections.KEEP));
        reconcile(kernel, config, Configs.down(config, 0), Set.of());
        reconcile(kernel, config, Configs.down(config), Set.of());
        assertEquals(List.of("eth0"), Multipath.devices(kernel));
        assertEquals(List.of(), kernel.forgotten());
    }

    @Test
    void aBetterGroupThatIsBackTakesThemIfTheConfigSaysSo() throws KernelException {
        RouterConfig config = Configs.of(uplink(0), grouped(LivingConnections.FLUSH));
        reconcile(kernel, config, Configs.down(config, 0), Set.of());
        reconcile(kernel, config, Configs.down(config), Set.of());
        reconcile(kernel, config, Configs.down(config), Set.of());
        assertEquals(List.of(uplink(1).mark()), kernel.forgotten());
    }

    @Test
    void forgetsTheConnectionsOfAnUplinkThatWasRemoved() throws KernelException {
        converged(uplink(0), uplink(1));
        RouterConfig without = Configs.of(uplink(0));
        reconcile(kernel, without, Configs.down(without), Set.of());
        assertEquals(List.of(uplink(1).mark()), kernel.forgotten());
        reconcile(kernel, without, Configs.down(without), Set.of());
        assertEquals(List.of(uplink(1).mark()), kernel.forgotten());
    }

    @Test
    void aTableGoesToAnotherUplinkOnlyWhenNoConnectionHasItsMark() throws KernelException {
        converged(uplink(0), uplink(1), uplink(2));
        Uplink heir = Configs.uplink(Configs.DEFAULTS, 1, 2, false, OptionalInt.of(1), 1);
        RouterConfig next = Configs.of(uplink(0), heir);
        Reconciler.Outcome outcome = reconcile(kernel, next, Configs.down(next), Set.of());
        RouteKey way = RouteKey.defaultRoute(Family.IPV4, new TableId(2), 0);
        List<String> order = outcome.made().stream()
                .map(Plan.Step::change)
                .flatMap(c -> switch (c) {
                    case Change.DeleteRoute(Route route) when route.key().equals(way) -> Stream.of("given up");
                    case Change.PutRoute put when put.after().key().equals(way) -> Stream.of("taken over");
                    case Change.ForgetConnections(FwMark mark) when mark.equals(heir.mark()) -> Stream.of("forgotten");
                    default -> Stream.<String>empty();
                })
                .toList();
        assertEquals(List.of("given up", "forgotten", "taken over"), order);
    }

    @Test
    void otherMasksOfTheSameMarksBreakNoConnection() throws KernelException {
        converged(uplink(0), uplink(1));
        Numbering wider = new Numbering(1, 40_000, 1, 0xffff, 157);
        RouterConfig next = Configs.of(
                wider,
                List.of(
                        Configs.uplink(wider, 0, 0, false, OptionalInt.of(1), 1),
                        Configs.uplink(wider, 1, 1, false, OptionalInt.of(1), 1)));
        reconcile(kernel, next, Configs.down(next), Set.of());
        assertEquals(List.of(), kernel.forgotten());
    }

    @Test
    void aRefusalToForgetIsAWarningAndNoFailure() throws KernelException {
        RouterConfig config = converged(uplink(0), uplink(1));
        kernel.failNext(c -> c instanceof Change.ForgetConnections, "conntrack: no such program");
        Reconciler.Outcome outcome = reconcile(kernel, config, Configs.down(config, 1), Set.of());
        assertEquals(List.of(), outcome.problems());
        assertEquals(1, outcome.warnings().size());
        assertEquals(List.of(), kernel.forgotten());
    }

    private RouterConfig converged(Uplink... uplinks) {
        RouterConfig config = Configs.of(uplinks);
        assertEquals(List.of(), new Router(kernel, config).apply(Configs.down(config)));
        return config;
    }

    private static Reconciler.Outcome reconcile(Kernel kernel, RouterConfig config, Health health, Set<FwMark> departed)
            throws KernelException {
        return new Reconciler(kernel, ChangeLock.NONE).reconcile(new Task(config, health, Extent.EVERYWHERE, departed));
    }

    private static Set<FwMark> down(Integer... ids) {
        return Set.copyOf(List.of(ids).stream().map(id -> uplink(id).mark()).toList());
    }

    private static Uplink grouped(LivingConnections onRecover) {
        return living(uplink(1, OptionalInt.of(2), 1), LivingConnections.FLUSH, onRecover);
    }

    private static Uplink living(Uplink u, LivingConnections onDown, LivingConnections onRecover) {
        return new Uplink(
                u.id(),
                u.name(),
                u.description(),
                u.device(),
                u.addressing(),
                u.priorityGroup(),
                u.weight(),
                u.mark(),
                u.tests(),
                onDown,
                onRecover);
    }

    /** Refuses every route. */
    private final class Stubborn implements Kernel {
        @Override
        public Reading read(ReadScope scope) throws KernelException {
            return kernel.read(scope);
        }

        @Override
        public List<Refusal> apply(Plan plan) {
            for (Plan.Step step : plan.steps())
                if (step.change() instanceof Change.PutRoute) kernel.failNext(step.change()::equals, "No buffers");
            return kernel.apply(plan);
        }
    }
}
