package dev.ftr.demo;

import static dev.ftr.scenario.Configs.CLIENT;
import static dev.ftr.scenario.Configs.INTERNET;
import static dev.ftr.scenario.Configs.LAN;
import static dev.ftr.scenario.Configs.address;
import static dev.ftr.scenario.Configs.device;
import static dev.ftr.scenario.Configs.gateway;
import static dev.ftr.scenario.Configs.ip;
import static dev.ftr.scenario.Configs.onNetwork;
import static dev.ftr.scenario.Configs.uplink;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;

import dev.ftr.config.RouterConfig;
import dev.ftr.config.RouterConfig.Numbering;
import dev.ftr.demo.PacketFate.Connection;
import dev.ftr.demo.PacketFate.Left;
import dev.ftr.model.Family;
import dev.ftr.model.InterfaceName;
import dev.ftr.model.IpAddress;
import dev.ftr.model.Nexthop;
import dev.ftr.model.Route;
import dev.ftr.model.RouteAction;
import dev.ftr.model.RouteKey;
import dev.ftr.model.Sysctl;
import dev.ftr.model.TableId;
import dev.ftr.model.Weight;
import dev.ftr.scenario.Configs;
import dev.ftr.scenario.Router;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class PacketWalkTest {
    private final SimulatedKernel kernel = new SimulatedKernel();

    @BeforeEach
    void plugIn() {
        kernel.addLink(LAN, List.of(Configs.LAN_ADDRESS));
        for (int provider = 0; provider < 2; provider++) kernel.addLink(device(provider), List.of(onNetwork(provider)));
        converge(Configs.DEFAULTS);
    }

    @Test
    void aNewConnectionMayLeaveByEachUplinkWithItsAddressAndMark() {
        assertEquals(Set.of(left(0, address(0), 1), left(1, address(1), 2)), fromLan(INTERNET, Connection.NEW));
    }

    @Test
    void theNextPacketsFollowTheFirst() {
        for (PacketFate first : fromLan(INTERNET, Connection.NEW))
            assertEquals(Set.of(first), fromLan(INTERNET, ((Left) first).connection()));
    }

    @Test
    void whatIsForAnUplinkWithoutCarrierIsToldSo() {
        kernel.setCarrier(device(0), false);
        Connection established = new Connection(true, 1, Optional.of(address(0)));
        assertEquals(Set.of(new PacketFate.Unreachable()), fromLan(INTERNET, established));
        assertEquals(Set.of(left(1, address(1), 2)), fromLan(INTERNET, Connection.NEW));
    }

    @Test
    void withoutTheSysctlADeadLineStaysInUse() {
        kernel.setSysctl(Sysctl.ignoreRoutesWithLinkdown(device(0)), "0");
        kernel.setCarrier(device(0), false);
        assertEquals(2, fromLan(INTERNET, Connection.NEW).size());
    }

    @Test
    void withoutTheGuardItWouldLeaveByAnotherUplinkWithTheWrongSource() {
        kernel.setCarrier(device(0), false);
        kernel.routes().stream()
                .filter(r -> r.action() instanceof RouteAction.Unreachable)
                .forEach(kernel::deleteRoute);
        Connection established = new Connection(true, 1, Optional.of(address(0)));
        assertEquals(Set.of(left(1, address(0), 1)), fromLan(INTERNET, established));
    }

    @Test
    void anInboundConnectionIsAnsweredByTheUplinkItCameInBy() {
        PacketFate arrived = packets()
                .forward(device(1), INTERNET, address(1), Connection.NEW)
                .iterator()
                .next();
        Connection connection =
                assertInstanceOf(PacketFate.Delivered.class, arrived).connection();
        assertEquals(2, connection.mark());
        assertEquals(Set.of(device(1)), devices(own(Optional.of(address(1)), 0, Optional.empty(), connection)));
    }

    @Test
    void theRoutersOwnPacketsLeaveByTheUplinkOfTheirAddress() {
        assertEquals(Set.of(device(1)), devices(own(Optional.of(address(1)), 0, Optional.empty(), Connection.NEW)));
        assertEquals(Set.of(device(0), device(1)), devices(own(Optional.empty(), 0, Optional.empty(), Connection.NEW)));
    }

    @Test
    void aProbeBoundToADeviceLeavesByItOrNotAtAll() {
        assertEquals(
                Set.of(device(0)), devices(own(Optional.of(address(0)), 1, Optional.of(device(0)), Connection.NEW)));
        kernel.setAdmin(device(0), false);
        assertEquals(
                Set.of(new PacketFate.NoRoute()),
                own(Optional.of(address(0)), 1, Optional.of(device(0)), Connection.NEW));
    }

    @Test
    void insideIsReachedDirectly() {
        Left left = (Left) packets()
                .forward(device(0), INTERNET, CLIENT, Connection.NEW)
                .iterator()
                .next();
        assertEquals(LAN, left.device());
        assertEquals(INTERNET, left.source());
    }

    @Test
    void aDefaultRouteInMainShadowsRulesBehindItButNotRulesBeforeIt() {
        InterfaceName modem = device(7);
        kernel.addLink(modem, List.of(onNetwork(7)));
        kernel.addRoute(new Route(
                RouteKey.defaultRoute(Family.IPV4, TableId.MAIN, 0),
                new RouteAction.Unicast(List.of(Nexthop.via(gateway(7), modem, Weight.ONE)), Optional.empty()),
                16));
        assertEquals(Set.of(modem), devices(fromLan(INTERNET, Connection.NEW)));
        converge(Configs.BEFORE_MAIN);
        assertEquals(Set.of(device(0), device(1)), devices(fromLan(INTERNET, Connection.NEW)));
        assertEquals(Set.of(device(7)), devices(fromLan(ip("198.18.7.9"), Connection.NEW)), "connected in main");
    }

    @Test
    void aRouterThatDoesNotForwardDrops() {
        kernel.setSysctl(Sysctl.IP_FORWARD, "0");
        assertEquals(Set.of(new PacketFate.NotForwarded()), fromLan(INTERNET, Connection.NEW));
    }

    @Test
    void withNothingOfOursThereIsNoRoute() {
        Router router = new Router(kernel, config(Configs.DEFAULTS));
        kernel.apply(router.teardown());
        assertEquals(Set.of(new PacketFate.NoRoute()), fromLan(INTERNET, Connection.NEW));
    }

    private void converge(Numbering numbering) {
        RouterConfig config = config(numbering);
        new Router(kernel, config).apply(Configs.down(config));
    }

    private static RouterConfig config(Numbering numbering) {
        return Configs.of(numbering, List.of(uplink(0), uplink(1)));
    }

    private PacketWalk packets() {
        return kernel.packets();
    }

    private Set<PacketFate> fromLan(IpAddress destination, Connection connection) {
        return packets().forward(LAN, CLIENT, destination, connection);
    }

    private Set<PacketFate> own(
            Optional<IpAddress> source, int mark, Optional<InterfaceName> device, Connection connection) {
        return packets().send(source, INTERNET, mark, device, connection);
    }

    private static Left left(int provider, IpAddress source, int mark) {
        return new Left(
                device(provider),
                Optional.of(gateway(provider)),
                source,
                new Connection(true, mark, Optional.of(source)));
    }

    private static Set<InterfaceName> devices(Set<PacketFate> fates) {
        return fates.stream().map(f -> ((Left) f).device()).collect(Collectors.toSet());
    }
}
