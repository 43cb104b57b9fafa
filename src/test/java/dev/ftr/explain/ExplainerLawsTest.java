package dev.ftr.explain;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ftr.config.RouterConfig;
import dev.ftr.config.Uplink;
import dev.ftr.demo.Headers;
import dev.ftr.demo.PacketFate;
import dev.ftr.demo.PacketFate.Connection;
import dev.ftr.demo.PacketFate.Endpoint;
import dev.ftr.demo.SimulatedKernel;
import dev.ftr.health.Health;
import dev.ftr.kernel.Reading;
import dev.ftr.model.ChainRule;
import dev.ftr.model.FirewallTarget;
import dev.ftr.model.IpAddress;
import dev.ftr.model.KernelState;
import dev.ftr.model.Links;
import dev.ftr.model.Route;
import dev.ftr.model.Snapshot;
import dev.ftr.model.Snapshot.OtherChain;
import dev.ftr.model.TableId;
import dev.ftr.model.UplinkId;
import dev.ftr.model.UplinkState;
import dev.ftr.scenario.Router;
import dev.ftr.scenario.Scenario;
import dev.ftr.scenario.Scenarios;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;

/** The explanation agrees with packets in the simulated kernel, which has code of its own for all of it. */
class ExplainerLawsTest {
    private static final int FLOWS = 12;

    @Property(seed = Scenarios.SEED, tries = 120, edgeCases = EdgeCasesMode.NONE)
    void packetsGoWhereTheExplanationSaysNowAndAfterEachFailure(
            @ForAll(supplier = Scenarios.class) Scenario scenario, @ForAll long seed) {
        Random random = new Random(seed);
        RouterConfig config = new Traffics(random, scenario.after()).enriched();
        Traffics traffics = new Traffics(random, config);
        SimulatedKernel kernel = scenario.kernel();
        if (random.nextBoolean()) scenario.routerBefore(kernel).apply(scenario.knownBefore());
        Router router = new Router(kernel, config);
        Health health = scenario.knownAfter();
        Explainer explainer = new Explainer(config, snapshot(kernel, router.read()), health);

        router.apply(health);
        for (int i = 0; i < FLOWS; i++) {
            Flow flow = traffics.flow();
            Explanation explanation = explainer.explain(flow);
            assertAgree(kernel, flow, explanation.journeys(), flow::toString);
            assertEquals(
                    1000,
                    Shares.percent(explanation.journeys().stream()
                                    .map(Journey::share)
                                    .toList())
                            .stream()
                            .mapToLong(p -> Math.round(p * 10))
                            .sum());
            explanation.failures().forEach((failed, then) -> {
                SimulatedKernel later = kernel.copy();
                router.on(later).apply(failing(config, health, failed));
                assertAgree(later, flow, then, () -> "%s fails: %s".formatted(failed, flow));
            });
        }
    }

    private static void assertAgree(SimulatedKernel kernel, Flow flow, List<Journey> journeys, Supplier<String> what) {
        if (journeys.getFirst().steps().stream().anyMatch(Step.NoWayBack.class::isInstance)) {
            // The simulated kernel does not check sources; but it has no way back either.
            Headers back = new Headers(
                    Optional.of(redirected(journeys.getFirst(), flow)),
                    flow.from().orElseThrow(),
                    flow.protocol(),
                    flow.port(),
                    flow.sourcePort());
            assertTrue(
                    kernel.packets().send(back, 0, Optional.empty(), Connection.NEW).stream()
                            .noneMatch(PacketFate.Left.class::isInstance),
                    what);
        } else assertEquals(outcomes(kernel, flow), outcomes(journeys), what);
    }

    private static Health failing(RouterConfig config, Health health, UplinkId failed) {
        Map<UplinkId, UplinkState> states = new TreeMap<>();
        for (Uplink uplink : config.uplinks()) states.put(uplink.id(), health.state(uplink.id()));
        states.put(failed, UplinkState.DOWN);
        return Health.of(states, "failed");
    }

