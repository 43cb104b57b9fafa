package dev.ftr.scenario;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ftr.config.RouterConfig;
import dev.ftr.config.Uplink;
import dev.ftr.demo.PacketFate;
import dev.ftr.demo.PacketFate.Connection;
import dev.ftr.demo.PacketWalk;
import dev.ftr.health.Health;
import dev.ftr.model.IpAddress;
import dev.ftr.model.UplinkState;
import dev.ftr.scenario.Scenario.Condition;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** What must hold for packets at one instant. */
public record Usability(Scenario scenario, PacketWalk packets) {

    /** Everything that is promised between two converged states. */
    public void all() {
        newConnections().forEach(this::staysOnItsUplink);
        scenario.after().uplinks().stream().filter(scenario::isUntouched).forEach(this::keepsToItsUplink);
    }

    /** Each possible new connection leaves by a healthy uplink, as long as there is one before and after. */
    public Set<PacketFate> newConnections() {
        if (healthy(scenario.before(), scenario.knownBefore()).isEmpty()
                || healthy(scenario.after(), scenario.knownAfter()).isEmpty()) return Set.of();
        Set<PacketFate> fates = fromLan(Connection.NEW);
        assertFalse(fates.isEmpty());
        for (PacketFate fate : fates) {
            assertTrue(fate instanceof PacketFate.Left, () -> "a new connection: " + fates);
            PacketFate.Left left = (PacketFate.Left) fate;
            List<Uplink> uplinks = healthyOver(left);
            assertFalse(uplinks.isEmpty(), () -> "leaves by an uplink that is not healthy: " + left);
            assertEquals(Scenario.address(uplinks.getFirst()), left.source());
        }
        return fates;
    }

    private void staysOnItsUplink(PacketFate first) {
        if (!(first instanceof PacketFate.Left left)) return;
        scenario.after().uplinks().stream()
                .filter(u -> isBy(u, left) && scenario.isUntouched(u))
                .forEach(u -> assertLeavesBy(u, fromLan(left.connection())));
    }

    private List<Uplink> healthyOver(PacketFate.Left left) {
        return Stream.concat(
                        healthy(scenario.before(), scenario.knownBefore()).stream(),
                        healthy(scenario.after(), scenario.knownAfter()).stream())
                .filter(u -> isBy(u, left))
                .toList();
    }

    /** Whether it is this uplink's way out; behind a switch only the gateway tells. */
    private static boolean isBy(Uplink uplink, PacketFate.Left left) {
        return left.device().equals(uplink.device())
                && (!(uplink.addressing() instanceof Uplink.Addressing.Static fixed)
                        || left.gateway().equals(fixed.gateway()));
    }

    /** What is bound to a device and has no way seeks its destination on the wire, where nobody has it. */
    private static boolean isByNobody(Uplink uplink, PacketFate.Left left) {
        return left.device().equals(uplink.device()) && left.gateway().isEmpty();
    }

    private void keepsToItsUplink(Uplink uplink) {
        IpAddress address = Scenario.address(uplink);
        Connection marked = new Connection(true, uplink.mark().value(), Optional.of(address));
        Set<PacketFate> established = fromLan(marked);
        Set<PacketFate> own = packets.send(Optional.of(address), Configs.INTERNET, 0, Optional.empty(), Connection.NEW);
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
        assertLeavesBy(uplink, packets.send(Optional.of(address), Configs.INTERNET, 0, Optional.empty(), connection));
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
                        && isBy(uplink, left)
                        && left.source().equals(Scenario.address(uplink)),
                () -> "should leave by %s: %s".formatted(uplink.device(), fate));
    }

    private static void assertLeavesByNoOther(Uplink uplink, Set<PacketFate> fates) {
        for (PacketFate fate : fates)
            assertFalse(
                    fate instanceof PacketFate.Left left && !isBy(uplink, left) && !isByNobody(uplink, left),
                    () -> "should not leave by another than %s: %s".formatted(uplink.device(), fate));
    }

    private static List<Uplink> healthy(RouterConfig config, Health health) {
        return config.uplinks().stream()
                .filter(u -> u.priorityGroup().isPresent() && health.state(u.id()) == UplinkState.UP)
                .toList();
    }
}
