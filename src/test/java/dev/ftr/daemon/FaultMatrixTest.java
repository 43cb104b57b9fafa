package dev.ftr.daemon;

import static dev.ftr.scenario.Configs.BEFORE_MAIN;
import static dev.ftr.scenario.Configs.DEFAULTS;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ftr.config.RouterConfig;
import dev.ftr.config.RouterConfig.Numbering;
import dev.ftr.config.Uplink;
import dev.ftr.daemon.FaultyKernel.Fault;
import dev.ftr.demo.SimulatedKernel;
import dev.ftr.model.UplinkState;
import dev.ftr.scenario.Configs;
import dev.ftr.scenario.Disturbances;
import dev.ftr.scenario.Scenario;
import dev.ftr.scenario.Scenario.Condition;
import dev.ftr.scenario.Scenarios;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.OptionalInt;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import net.jqwik.api.Assume;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * Every transaction of every plan, and every reading, goes wrong in every way, one at a time: the router stays usable and is
 * as wanted in the end, with no help.
 */
class FaultMatrixTest {
    /** More transactions than any plan here has. */
    private static final int MOST_PLACES = 200;

    private static final int FOREIGN_KINDS = 12;

    /** Damage by a foreign route in the place of ours; what becomes of it is a law of its own. */
    private static final int TAKE_OVER = 14;

    /** Something that happens to a router that was as wanted. */
    record Story(String name, Scenario scenario, List<Integer> damages) {
        @Override
        public String toString() {
            return name;
        }
    }

    static Stream<Story> changes() {
        RouterConfig three = config(DEFAULTS, 0, 1, 2);
        return Stream.of(
                story("failover", three, three, "UUU", "UDU"),
                story("recovery", three, three, "UDU", "UUU"),
                story("last but one fails", three, three, "UDU", "DDU"),
                story("all fail", three, three, "UDU", "DDD"),
                story("all are back", three, three, "DDD", "UUU"),
                story("better group is back", grouped(DEFAULTS), grouped(DEFAULTS), "DUU", "UUU"),
                story("better group fails", grouped(BEFORE_MAIN), grouped(BEFORE_MAIN), "UUU", "DUU"),
                story("uplink added", config(DEFAULTS, 0, 1), three, "UUU", "UUU"),
                story("uplink removed", three, config(DEFAULTS, 0, 2), "UUU", "UUU"),
                story("second on a switch", config(DEFAULTS, 0, 2), config(DEFAULTS, 0, 2, 3), "UUUU", "UUUU"),
                story("alone on a switch", config(DEFAULTS, 0, 2, 3), config(DEFAULTS, 0, 2), "UUUU", "UUUU"),
                story("failover on a switch", switched(), switched(), "DDDDUUUU", "DDDDUDUU"),
                story("uplinks renumbered", three, swapped(), "UUU", "UUU"),
                story("uplink replaced", three, replaced(), "UUU", "UUU"),
                story("moved before main", three, config(BEFORE_MAIN, 0, 1, 2), "UUU", "UUU"),
                story("other marks", three, config(numbered(1, 0x100, 0xff00), 0, 1, 2), "UUU", "UUU"),
                story("other tables", three, config(numbered(1000, 1, 0xff), 0, 1, 2), "UUU", "UUU"));
    }

    static Stream<Story> damages() {
        RouterConfig three = config(DEFAULTS, 0, 1, 2);
        return IntStream.range(0, 48)
                .filter(code -> code % 16 != TAKE_OVER)
                .mapToObj(code -> new Story(
                        "damage " + code, story("", three, three, "UUU", "UUU").scenario(), List.of(code, code + 16)));
    }

    @ParameterizedTest
    @MethodSource("changes")
    void whateverGoesWrongTheRouterIsUsableAndConverges(Story story) {
        everyPlace(story, converged(story), true);
    }

    @ParameterizedTest
    @MethodSource("damages")
    void whateverGoesWrongWhileDamageIsMendedItIsMended(Story story) {
        SimulatedKernel kernel = converged(story);
        for (int damage : story.damages())
            Disturbances.damage(kernel, story.scenario().routerAfter(kernel), damage);
        everyPlace(story, kernel, false);
    }

