package dev.ftr.daemon;

import static dev.ftr.scenario.Configs.device;
import static dev.ftr.scenario.Configs.onNetwork;
import static dev.ftr.scenario.Configs.uplink;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ftr.config.RouterConfig;
import dev.ftr.daemon.Reconciler.Extent;
import dev.ftr.daemon.Reconciler.Outcome;
import dev.ftr.daemon.Reconciler.Proposal;
import dev.ftr.daemon.Reconciler.Task;
import dev.ftr.demo.SimulatedKernel;
import dev.ftr.desired.Layout;
import dev.ftr.health.Health;
import dev.ftr.kernel.Kernel;
import dev.ftr.kernel.KernelException;
import dev.ftr.kernel.ReadScope;
import dev.ftr.kernel.Reading;
import dev.ftr.kernel.Refusal;
import dev.ftr.model.Family;
import dev.ftr.model.Nexthop;
import dev.ftr.model.Route;
import dev.ftr.model.RouteAction;
import dev.ftr.model.RouteKey;
import dev.ftr.model.TableId;
import dev.ftr.model.UplinkId;
import dev.ftr.model.Weight;
import dev.ftr.plan.Change;
import dev.ftr.plan.Plan;
import dev.ftr.scenario.Configs;
import dev.ftr.scenario.Router;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import java.util.function.UnaryOperator;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class ReconcilerTest {
    private final RouterConfig config = Configs.of(uplink(0), uplink(1), uplink(2));
    private final Health allUp = Configs.down(config);
    private final SimulatedKernel kernel = new SimulatedKernel();
    private final Reconciler reconciler = new Reconciler(kernel, ChangeLock.NONE);

    @BeforeEach
    void plugIn() {
        kernel.addLink(Configs.LAN, List.of(Configs.LAN_ADDRESS));
        for (int provider = 0; provider < 3; provider++) kernel.addLink(device(provider), List.of(onNetwork(provider)));
    }

    @Test
    void makesTheKernelAsTheConfigWantsIt() throws KernelException {
        Outcome outcome = reconciler.reconcile(new Task(config, allUp, Extent.EVERYWHERE));
        assertTrue(outcome.converged());
        assertEquals(List.of(), outcome.problems());
        assertEquals(List.of("eth0", "eth1", "eth2"), Multipath.devices(kernel));
        assertEquals(List.of(), new Router(kernel, config).plan(allUp).steps());
    }

    @Test
    void changesNothingTheSecondTime() throws KernelException {
        reconciler.reconcile(new Task(config, allUp, Extent.EVERYWHERE));
        Outcome second = reconciler.reconcile(new Task(config, allUp, Extent.EVERYWHERE));
        assertEquals(List.of(), second.made());
        assertTrue(second.converged());
    }

    @Test
    void proposingTouchesNothing() throws KernelException {
        Reading before = new Router(kernel, config).read();
        assertFalse(reconciler.propose(config, allUp).plan().isEmpty());
        assertEquals(before, new Router(kernel, config).read());
    }

    @Test
    void leavesOutAnUplinkWhoseWayOutIsRefusedAndTheOthersWork() throws KernelException {
        kernel.failNext(putsWayOutOf(1), "Nexthop has invalid gateway");
        Outcome outcome = reconciler.reconcile(new Task(config, allUp, Extent.EVERYWHERE));
        assertEquals(List.of("eth0", "eth2"), Multipath.devices(kernel));
        assertFalse(outcome.converged());
        assertEquals(1, outcome.problems().size());
        assertTrue(outcome.problems().getFirst().startsWith("uplink eth1 cannot be used: "));
        assertTrue(outcome.problems().getFirst().contains("Nexthop has invalid gateway"));
    }

    @Test
    void convergesAtTheNextTryAfterARefusal() throws KernelException {
        kernel.failNext(putsWayOutOf(1), "Nexthop has invalid gateway");
        reconciler.reconcile(new Task(config, allUp, Extent.EVERYWHERE));
        Outcome outcome = reconciler.reconcile(new Task(config, allUp, Extent.OURS));
        assertTrue(outcome.converged());
        assertEquals(List.of(), outcome.problems());
        assertEquals(List.of("eth0", "eth1", "eth2"), Multipath.devices(kernel));
    }

    @Test
    void doesNotCountARefusedChangeAsMade() throws KernelException {
        kernel.failNext(putsWayOutOf(1), "Nexthop has invalid gateway");
        Outcome outcome = reconciler.reconcile(new Task(config, allUp, Extent.EVERYWHERE));
        assertTrue(outcome.made().stream().noneMatch(s -> putsWayOutOf(1).test(s.change())));
    }

    @Test
    void triesAgainAtOnceWhatWasRefusedInPassing() throws KernelException {
        kernel.failNext(c -> c instanceof Change.FirewallChange, "Resource temporarily unavailable");
        Outcome outcome = reconciler.reconcile(new Task(config, allUp, Extent.EVERYWHERE));
        assertTrue(outcome.converged());
        assertEquals(List.of(), outcome.problems());
    }

    @Test
    void aFirewallThatRefusesEverythingDoesNotStopTheRoutes() throws KernelException {
        Kernel stubborn = new Wrapped(kernel) {
            @Override
            public List<Refusal> apply(Plan plan) {
                List<Refusal> refusals = plan.steps().stream()
                        .filter(s -> s.change() instanceof Change.FirewallChange)
                        .map(s -> new Refusal(s.change(), "chain mangle: iptables-restore: no such table"))
                        .toList();
                kernel.apply(new Plan(
                        plan.steps().stream()
                                .filter(s -> !(s.change() instanceof Change.FirewallChange))
                                .toList(),
                        List.of()));
                return refusals;
            }
        };
        Outcome outcome =
                new Reconciler(stubborn, ChangeLock.NONE).reconcile(new Task(config, allUp, Extent.EVERYWHERE));
        assertEquals(List.of("eth0", "eth1", "eth2"), Multipath.devices(kernel));
        assertEquals(List.of("chain mangle: iptables-restore: no such table"), outcome.problems());
        assertFalse(outcome.converged());
    }

    @Test
    void rewritesChainsWholeWhenEditsByPositionDoNotComeOutRight() throws KernelException {
        Kernel misplacing = new Wrapped(kernel) {
            @Override
            public List<Refusal> apply(Plan plan) {
                return kernel.apply(changed(plan, ReconcilerTest::misplaced));
            }
        };
        Outcome outcome =
                new Reconciler(misplacing, ChangeLock.NONE).reconcile(new Task(config, allUp, Extent.EVERYWHERE));
        assertTrue(outcome.converged());
        assertTrue(outcome.made().stream().anyMatch(s -> s.change() instanceof Change.RewriteChain));
        assertEquals(List.of(), new Router(kernel, config).plan(allUp).steps());
    }

    @Test
    void saysSoWhenSomebodyElseUndoesTheChanges() throws KernelException {
        Kernel contested = new Wrapped(kernel) {
            @Override
            public List<Refusal> apply(Plan plan) {
                List<Refusal> refusals = kernel.apply(plan);
                Router router = new Router(kernel, config);
                router.read().state().rules().stream()
                        .filter(r -> r.protocol() == router.protocol())
                        .limit(2)
                        .forEach(kernel::deleteRule);
                return refusals;
            }
        };
        Outcome outcome =
                new Reconciler(contested, ChangeLock.NONE).reconcile(new Task(config, allUp, Extent.EVERYWHERE));
        assertFalse(outcome.converged());
        assertEquals(List.of("2 changes do not last: somebody else changes the same objects"), outcome.problems());
    }

    @Test
    void aRefusedRouteOfAllUplinksIsAProblemOfItsOwn() throws KernelException {
        Kernel stubborn = new Wrapped(kernel) {
            @Override
            public List<Refusal> apply(Plan plan) {
                kernel.failNext(
                        c -> c instanceof Change.PutRoute put
                                && put.after().key().equals(multipath()),
                        "No buffers");
                return kernel.apply(plan);
            }
        };
        Outcome outcome =
                new Reconciler(stubborn, ChangeLock.NONE).reconcile(new Task(config, allUp, Extent.EVERYWHERE));
        assertFalse(outcome.converged());
        assertEquals(1, outcome.problems().size());
        assertTrue(outcome.problems().getFirst().contains("No buffers"));
    }

    @Test
    void warnsOfADefaultRouteThatIsAskedBeforeOurs() throws KernelException {
        kernel.addRoute(new Route(
                RouteKey.defaultRoute(Family.IPV4, TableId.MAIN, 100),
                new RouteAction.Unicast(
                        List.of(Nexthop.via(Configs.gateway(0), device(0), Weight.ONE)), Optional.empty()),
                16));
        Proposal proposal = reconciler.propose(config, allUp);
        assertEquals(1, proposal.plan().warnings().size());
        assertTrue(proposal.plan().warnings().getFirst().contains("set base_priority below 32766"));
        RouterConfig before = Configs.of(Configs.BEFORE_MAIN, config.uplinks());
        assertEquals(List.of(), reconciler.propose(before, allUp).plan().warnings());
    }

    @Test
    void teardownRemovesOursAndNothingElse() throws KernelException {
        SimulatedKernel untouched = kernel.copy();
        reconciler.reconcile(new Task(config, allUp, Extent.EVERYWHERE));
        Outcome outcome = reconciler.teardown(config.numbering().routeProtocol());
        assertTrue(outcome.converged());
        assertEquals(untouched.foreign(157), kernel.foreign(157));
        Router router = new Router(kernel, config);
        assertEquals(List.of(), router.teardown().steps());
        assertEquals(List.of(), Multipath.devices(kernel));
    }

    @Test
    void passesOnThatTheKernelCannotBeRead() {
        Kernel unreadable = new Wrapped(kernel) {
            @Override
            public Reading read(ReadScope scope) throws KernelException {
                throw new KernelException("ip -j route: no such command");
            }
        };
        assertThrows(
                KernelException.class,
                () -> new Reconciler(unreadable, ChangeLock.NONE)
                        .reconcile(new Task(config, allUp, Extent.EVERYWHERE)));
    }

    private RouteKey multipath() {
        return RouteKey.defaultRoute(Family.IPV4, new Layout(config.numbering()).multipathTable(), 0);
    }

    private Predicate<Change> putsWayOutOf(int id) {
        RouteKey way = RouteKey.defaultRoute(Family.IPV4, new Layout(config.numbering()).tableOf(new UplinkId(id)), 0);
        return c -> c instanceof Change.PutRoute put && put.after().key().equals(way);
    }

    private static Plan changed(Plan plan, UnaryOperator<Change> how) {
        return new Plan(
                plan.steps().stream()
                        .map(s -> new Plan.Step(how.apply(s.change()), s.reason()))
                        .toList(),
                plan.warnings());
    }

    /** As an iptables that inserts everything at the top. */
    private static Change misplaced(Change change) {
        return change instanceof Change.InsertChainRule insert
                ? new Change.InsertChainRule(insert.chain(), 1, insert.rule())
                : change;
    }

    private static class Wrapped implements Kernel {
        private final SimulatedKernel kernel;

        Wrapped(SimulatedKernel kernel) {
            this.kernel = kernel;
        }

        @Override
        public Reading read(ReadScope scope) throws KernelException {
            return kernel.read(scope);
        }

        @Override
        public List<Refusal> apply(Plan plan) {
            return kernel.apply(plan);
        }
    }
}
