package dev.ftr.plan;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ftr.config.ConfigLoader;
import dev.ftr.config.LoadResult;
import dev.ftr.config.RouterConfig;
import dev.ftr.config.Uplink;
import dev.ftr.demo.SimulatedKernel;
import dev.ftr.desired.Layout;
import dev.ftr.health.Health;
import dev.ftr.model.Family;
import dev.ftr.model.InterfaceName;
import dev.ftr.model.IpAddress;
import dev.ftr.model.Link.LinkAddress;
import dev.ftr.model.Nexthop;
import dev.ftr.model.Route;
import dev.ftr.model.RouteAction;
import dev.ftr.model.RouteKey;
import dev.ftr.model.TableId;
import dev.ftr.model.Weight;
import dev.ftr.scenario.Configs;
import dev.ftr.scenario.Router;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What {@code examples/} shows works on a machine as it describes. */
class ExamplesTest {
    private static final int DHCP = 16;

    static Stream<Path> files() throws IOException {
        try (Stream<Path> files = Files.list(Path.of("examples"))) {
            return files.filter(Files::isRegularFile).sorted().toList().stream();
        }
    }

    @ParameterizedTest
    @MethodSource("files")
    void isPlannedAndAppliedOnce(Path file) {
        RouterConfig config = config(file);
        SimulatedKernel kernel = machine(config);
        Router router = new Router(kernel, config);
        Health healthy = Configs.down(config);

        assertFalse(router.plan(healthy).isEmpty());
        assertEquals(List.of(), router.apply(healthy));
        assertTrue(router.plan(healthy).isEmpty(), () -> router.plan(healthy).toString());
        for (Uplink uplink : config.uplinks())
            assertTrue(leads(kernel, new Layout(config.numbering()).tableOf(uplink.id()), uplink), uplink.name());
    }

    private static boolean leads(SimulatedKernel kernel, TableId table, Uplink uplink) {
        return kernel.routes().stream()
                .filter(route -> route.key().table().equals(table))
                .map(Route::action)
                .anyMatch(action -> action instanceof RouteAction.Unicast way
                        && way.nexthops().getFirst().device().equals(uplink.device()));
    }

    private static RouterConfig config(Path file) {
        return switch (new ConfigLoader().load(file)) {
            case LoadResult.Loaded loaded -> loaded.config();
            case LoadResult.Invalid invalid ->
                throw new AssertionError(invalid.errors().toString());
        };
    }

    private static SimulatedKernel machine(RouterConfig config) {
        SimulatedKernel kernel = new SimulatedKernel();
        config.downlinks().forEach(device -> kernel.addLink(device, List.of()));
        Map<InterfaceName, List<LinkAddress>> devices = new LinkedHashMap<>();
        for (Uplink uplink : config.uplinks())
            devices.computeIfAbsent(uplink.device(), device -> new ArrayList<>())
                    .addAll(addresses(uplink));
        devices.forEach(kernel::addLink);
        for (Uplink uplink : config.uplinks())
            if (uplink.addressing() instanceof Uplink.Addressing.Dhcp) kernel.addRoute(ofItsClient(uplink));
        return kernel;
    }

    private static List<LinkAddress> addresses(Uplink uplink) {
        int provider = uplink.id().value();
        return switch (uplink.addressing()) {
            case Uplink.Addressing.Static fixed ->
                Stream.concat(Stream.of(fixed.address()), uplink.extraAddresses().stream())
                        .map(address -> new LinkAddress(address, 24, Optional.empty()))
                        .toList();
            case Uplink.Addressing.PointToPoint() -> List.of(Configs.pointToPoint(provider));
            case Uplink.Addressing.Dhcp() -> List.of(Configs.onNetwork(provider));
        };
    }

    /** The default route that a DHCP client leaves in the main table. */
    private static Route ofItsClient(Uplink uplink) {
        IpAddress gateway = Configs.gateway(uplink.id().value());
        return new Route(
                RouteKey.defaultRoute(
                        Family.IPV4, TableId.MAIN, 100 + uplink.id().value()),
                new RouteAction.Unicast(List.of(Nexthop.via(gateway, uplink.device(), Weight.ONE)), Optional.empty()),
                DHCP);
    }
}