    private static IpAddress redirected(Journey journey, Flow flow) {
        return journey.steps().stream()
                .flatMap(s -> s instanceof Step.Chained(var chain, int position, ChainRule.Known rule)
                                && rule.target() instanceof FirewallTarget.DestinationNat(var address, var ports)
                        ? Stream.of(address)
                        : Stream.empty())
                .findFirst()
                .orElse(flow.to());
    }

    /** What would be read of it, with all of its tables. */
    private static Snapshot snapshot(SimulatedKernel kernel, Reading reading) {
        KernelState ours = reading.state();
        Links links = reading.links();
        return new Snapshot(
                new KernelState(
                        ours.sysctls(), new TreeSet<>(kernel.routes()), ours.rules(), ours.chains(), ours.jumps()),
                links,
                kernel.routes().stream()
                        .map(Route::key)
                        .map(k -> k.table())
                        .collect(Collectors.toCollection(TreeSet::new)),
                new TreeSet<TableId>(),
                reading.firewall(),
                kernel.foreign(157).chains().entrySet().stream()
                        .collect(Collectors.toMap(
                                Map.Entry::getKey,
                                e -> new OtherChain(
                                        Optional.of("ACCEPT"),
                                        e.getValue().stream()
                                                .<ChainRule>map(ChainRule.Unreadable::new)
                                                .toList()),
                                (a, b) -> a,
                                TreeMap::new)),
                reading.notices(),
                reading.problems());
    }

    /** What can be compared of a packet's end. */
    private record Outcome(String end, Optional<IpAddress> source, Optional<IpAddress> destination, OptionalInt port) {}

    private static Set<Outcome> outcomes(SimulatedKernel kernel, Flow flow) {
        Headers packet = new Headers(flow.from(), flow.to(), flow.protocol(), flow.sourcePort(), flow.port());
        Set<PacketFate> fates = flow.in().isPresent()
                ? kernel.packets().forward(flow.in().get(), packet, Connection.NEW)
                : kernel.packets().send(packet, flow.mark(), Optional.empty(), Connection.NEW);
        assertTrue(!fates.isEmpty());
        return fates.stream().map(f -> outcome(f, flow)).collect(Collectors.toSet());
    }

    private static Outcome outcome(PacketFate fate, Flow flow) {
        return switch (fate) {
            case PacketFate.Left left ->
                new Outcome(
                        "%s via %s".formatted(left.device(), left.gateway()),
                        Optional.of(left.source()),
                        Optional.of(left.connection()
                                .destination()
                                .map(Endpoint::address)
                                .orElse(flow.to())),
                        left.connection().destination().map(Endpoint::port).orElse(flow.port()));
            case PacketFate.Delivered delivered -> without("arrives");
            case PacketFate.Unreachable() -> without("refused");
            case PacketFate.Refused() -> without("refused");
            case PacketFate.NoRoute() -> without("no route");
            case PacketFate.NotForwarded() -> without("not forwarded");
        };
    }

    private static Set<Outcome> outcomes(Iterable<Journey> journeys) {
        Set<Outcome> outcomes = new HashSet<>();
        for (Journey journey : journeys) outcomes.add(outcome(journey.fate()));
        return outcomes;
    }

    private static Outcome outcome(Fate fate) {
        return switch (fate) {
            case Fate.Leaves leaves ->
                new Outcome(
                        "%s via %s".formatted(leaves.device(), leaves.gateway()),
                        leaves.source(),
                        Optional.of(leaves.destination()),
                        leaves.port());
            case Fate.Arrives arrives -> without("arrives");
            case Fate.Refused() -> without("refused");
            case Fate.NoRoute() -> without("no route");
            case Fate.NotForwarded() -> without("not forwarded");
            case Fate.OutOfSight() -> without("out of sight");
        };
    }

    private static Outcome without(String end) {
        return new Outcome(end, Optional.empty(), Optional.empty(), OptionalInt.empty());
    }
}
