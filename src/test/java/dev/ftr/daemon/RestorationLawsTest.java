package dev.ftr.daemon;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.ftr.daemon.Reconciler.Proposal;
import dev.ftr.demo.ForeignSnapshot;
import dev.ftr.demo.SimulatedKernel;
import dev.ftr.desired.Layout;
import dev.ftr.kernel.KernelException;
import dev.ftr.kernel.Reading;
import dev.ftr.kernel.Transaction;
import dev.ftr.model.DesiredState;
import dev.ftr.model.Family;
import dev.ftr.model.KernelState;
import dev.ftr.model.Nexthop;
import dev.ftr.model.Route;
import dev.ftr.model.RouteAction;
import dev.ftr.model.RouteKey;
import dev.ftr.model.Weight;
import dev.ftr.plan.Plan;
import dev.ftr.scenario.Configs;
import dev.ftr.scenario.Disturbances;
import dev.ftr.scenario.Router;
import dev.ftr.scenario.Scenario;
import dev.ftr.scenario.Scenarios;
import java.util.List;
import java.util.Optional;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;

/** A change that is taken back, wherever it was interrupted, leaves everything as it was. */
class RestorationLawsTest {
    private static final int TRIES = 100;
    private static final int STATIC = 4;

    @Property(seed = Scenarios.SEED, tries = TRIES, edgeCases = EdgeCasesMode.NONE)
    void aWholeChangeIsTakenBack(
            @ForAll(supplier = Scenarios.class) Scenario scenario,
            @ForAll @Size(max = 10) List<@IntRange(min = 0, max = 999) Integer> damages)
            throws KernelException {
        assertTakenBack(scenario, damages, Integer.MAX_VALUE);
    }

    @Property(seed = Scenarios.SEED, tries = TRIES, edgeCases = EdgeCasesMode.NONE)
    void aChangeThatWasInterruptedIsTakenBack(
            @ForAll(supplier = Scenarios.class) Scenario scenario,
            @ForAll @Size(max = 10) List<@IntRange(min = 0, max = 999) Integer> damages,
            @ForAll @IntRange(min = 0, max = 99) int where)
            throws KernelException {
        assertTakenBack(scenario, damages, where);
    }

    private static void assertTakenBack(Scenario scenario, List<Integer> damages, int where) throws KernelException {
        SimulatedKernel kernel = scenario.kernel();
        for (int code : scenario.foreign()) Disturbances.addForeign(kernel, scenario.before(), code);
        scenario.routerBefore(kernel).apply(scenario.knownBefore());
        for (int code : scenario.foreign()) Disturbances.addForeign(kernel, scenario.after(), code + 1);
        for (int code : damages) Disturbances.damage(kernel, scenario.routerBefore(kernel), code);
        Router router = scenario.routerAfter(kernel);
        KernelState before = router.read().state();
        ForeignSnapshot foreign = kernel.foreign(router.protocol());
        Plan plan = router.plan(scenario.knownAfter());
        Restoration restoration = restoration(kernel, router, scenario);
        assertEquals(List.of(), restoration.propose().plan().steps(), "nothing to restore yet");
        int transactions = Transaction.of(plan).size();
        kernel.applyFirst(plan, where == Integer.MAX_VALUE ? transactions : where % (transactions + 1));
        assertEquals(List.of(), restoration.restore().problems());
        assertEquals(before, router.read().state());
        assertEquals(sorted(foreign), sorted(kernel.foreign(router.protocol())));
    }

    /** A route that was taken over, and is put back, stands behind the others of its table. */
    private static ForeignSnapshot sorted(ForeignSnapshot foreign) {
        return new ForeignSnapshot(foreign.routes().stream().sorted().toList(), foreign.rules(), foreign.chains());
    }

    @Test
    void aRouteThatWasTakenOverIsPutBack() throws KernelException {
        SimulatedKernel kernel = plugged();
        Router router = new Router(kernel, Configs.of(Configs.uplink(0), Configs.uplink(1)));
        Route theirs = new Route(
                RouteKey.defaultRoute(
                        Family.IPV4,
                        new Layout(router.config().numbering())
                                .tableOf(router.config().uplinks().getFirst().id()),
                        0),
                new RouteAction.Unicast(
                        List.of(Nexthop.via(Configs.gateway(0), Configs.device(0), Weight.ONE)), Optional.empty()),
                STATIC);
        kernel.addRoute(theirs);
        List<Route> before = kernel.routes().stream().sorted().toList();
        Restoration restoration = restoration(kernel, router);
        router.apply(Configs.down(router.config()));
        assertEquals(0, kernel.routes().stream().filter(theirs::equals).count(), "taken over");
        restoration.restore();
        assertEquals(before, kernel.routes().stream().sorted().toList());
    }

    @Test
    void aForeignRouteThatItsOwnerHasRemovedStaysAway() throws KernelException {
        SimulatedKernel kernel = plugged();
        Router router = new Router(kernel, Configs.of(Configs.uplink(0), Configs.uplink(1)));
        Route theirs = new Route(
                RouteKey.defaultRoute(Family.IPV4, new Layout(router.config().numbering()).multipathTable(), 0),
                new RouteAction.Unicast(
                        List.of(Nexthop.via(Configs.gateway(0), Configs.device(0), Weight.ONE)), Optional.empty()),
                STATIC);
        kernel.addRoute(theirs);
        Restoration restoration = restoration(kernel, router);
        kernel.deleteRoute(theirs);
        restoration.restore();
        assertEquals(0, kernel.routes().stream().filter(theirs::equals).count());
    }

    @Test
    void whatIsLeftOverIsNamed() throws KernelException {
        SimulatedKernel kernel = plugged();
        Router router = new Router(kernel, Configs.of(Configs.uplink(0), Configs.uplink(1)));
        router.apply(Configs.down(router.config()));
        Router one = router.reconfigured(Configs.of(Configs.uplink(0)));
        Restoration restoration = restoration(kernel, one);
        one.apply(Configs.down(one.config()));
        kernel.removeLink(Configs.device(1));
        List<String> problems = restoration.restore().problems();
        assertEquals(
                true,
                problems.stream().anyMatch(p -> p.contains(Configs.device(1).toString())),
                problems::toString);
    }

    private static SimulatedKernel plugged() {
        SimulatedKernel kernel = new SimulatedKernel();
        kernel.addLink(Configs.LAN, List.of(Configs.LAN_ADDRESS));
        for (int provider = 0; provider < 2; provider++)
            kernel.addLink(Configs.device(provider), List.of(Configs.onNetwork(provider)));
        return kernel;
    }

    private static Restoration restoration(SimulatedKernel kernel, Router router) {
        return restoration(kernel, router, router.desired(Configs.down(router.config())));
    }

    private static Restoration restoration(SimulatedKernel kernel, Router router, Scenario scenario) {
        return restoration(kernel, router, router.desired(scenario.knownAfter()));
    }

    private static Restoration restoration(SimulatedKernel kernel, Router router, DesiredState desired) {
        Reading reading = router.read();
        Plan plan = Plan.between(desired, reading.state(), router.protocol());
        return new Restoration(
                kernel,
                ChangeLock.NONE,
                Restoration.before(new Proposal(reading, desired, plan), router.protocol()),
                router.protocol());
    }
}
