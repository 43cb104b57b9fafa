package dev.ftr.plan;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import dev.ftr.demo.SimulatedKernel;
import dev.ftr.kernel.Transaction;
import dev.ftr.scenario.Configs;
import dev.ftr.scenario.Disturbances;
import dev.ftr.scenario.Scenario;
import dev.ftr.scenario.Scenarios;
import dev.ftr.scenario.Usability;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import net.jqwik.api.Assume;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;

/**
 * Invariant 4 of DESIGN §3: between two converged states, every prefix of the plan carries the traffic. Packets are followed
 * through what is in the kernel at each instant.
 *
 * <p>Not promised, and not generated: numbers of tables moved by less than their own range, so that one uplink's table
 * becomes another's; a device that becomes a shared one or is shared no longer, of which {@code FaultMatrixTest} makes sure,
 * with the order that the daemon gives such a plan; numbers of tables moved and an uplink removed in one reload; and foreign rules that select by our marks, which are warned about. Nor is anything promised to
 * connections of an uplink that is removed or gets another mark.
 */
class UsablePrefixLawsTest {
    private static final int TRIES = 300;

    @Property(seed = Scenarios.SEED, tries = TRIES, edgeCases = EdgeCasesMode.NONE)
    void everyPrefixOfAPlanIsUsable(@ForAll(supplier = Scenarios.class) Scenario scenario) {
        SimulatedKernel start = converged(scenario);
        Plan plan = scenario.routerAfter(start).plan(scenario.knownAfter());
        for (int done = 0; done <= Transaction.of(plan).size(); done++) {
            SimulatedKernel kernel = start.copy();
            assertEquals(List.of(), kernel.applyFirst(plan, done));
            new Usability(scenario, kernel.packets()).all();
        }
    }

    @Property(seed = Scenarios.SEED, tries = TRIES, edgeCases = EdgeCasesMode.NONE)
    void aRefusalAnywhereLeavesTheRouterUsable(
            @ForAll(supplier = Scenarios.class) Scenario scenario, @ForAll @IntRange(max = 9999) int which) {
        SimulatedKernel kernel = converged(scenario);
        Plan plan = scenario.routerAfter(kernel).plan(scenario.knownAfter());
        Assume.that(!plan.isEmpty());
        Change refused = plan.steps().get(which % plan.steps().size()).change();
        kernel.failNext(refused::equals, "refused by the test");
        assertFalse(kernel.apply(plan).isEmpty());
        new Usability(scenario, kernel.packets()).newConnections();
        assertEquals(List.of(), scenario.routerAfter(kernel).apply(scenario.knownAfter()));
        assertEquals(
                List.of(),
                scenario.routerAfter(kernel).plan(scenario.knownAfter()).steps());
        new Usability(scenario, kernel.packets()).all();
    }

    private static SimulatedKernel converged(Scenario scenario) {
        Assume.that(!Scenarios.tablesCollide(scenario.before(), scenario.after()));
        Assume.that(!movesTablesAndDropsAnUplink(scenario));
        Assume.that(!changesARealm(scenario));
        SimulatedKernel kernel = scenario.kernel();
        for (int code : scenario.foreign())
            if (!Disturbances.usesOurMarks(code)) Disturbances.addForeign(kernel, scenario.before(), code);
        assertEquals(List.of(), scenario.routerBefore(kernel).apply(scenario.knownBefore()));
        return kernel;
    }

    private static boolean changesARealm(Scenario scenario) {
        return scenario.before().uplinks().stream()
                .anyMatch(u -> scenario.after().uplinks().stream()
                        .anyMatch(o -> Configs.provider(o) == Configs.provider(u) && o.realm() != u.realm()));
    }

    /** Between the restore and the end of the old rules, the old multipath table leads to an uplink with no NAT any more. */
    private static boolean movesTablesAndDropsAnUplink(Scenario scenario) {
        Set<Integer> kept =
                scenario.after().uplinks().stream().map(Configs::provider).collect(Collectors.toSet());
        return scenario.before().numbering().baseTable()
                        != scenario.after().numbering().baseTable()
                && scenario.before().uplinks().stream().anyMatch(u -> !kept.contains(Configs.provider(u)));
    }
}
