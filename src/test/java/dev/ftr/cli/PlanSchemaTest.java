package dev.ftr.cli;

import static org.junit.jupiter.api.Assertions.assertFalse;

import dev.ftr.demo.SimulatedKernel;
import dev.ftr.plan.Plan;
import dev.ftr.scenario.Disturbances;
import dev.ftr.scenario.Scenario;
import dev.ftr.scenario.Scenarios;
import dev.ftr.scenario.Traffics;
import dev.ftr.testing.Schemas;
import java.util.List;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/** Plans are written as their schema says, whatever is in them. */
class PlanSchemaTest {
    @Property(seed = Scenarios.SEED, tries = 30, edgeCases = EdgeCasesMode.NONE)
    void everyPlanIsAsTheSchemaSays(
            @ForAll(supplier = Scenarios.class) Scenario scenario,
            @ForAll @Size(max = 10) List<@IntRange(min = 0, max = 999) Integer> damages) {
        assertAllFit(scenario, damages);
    }

    @Property(seed = Scenarios.SEED, tries = 30, edgeCases = EdgeCasesMode.NONE)
    void everyPlanWithPoliciesIsToo(
            @ForAll(supplier = Traffics.class) Scenario scenario,
            @ForAll @Size(max = 10) List<@IntRange(min = 0, max = 999) Integer> damages) {
        assertAllFit(scenario, damages);
    }

    @Property(seed = Scenarios.SEED, tries = 2, edgeCases = EdgeCasesMode.NONE)
    void nothingElseIsAPlan(@ForAll(supplier = Scenarios.class) Scenario scenario) {
        Plan plan = scenario.routerBefore(scenario.kernel()).plan(scenario.knownBefore());
        Schemas.assertRefusesWhatDiffers("plan", PlanJson.text(plan));
        ObjectNode first = (ObjectNode)
                Schemas.fit("plan", PlanJson.text(plan)).path("changes").get(0);
        JsonNode wrong = first.put("action", first.path("action").asString().equals("delete") ? "create" : "delete");
        assertFalse(Schemas.faults("plan#change", wrong).isEmpty(), wrong::toString);
    }

    private static void assertAllFit(Scenario scenario, List<Integer> damages) {
        SimulatedKernel kernel = scenario.kernel();
        for (int code : scenario.foreign()) Disturbances.addForeign(kernel, scenario.before(), code);
        assertFits(scenario.routerBefore(kernel).plan(scenario.knownBefore()));
        scenario.routerBefore(kernel).apply(scenario.knownBefore());
        for (int code : damages) Disturbances.damage(kernel, scenario.routerBefore(kernel), code);
        assertFits(scenario.routerAfter(kernel).plan(scenario.knownAfter()).warning(List.of("something")));
        assertFits(scenario.routerBefore(kernel).teardown());
    }

    private static void assertFits(Plan plan) {
        Schemas.fit("plan", PlanJson.text(plan));
    }
}
