package dev.ftr.plan;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ftr.config.Choice;
import dev.ftr.config.Policy;
import dev.ftr.config.RouterConfig;
import dev.ftr.config.Uplink;
import dev.ftr.demo.Headers;
import dev.ftr.demo.PacketFate;
import dev.ftr.demo.PacketFate.Connection;
import dev.ftr.demo.SimulatedKernel;
import dev.ftr.kernel.Transaction;
import dev.ftr.model.Cidr;
import dev.ftr.model.InterfaceName;
import dev.ftr.model.IpAddress;
import dev.ftr.model.IpProtocol;
import dev.ftr.model.UplinkId;
import dev.ftr.scenario.Configs;
import dev.ftr.scenario.Disturbances;
import dev.ftr.scenario.Router;
import dev.ftr.scenario.Scenario;
import dev.ftr.scenario.Scenarios;
import dev.ftr.scenario.Traffics;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

/** What holds for routers that say where traffic goes, whatever they say. */
class TrafficLawsTest {
    private static final int TRIES = 100;

    @Property(seed = Scenarios.SEED, tries = TRIES, edgeCases = EdgeCasesMode.NONE)
    void whatIsToBeRefusedLeavesElsewhereAtNoInstant(@ForAll(supplier = Traffics.class) Scenario scenario) {
        SimulatedKernel start = scenario.kernel();
        assertEquals(List.of(), scenario.routerBefore(start).apply(scenario.knownBefore()));
        Plan plan = scenario.routerAfter(start).plan(scenario.knownAfter());
        int steps = Transaction.of(plan).size();
        for (int done = 0; done <= steps; done++) {
            SimulatedKernel kernel = start.copy();
            assertEquals(List.of(), kernel.applyFirst(plan, done));
            for (Headers flow : flows()) {
                Optional<Set<InterfaceName>> before = onlyOver(scenario.before(), flow);
                Optional<Set<InterfaceName>> after = onlyOver(scenario.after(), flow);
                boolean ended = done == steps;
                if (after.isEmpty() || (before.isEmpty() && !ended)) continue;
                Set<InterfaceName> allowed = new HashSet<>(after.get());
                if (!ended) allowed.addAll(before.get());
                for (PacketFate fate : kernel.packets().forward(Configs.LAN, flow, Connection.NEW))
                    assertTrue(
                            !(fate instanceof PacketFate.Left left) || allowed.contains(left.device()),
                            "after %d of %d: %s, allowed %s: %s%n%s"
                                    .formatted(done, steps, flow, allowed, fate, plan.steps()));
            }
        }
    }

    @Property(seed = Scenarios.SEED, tries = TRIES, edgeCases = EdgeCasesMode.NONE)
    void aFailoverChangesRoutesOnly(@ForAll(supplier = Traffics.class) Scenario scenario) {
        SimulatedKernel kernel = scenario.kernel();
        Router router = scenario.routerAfter(kernel);
        assertEquals(List.of(), router.apply(scenario.knownBefore()));
        for (Plan.Step step : router.plan(scenario.knownAfter()).steps())
            assertTrue(
                    step.change() instanceof Change.PutRoute
                            || step.change() instanceof Change.DeleteRoute
                            || step.change() instanceof Change.ForgetConnections,
                    step::toString);
    }

    @Property(seed = Scenarios.SEED, tries = TRIES, edgeCases = EdgeCasesMode.NONE)
    void planAfterApplyIsEmpty(
            @ForAll(supplier = Traffics.class) Scenario scenario,
            @ForAll @Size(max = 6) List<@IntRange(max = 999) Integer> damages) {
        SimulatedKernel kernel = damaged(scenario, damages);
        Router router = scenario.routerAfter(kernel);
        assertEquals(List.of(), router.apply(scenario.knownAfter()));
        assertEquals(List.of(), router.plan(scenario.knownAfter()).steps());
    }

    @Property(seed = Scenarios.SEED, tries = TRIES / 5, edgeCases = EdgeCasesMode.NONE)
    void convergesAfterAnInterruptionAnywhere(@ForAll(supplier = Traffics.class) Scenario scenario) {
        SimulatedKernel start = damaged(scenario, List.of());
        Plan plan = scenario.routerAfter(start).plan(scenario.knownAfter());
        for (int done = 0; done < Transaction.of(plan).size(); done++) {
            SimulatedKernel kernel = start.copy();
            kernel.applyFirst(plan, done);
            Router router = scenario.routerAfter(kernel);
            assertEquals(List.of(), router.apply(scenario.knownAfter()));
            assertEquals(List.of(), router.plan(scenario.knownAfter()).steps());
        }
    }

