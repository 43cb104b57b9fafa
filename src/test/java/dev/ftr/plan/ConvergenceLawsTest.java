package dev.ftr.plan;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ftr.demo.ForeignSnapshot;
import dev.ftr.demo.SimulatedKernel;
import dev.ftr.kernel.Reading;
import dev.ftr.kernel.Transaction;
import dev.ftr.model.DesiredState;
import dev.ftr.model.KernelState;
import dev.ftr.model.Nexthop;
import dev.ftr.model.Route;
import dev.ftr.model.RouteAction;
import dev.ftr.scenario.Disturbances;
import dev.ftr.scenario.Router;
import dev.ftr.scenario.Scenario;
import dev.ftr.scenario.Scenarios;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

/** Invariants 1, 2, 3 and 5 of DESIGN §3, from any starting state. */
class ConvergenceLawsTest {
    private static final int TRIES = 150;

    @Property(seed = Scenarios.SEED, tries = TRIES, edgeCases = EdgeCasesMode.NONE)
    void planAfterApplyIsEmpty(
            @ForAll(supplier = Scenarios.class) Scenario scenario,
            @ForAll @Size(max = 10) List<@IntRange(min = 0, max = 999) Integer> damages) {
        SimulatedKernel kernel = disturbed(scenario, damages);
        Router router = scenario.routerAfter(kernel);
        assertEquals(List.of(), router.apply(scenario.knownAfter()));
        assertEquals(List.of(), router.plan(scenario.knownAfter()).steps());
    }

    @Property(seed = Scenarios.SEED, tries = TRIES / 3, edgeCases = EdgeCasesMode.NONE)
    void convergesAfterAnInterruptionAnywhere(
            @ForAll(supplier = Scenarios.class) Scenario scenario,
            @ForAll @Size(max = 10) List<@IntRange(min = 0, max = 999) Integer> damages) {
        SimulatedKernel start = disturbed(scenario, damages);
        Plan plan = scenario.routerAfter(start).plan(scenario.knownAfter());
        for (int done = 0; done < Transaction.of(plan).size(); done++) {
            SimulatedKernel kernel = start.copy();
            kernel.applyFirst(plan, done);
            Router router = scenario.routerAfter(kernel);
            assertEquals(List.of(), router.apply(scenario.knownAfter()));
            assertEquals(List.of(), router.plan(scenario.knownAfter()).steps());
        }
    }

    @Property(seed = Scenarios.SEED, tries = TRIES, edgeCases = EdgeCasesMode.NONE)
    void whatIsForeignStaysAsItIs(
            @ForAll(supplier = Scenarios.class) Scenario scenario,
            @ForAll @Size(max = 10) List<@IntRange(min = 0, max = 999) Integer> damages) {
        SimulatedKernel kernel = disturbed(scenario, damages);
        Router router = scenario.routerAfter(kernel);
        ForeignSnapshot before = kernel.foreign(router.protocol());
        Plan plan = router.plan(scenario.knownAfter());
        Set<Route> takenOver = takenOver(plan, router.protocol());
        kernel.apply(plan);
        assertEquals(without(takenOver, before), kernel.foreign(router.protocol()));
        assertEquals(
                takenOver.size(),
                plan.warnings().stream().filter(w -> w.contains("taken over")).count());
        kernel.apply(router.teardown());
        assertEquals(without(takenOver, before), kernel.foreign(router.protocol()));
    }

    @Property(seed = Scenarios.SEED, tries = TRIES, edgeCases = EdgeCasesMode.NONE)
    void teardownLeavesNothing(
            @ForAll(supplier = Scenarios.class) Scenario scenario,
            @ForAll @Size(max = 10) List<@IntRange(min = 0, max = 999) Integer> damages) {
        SimulatedKernel kernel = disturbed(scenario, damages);
        Router router = scenario.routerAfter(kernel);
        assertEquals(List.of(), kernel.apply(router.teardown()));
        assertEquals(List.of(), router.teardown().steps());
        assertEquals(
                List.of(),
                kernel.routes().stream()
                        .filter(r -> r.protocol() == router.protocol())
                        .toList());
        assertTrue(router.read().state().chains().isEmpty());
        assertTrue(router.read().state().jumps().isEmpty());
    }

    @Property(seed = Scenarios.SEED, tries = TRIES, edgeCases = EdgeCasesMode.NONE)
    void whatIsRightIsNotInThePlan(
            @ForAll(supplier = Scenarios.class) Scenario scenario,
            @ForAll @Size(max = 10) List<@IntRange(min = 0, max = 999) Integer> damages) {
        Router router = scenario.routerAfter(disturbed(scenario, damages));
        KernelState actual = router.read().state();
        DesiredState desired = router.desired(scenario.knownAfter());
        for (Plan.Step step : router.plan(scenario.knownAfter()).steps())
            assertTrue(isNeeded(step.change(), desired, actual), step::toString);
    }

    @Property(seed = Scenarios.SEED, tries = TRIES, edgeCases = EdgeCasesMode.NONE)
    void oneDeletedObjectIsOneChange(
            @ForAll(supplier = Scenarios.class) Scenario scenario, @ForAll @IntRange(max = 9999) int which) {
        SimulatedKernel kernel = scenario.kernel();
        Router router = scenario.routerAfter(kernel);
        assertEquals(List.of(), router.apply(scenario.knownAfter()));
        List<Change> removals = router.teardown().steps().stream()
                .map(Plan.Step::change)
                .filter(c ->
                        !(c instanceof Change.DeleteChain) && !(c instanceof Change.DeleteRoute r && isMultipath(r)))
                .toList();
        Change removal = removals.get(which % removals.size());
        kernel.apply(new Plan(List.of(new Plan.Step(removal, "test")), List.of()));
        assertEquals(1, router.plan(scenario.knownAfter()).steps().size(), removal::toString);
    }

