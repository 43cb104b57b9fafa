package dev.ftr.plan;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ftr.config.RouterConfig;
import dev.ftr.config.Uplink;
import dev.ftr.demo.PacketFate;
import dev.ftr.demo.PacketFate.Connection;
import dev.ftr.demo.PacketWalk;
import dev.ftr.demo.SimulatedKernel;
import dev.ftr.health.Health;
import dev.ftr.kernel.Transaction;
import dev.ftr.model.InterfaceName;
import dev.ftr.model.IpAddress;
import dev.ftr.model.UplinkState;
import dev.ftr.scenario.Configs;
import dev.ftr.scenario.Disturbances;
import dev.ftr.scenario.Scenario;
import dev.ftr.scenario.Scenario.Condition;
import dev.ftr.scenario.Scenarios;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
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
 * becomes another's; numbers of tables moved and an uplink removed in one reload; and foreign rules that select by our marks, which are warned about. Nor is anything promised to
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
            new Check(scenario, kernel.packets()).all();
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
        new Check(scenario, kernel.packets()).newConnections();
        assertEquals(List.of(), scenario.routerAfter(kernel).apply(scenario.knownAfter()));
        assertEquals(
                List.of(),
                scenario.routerAfter(kernel).plan(scenario.knownAfter()).steps());
        new Check(scenario, kernel.packets()).all();
    }

    private static SimulatedKernel converged(Scenario scenario) {
        Assume.that(!Scenarios.tablesCollide(scenario.before(), scenario.after()));
        Assume.that(!movesTablesAndDropsAnUplink(scenario));
        SimulatedKernel kernel = scenario.kernel();
        for (int code : scenario.foreign())
            if (!Disturbances.usesOurMarks(code)) Disturbances.addForeign(kernel, scenario.before(), code);
        assertEquals(List.of(), scenario.routerBefore(kernel).apply(scenario.knownBefore()));
        return kernel;
    }

    /** Between the restore and the end of the old rules, the old multipath table leads to an uplink with no NAT any more. */
    private static boolean movesTablesAndDropsAnUplink(Scenario scenario) {
        Set<InterfaceName> kept =
                scenario.after().uplinks().stream().map(Uplink::device).collect(Collectors.toSet());
        return scenario.before().numbering().baseTable()
                        != scenario.after().numbering().baseTable()
                && scenario.before().uplinks().stream().anyMatch(u -> !kept.contains(u.device()));
    }

    /** What must hold for packets at one instant. */
    private record Check(Scenario scenario, PacketWalk packets) {

        void all() {
            newConnections().forEach(this::staysOnItsUplink);
            scenario.after().uplinks().stream().filter(scenario::isUntouched).forEach(this::keepsToItsUplink);
        }

        /** Each possible new connection leaves by a healthy uplink, as long as there is one before and after. */
        Set<PacketFate> newConnections() {
            if (healthy(scenario.before(), scenario.knownBefore()).isEmpty()
                    || healthy(scenario.after(), scenario.knownAfter()).isEmpty()) return Set.of();
            Set<PacketFate> fates = fromLan(Connection.NEW);
            assertFalse(fates.isEmpty());
            for (PacketFate fate : fates) {
                assertTrue(fate instanceof PacketFate.Left, () -> "a new connection: " + fates);
                PacketFate.Left left = (PacketFate.Left) fate;
                List<Uplink> uplinks = healthyOver(left.device());
                assertFalse(uplinks.isEmpty(), () -> "leaves by an uplink that is not healthy: " + left);
                assertEquals(Scenario.address(uplinks.getFirst()), left.source());
            }
            return fates;
        }

        private void staysOnItsUplink(PacketFate first) {
            if (!(first instanceof PacketFate.Left left)) return;
            scenario.after().uplinks().stream()
                    .filter(u -> u.device().equals(left.device()) && scenario.isUntouched(u))
                    .forEach(u -> assertLeavesBy(u, fromLan(left.connection())));
        }

        private List<Uplink> healthyOver(InterfaceName device) {
            return Stream.concat(
                            healthy(scenario.before(), scenario.knownBefore()).stream(),
                            healthy(scenario.after(), scenario.knownAfter()).stream())
                    .filter(u -> u.device().equals(device))
                    .toList();
        }

        private void keepsToItsUplink(Uplink uplink) {
            IpAddress address = Scenario.address(uplink);
            Connection marked = new Connection(true, uplink.mark().value(), Optional.of(address));
            Set<PacketFate> established = fromLan(marked);
            Set<PacketFate> own =
                    packets.send(Optional.of(address), Configs.INTERNET, 0, Optional.empty(), Connection.NEW);
            Set<PacketFate> probe = packets.send(
                    Optional.of(address),
                    Configs.INTERNET,
                    uplink.mark().value(),
                    Optional.of(uplink.device()),
                    Connection.NEW);
            if (scenario.condition(uplink) != Condition.GOOD) {
                assertLeavesByNoOther(uplink, established);
                if (isStatic(uplink)) assertLeavesByNoOther(uplink, own);
                assertLeavesByNoOther(uplink, probe);
                return;
            }
            assertLeavesBy(uplink, established);
            assertLeavesBy(uplink, own);
            assertLeavesBy(uplink, probe);
            inboundIsAnsweredByTheSameUplink(uplink, address);
        }

        private void inboundIsAnsweredByTheSameUplink(Uplink uplink, IpAddress address) {
            Set<PacketFate> arrived = packets.forward(uplink.device(), Configs.INTERNET, address, Connection.NEW);
            PacketFate fate = arrived.iterator().next();
            assertTrue(fate instanceof PacketFate.Delivered, fate::toString);
            Connection connection = ((PacketFate.Delivered) fate).connection();
            assertLeavesBy(
                    uplink, packets.send(Optional.of(address), Configs.INTERNET, 0, Optional.empty(), connection));
            assertLeavesBy(uplink, fromLan(new Connection(true, connection.mark(), Optional.of(address))));
        }

        private Set<PacketFate> fromLan(Connection connection) {
            return packets.forward(Configs.LAN, Configs.CLIENT, Configs.INTERNET, connection);
        }

        private static boolean isStatic(Uplink uplink) {
            return uplink.addressing() instanceof Uplink.Addressing.Static;
        }

        private static void assertLeavesBy(Uplink uplink, Set<PacketFate> fates) {
            assertEquals(1, fates.size(), fates::toString);
            PacketFate fate = fates.iterator().next();
            assertTrue(
                    fate instanceof PacketFate.Left left
                            && left.device().equals(uplink.device())
                            && left.source().equals(Scenario.address(uplink)),
                    () -> "should leave by %s: %s".formatted(uplink.device(), fate));
        }

        private static void assertLeavesByNoOther(Uplink uplink, Set<PacketFate> fates) {
            for (PacketFate fate : fates)
                assertFalse(
                        fate instanceof PacketFate.Left left && !left.device().equals(uplink.device()),
                        () -> "should not leave by another than %s: %s".formatted(uplink.device(), fate));
        }

        private static List<Uplink> healthy(RouterConfig config, Health health) {
            return config.uplinks().stream()
                    .filter(u -> u.priorityGroup().isPresent() && health.state(u.id()) == UplinkState.UP)
                    .toList();
        }
    }
}