    @Property(seed = Scenarios.SEED, tries = TRIES / 3, edgeCases = EdgeCasesMode.NONE)
    void oneDeletedObjectIsOneChange(
            @ForAll(supplier = Traffics.class) Scenario scenario, @ForAll @IntRange(max = 9999) int which) {
        SimulatedKernel kernel = scenario.kernel();
        Router router = scenario.routerAfter(kernel);
        assertEquals(List.of(), router.apply(scenario.knownAfter()));
        List<Change> removals = router.teardown().steps().stream()
                .map(Plan.Step::change)
                .filter(c -> c instanceof Change.DeleteRule || c instanceof Change.DeleteJump)
                .toList();
        Change removal = removals.get(which % removals.size());
        kernel.apply(new Plan(List.of(new Plan.Step(removal, "test")), List.of()));
        assertEquals(1, router.plan(scenario.knownAfter()).steps().size(), removal::toString);
    }

    @Property(seed = Scenarios.SEED, tries = TRIES / 3, edgeCases = EdgeCasesMode.NONE)
    void teardownLeavesNothing(@ForAll(supplier = Traffics.class) Scenario scenario) {
        SimulatedKernel kernel = damaged(scenario, List.of());
        Router router = scenario.routerAfter(kernel);
        assertEquals(List.of(), router.apply(scenario.knownAfter()));
        assertEquals(List.of(), kernel.apply(router.teardown()));
        assertEquals(List.of(), router.teardown().steps());
        assertTrue(router.read().state().chains().isEmpty());
        assertTrue(kernel.routes().stream().noneMatch(r -> r.protocol() == router.protocol()));
    }

    private static SimulatedKernel damaged(Scenario scenario, List<Integer> damages) {
        SimulatedKernel kernel = scenario.kernel();
        scenario.routerBefore(kernel).apply(scenario.knownBefore());
        for (int code : damages) Disturbances.damage(kernel, scenario.routerBefore(kernel), code);
        return kernel;
    }

    private static List<Headers> flows() {
        return Stream.of("192.168.7.10", "192.168.7.11")
                .map(Configs::ip)
                .flatMap(source -> Stream.of("203.0.113.9", "203.0.113.77", "198.51.100.1", "198.51.100.200")
                        .map(Configs::ip)
                        .flatMap(to -> Stream.of(
                                flow(source, to, IpProtocol.TCP, 443),
                                flow(source, to, IpProtocol.TCP, 2000),
                                flow(source, to, IpProtocol.UDP, 53),
                                new Headers(
                                        Optional.of(source),
                                        to,
                                        IpProtocol.ICMP,
                                        OptionalInt.empty(),
                                        OptionalInt.empty()))))
                .toList();
    }

    private static Headers flow(IpAddress source, IpAddress to, IpProtocol protocol, int port) {
        return new Headers(Optional.of(source), to, protocol, OptionalInt.of(40_000), OptionalInt.of(port));
    }

    /** The only devices that a flow may leave by; empty: no policy says so. */
    private static Optional<Set<InterfaceName>> onlyOver(RouterConfig config, Headers flow) {
        return config.traffic().policies().stream()
                .filter(p -> !p.match().own() && fits(p.match(), flow))
                .findFirst()
                .flatMap(p -> switch (p.choice()) {
                    case Choice.First(var ids, var otherwise) -> refusing(config, ids, otherwise);
                    case Choice.Balance(var ids, var otherwise) -> refusing(config, ids, otherwise);
                    case Choice.WhileCarrying one -> Optional.empty();
                });
    }

    private static Optional<Set<InterfaceName>> refusing(
            RouterConfig config, List<UplinkId> ids, Choice.Otherwise otherwise) {
        if (otherwise == Choice.Otherwise.ANY) return Optional.empty();
        return Optional.of(config.uplinks().stream()
                .filter(u -> ids.contains(u.id()))
                .map(Uplink::device)
                .collect(Collectors.toSet()));
    }

    private static boolean fits(Policy.Selector match, Headers flow) {
        return isIn(match.from(), flow.source().orElseThrow())
                && isIn(match.to(), flow.destination())
                && (match.protocols().isEmpty() || match.protocols().contains(flow.protocol()))
                && (match.ports().isEmpty()
                        || (flow.destinationPort().isPresent()
                                && match.ports().stream()
                                        .anyMatch(r -> r.contains(
                                                flow.destinationPort().getAsInt()))));
    }

    private static boolean isIn(List<Cidr> blocks, IpAddress address) {
        return blocks.isEmpty() || blocks.stream().anyMatch(b -> b.contains(address));
    }
}