    @Property(seed = Scenarios.SEED, tries = TRIES, edgeCases = EdgeCasesMode.NONE)
    void sameInputGivesTheSamePlan(
            @ForAll(supplier = Scenarios.class) Scenario scenario,
            @ForAll @Size(max = 10) List<@IntRange(min = 0, max = 999) Integer> damages,
            @ForAll Random random) {
        Router router = scenario.routerAfter(disturbed(scenario, damages));
        Reading reading = router.read();
        DesiredState desired = router.desired(scenario.knownAfter());
        Plan plan = Plan.between(desired, reading.state(), router.protocol());
        List<Route> routes = new ArrayList<>(reading.state().routes());
        Collections.shuffle(routes, random);
        KernelState shuffled = new KernelState(
                new TreeMap<>(reading.state().sysctls()),
                new LinkedHashSet<>(routes),
                new HashSet<>(reading.state().rules()),
                new HashMap<>(reading.state().chains()),
                new HashMap<>(reading.state().jumps()));
        assertEquals(plan, Plan.between(desired, shuffled, router.protocol()));
    }

    /** All-down keeps what there is, so a deleted multipath route may come back as another one. */
    private static boolean isMultipath(Change.DeleteRoute change) {
        return change.route().action() instanceof RouteAction.Unicast u
                && u.source().isEmpty();
    }

    /** A route that may stay, less the ways out that are gone. */
    private static boolean isTrimmed(Change.PutRoute change, DesiredState desired) {
        Set<Nexthop> allowed =
                desired.keepIfWithin().getOrDefault(change.after().key(), Set.of());
        return change.before().isPresent()
                && change.before().get().action() instanceof RouteAction.Unicast before
                && change.after().action() instanceof RouteAction.Unicast after
                && after.nexthops().stream().allMatch(n -> isAmong(n, allowed))
                && before.nexthops().stream().filter(n -> isAmong(n, allowed)).count()
                        == after.nexthops().size();
    }

    private static boolean isAmong(Nexthop nexthop, Set<Nexthop> allowed) {
        return allowed.stream()
                .anyMatch(a -> a.device().equals(nexthop.device())
                        && a.gateway().equals(nexthop.gateway())
                        && (a.realm() == 0 || a.realm() == nexthop.realm()));
    }

    private static boolean isNeeded(Change change, DesiredState desired, KernelState actual) {
        KernelState wanted = desired.kernel();
        return switch (change) {
            case Change.SetSysctl c -> !c.after().equals(actual.sysctls().get(c.sysctl()));
            case Change.PutRoute c ->
                (wanted.routes().contains(c.after()) || isTrimmed(c, desired))
                        && !actual.routes().contains(c.after());
            case Change.DeleteRoute c ->
                actual.routes().contains(c.route()) && !wanted.routes().contains(c.route());
            case Change.AddRule c ->
                wanted.rules().contains(c.rule()) && !actual.rules().contains(c.rule());
            case Change.DeleteRule c ->
                actual.rules().contains(c.rule()) && !wanted.rules().contains(c.rule());
            case Change.ForgetConnections c -> true;
            case Change.CreateChain c -> !actual.chains().containsKey(c.chain());
            case Change.RewriteChain c -> false;
            case Change.DeleteChain c ->
                actual.chains().containsKey(c.chain()) && !wanted.chains().containsKey(c.chain());
            case Change.ChainEdit c ->
                !wanted.chains()
                        .getOrDefault(c.chain(), List.of())
                        .equals(actual.chains().get(c.chain()));
            case Change.AddJump c -> !actual.jumps().containsKey(c.jump());
            case Change.DeleteJump c ->
                actual.jumps().getOrDefault(c.jump(), 0) > wanted.jumps().getOrDefault(c.jump(), 0);
        };
    }

    /** The config before in force, foreign objects around it, and then the damage. */
    private static SimulatedKernel disturbed(Scenario scenario, List<Integer> damages) {
        SimulatedKernel kernel = scenario.kernel();
        for (int code : scenario.foreign()) Disturbances.addForeign(kernel, scenario.before(), code);
        scenario.routerBefore(kernel).apply(scenario.knownBefore());
        for (int code : scenario.foreign()) Disturbances.addForeign(kernel, scenario.after(), code + 1);
        for (int code : damages) Disturbances.damage(kernel, scenario.routerBefore(kernel), code);
        return kernel;
    }

    private static Set<Route> takenOver(Plan plan, int protocol) {
        return plan.steps().stream()
                .flatMap(s -> s.change() instanceof Change.PutRoute put ? put.before().stream() : Stream.empty())
                .filter(r -> r.protocol() != protocol)
                .collect(Collectors.toSet());
    }

    private static ForeignSnapshot without(Set<Route> routes, ForeignSnapshot snapshot) {
        return new ForeignSnapshot(
                snapshot.routes().stream().filter(r -> !routes.contains(r)).toList(),
                snapshot.rules(),
                snapshot.chains());
    }
}
