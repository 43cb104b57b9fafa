package dev.ftr.daemon;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ftr.config.RouterConfig;
import dev.ftr.daemon.Reconciler.Proposal;
import dev.ftr.demo.SimulatedKernel;
import dev.ftr.health.Health;
import dev.ftr.kernel.Kernel;
import dev.ftr.kernel.KernelException;
import dev.ftr.kernel.ReadScope;
import dev.ftr.kernel.Reading;
import dev.ftr.kernel.RouterSnapshotJson;
import dev.ftr.kernel.SnapshotKernel;
import dev.ftr.model.FirewallTable;
import dev.ftr.model.InterfaceName;
import dev.ftr.model.Machine;
import dev.ftr.model.RouterSnapshot;
import dev.ftr.model.RouterSnapshot.SetNames;
import dev.ftr.model.RouterSnapshot.Somewhere;
import dev.ftr.model.RouterSnapshot.Taken;
import dev.ftr.model.Snapshot;
import dev.ftr.model.Sysctl;
import dev.ftr.model.TableId;
import dev.ftr.model.UplinkState;
import dev.ftr.scenario.Disturbances;
import dev.ftr.scenario.Scenario;
import dev.ftr.scenario.Scenarios;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import tools.jackson.databind.ObjectMapper;

/** A plan from a snapshot is the plan on the router, be it for the config of the router or for another one. */
class SnapshotLawsTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    @Property(seed = Scenarios.SEED, tries = 150, edgeCases = EdgeCasesMode.NONE)
    void theSamePlanForTheSameConfigAndForAnother(
            @ForAll(supplier = Scenarios.class) Scenario scenario,
            @ForAll @Size(max = 10) List<@IntRange(min = 0, max = 999) Integer> damages)
            throws KernelException {
        SimulatedKernel kernel = scenario.kernel();
        for (int code : scenario.foreign()) Disturbances.addForeign(kernel, scenario.before(), code);
        scenario.routerBefore(kernel).apply(scenario.knownBefore());
        for (int code : scenario.foreign()) Disturbances.addForeign(kernel, scenario.after(), code + 1);
        for (int code : damages) Disturbances.damage(kernel, scenario.routerBefore(kernel), code);

        SnapshotKernel written = new SnapshotKernel(throughText(snapshot(kernel, scenario.before())));
        assertSame(kernel, written, scenario.before(), scenario.knownBefore());
        assertSame(kernel, written, scenario.after(), scenario.knownAfter());
    }

    private static void assertSame(Kernel live, Kernel written, RouterConfig config, Health health)
            throws KernelException {
        Proposal there = new Reconciler(live, ChangeLock.NONE).propose(config, health);
        Proposal here = new Reconciler(written, ChangeLock.NONE).propose(config, health);
        assertEquals(there.plan(), here.plan());
        assertEquals(there.desired(), here.desired());
        assertEquals(there.reading().state(), here.reading().state());
    }

    private static RouterSnapshot throughText(RouterSnapshot router) {
        String text = JSON.writeValueAsString(RouterSnapshotJson.of(router));
        RouterSnapshot read = RouterSnapshotJson.read(JSON.readTree(text));
        assertEquals(text, JSON.writeValueAsString(RouterSnapshotJson.of(read)));
        assertTrue(text.startsWith("{\"format_version\":1,"));
        return read;
    }

    /** As it is taken on a router that has this config. */
    private static RouterSnapshot snapshot(SimulatedKernel kernel, RouterConfig config) {
        ReadScope scope = ReadScopes.of(config, true, true);
        SortedSet<TableId> tables =
                kernel.routes().stream().map(r -> r.key().table()).collect(Collectors.toCollection(TreeSet::new));
        List<Sysctl> sysctls =
                new ArrayList<>(List.of(Sysctl.IP_FORWARD, Sysctl.MULTIPATH_HASH_POLICY, Sysctl.MULTIPATH_HASH_FIELDS));
        SortedSet<InterfaceName> devices = new TreeSet<>();
        kernel.links().forEach(link -> {
            devices.add(link.name());
            sysctls.add(Sysctl.rpFilter(link.name()));
            sysctls.add(Sysctl.ignoreRoutesWithLinkdown(link.name()));
        });
        Reading reading = kernel.read(new ReadScope(
                tables,
                true,
                scope.protocol(),
                sysctls,
                scope.gateways(),
                devices,
                scope.stations(),
                scope.somewhere(),
                Set.of(FirewallTable.values()),
                Set.of(),
                Set.of()));
        return new RouterSnapshot(
                new Taken("2026-01-01T00:00:00Z", "router", ""),
                new Snapshot(
                        reading.state(),
                        reading.links(),
                        tables,
                        new TreeSet<>(),
                        reading.firewall(),
                        new TreeMap<>(),
                        reading.notices(),
                        reading.problems()),
                new Machine(
                        RouterSnapshot.withAddress(reading.links()),
                        Set.of("firewalld"),
                        Map.of("firewalld/FirewallBackend", new Machine.Said("iptables", "/etc/firewalld.conf")),
                        Map.of(new TreeSet<>(tables).first(), new Machine.Said("one", "/etc/iproute2/rt_tables")),
                        Map.of(Sysctl.IP_FORWARD, "1"),
                        Set.of(),
                        false,
                        Optional.empty()),
                new TreeMap<>(Map.of("eth1", UplinkState.DEGRADED)),
                new SetNames(new TreeSet<>(Set.of("vip")), Optional.empty()),
                scope.somewhere().map(address -> new Somewhere(address, reading.defaultInMain())));
    }
}