    @ParameterizedTest
    @MethodSource("changes")
    void whateverGoesWrongTheFirstTimeItConverges(Story story) {
        everyPlace(story, empty(story), false);
    }

    @Property(seed = Scenarios.SEED, tries = 400, edgeCases = EdgeCasesMode.NONE)
    void anyRouterIsUsableAndConvergesWhateverGoesWrong(
            @ForAll(supplier = Scenarios.class) Scenario scenario,
            @ForAll Fault fault,
            @ForAll @IntRange(max = 30) int place) {
        Assume.that(!Scenarios.tablesCollide(scenario.before(), scenario.after())
                && scenario.before().numbering().baseTable()
                        == scenario.after().numbering().baseTable());
        Story story = new Story("any", scenario, List.of());
        new FaultRun(scenario, converged(story), fault, place, true).converges();
    }

    @ParameterizedTest
    @MethodSource("changes")
    void whateverGoesWrongTeardownRemovesAllOfOursAndNothingElse(Story story) {
        SimulatedKernel start = converged(story);
        for (Fault fault : Fault.values())
            for (int place = 0; place < MOST_PLACES; place++)
                if (!new FaultRun(story.scenario(), start.copy(), fault, place, false).tearsDown()) break;
    }

    private static void everyPlace(Story story, SimulatedKernel start, boolean usableAtFirst) {
        int runs = 0;
        for (Fault fault : Fault.values())
            for (int place = 0; place < MOST_PLACES; place++, runs++)
                if (!new FaultRun(story.scenario(), start.copy(), fault, place, usableAtFirst).converges()) break;
        assertTrue(runs > 0);
    }

    private static SimulatedKernel empty(Story story) {
        SimulatedKernel kernel = story.scenario().kernel();
        for (int code = 0; code < FOREIGN_KINDS; code++)
            if (!Disturbances.usesOurMarks(code))
                Disturbances.addForeign(kernel, story.scenario().before(), code);
        return kernel;
    }

    private static SimulatedKernel converged(Story story) {
        SimulatedKernel kernel = empty(story);
        Scenario scenario = story.scenario();
        assertEquals(List.of(), scenario.routerBefore(kernel).apply(scenario.knownBefore()));
        return kernel;
    }

    private static Story story(String name, RouterConfig before, RouterConfig after, String was, String is) {
        Scenario scenario = new Scenario(
                before,
                after,
                states(was),
                states(is),
                Collections.nCopies(Scenario.PROVIDERS, Condition.GOOD),
                List.of());
        return new Story(name, scenario, List.of());
    }

    /** U and D for each provider; all others are up. */
    private static List<UplinkState> states(String letters) {
        List<UplinkState> states = new ArrayList<>(Collections.nCopies(Scenario.PROVIDERS, UplinkState.UP));
        for (int i = 0; i < letters.length(); i++) if (letters.charAt(i) == 'D') states.set(i, UplinkState.DOWN);
        return states;
    }

    private static Numbering numbered(long table, int mark, int mask) {
        return new Numbering(table, 40_000, mark, mask, 157);
    }

    private static RouterConfig config(Numbering numbering, int... providers) {
        List<Uplink> uplinks =
                IntStream.of(providers).mapToObj(p -> at(numbering, p, p, 1)).toList();
        return Configs.of(numbering, Configs.cabled(numbering, uplinks, Scenario::host));
    }

    private static RouterConfig switched() {
        return config(BEFORE_MAIN, 4, 5, 6, 7);
    }

    private static RouterConfig grouped(Numbering numbering) {
        return Configs.of(numbering, List.of(at(numbering, 0, 0, 1), at(numbering, 1, 1, 2), at(numbering, 2, 2, 2)));
    }

    private static RouterConfig swapped() {
        return Configs.of(DEFAULTS, List.of(at(DEFAULTS, 0, 0, 1), at(DEFAULTS, 1, 2, 1), at(DEFAULTS, 2, 1, 1)));
    }

    private static RouterConfig replaced() {
        return Configs.of(DEFAULTS, List.of(at(DEFAULTS, 0, 0, 1), at(DEFAULTS, 1, 5, 1), at(DEFAULTS, 2, 2, 1)));
    }

    private static Uplink at(Numbering numbering, int id, int provider, int group) {
        return Configs.uplink(numbering, id, provider, false, OptionalInt.of(group), 1);
    }
}
