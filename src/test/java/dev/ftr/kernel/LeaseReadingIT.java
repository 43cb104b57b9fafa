package dev.ftr.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ftr.model.InterfaceName;
import dev.ftr.model.IpAddress;
import dev.ftr.model.Lease;
import dev.ftr.model.Link.Standing;
import dev.ftr.model.Links;
import dev.ftr.model.Links.Neighbour;
import dev.ftr.testing.NetworkNamespace;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedSet;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a real kernel and lease files tell of the interfaces of DHCP clients. */
class LeaseReadingIT {
    private static final int OURS = 157;
    private static final InterfaceName ETH1 = new InterfaceName("eth1");
    private static final InterfaceName ETH2 = new InterfaceName("eth2");

    private final NetworkNamespace router = NetworkNamespace.create("router");
    private final NetworkNamespace outside = NetworkNamespace.create("outside");

    @TempDir
    Path root;

    @BeforeEach
    void plugIn() {
        for (int i = 1; i <= 2; i++) {
            router.connect("eth" + i, outside, "eth" + i);
            router.ip("address add 198.18.%d.50/24 dev eth%d valid_lft 600 preferred_lft 500".formatted(i, i));
        }
    }

    @AfterEach
    void close() {
        router.close();
        outside.close();
    }

    @Test
    void theDefaultRouteWithTheLowestMetricCountsInWhateverTableItIs() {
        assertEquals(Optional.empty(), links(ETH1).lease(ETH1));
        router.ip("route add default via 198.18.1.1 dev eth1 proto dhcp metric 200");
        assertEquals(gateway("198.18.1.1"), links(ETH1).lease(ETH1));
        router.ip("route add default via 198.18.1.2 dev eth1 table 700 proto 99 metric 100");
        assertEquals(gateway("198.18.1.2"), links(ETH1).lease(ETH1));
        router.ip("route add default via 198.18.1.3 dev eth1 metric 100");
        assertEquals(gateway("198.18.1.3"), links(ETH1).lease(ETH1), "main before others");
    }

    @Test
    void noRouteOfOursNorOfAnotherInterfaceNorToElsewhereCounts() {
        router.ip("route add default via 198.18.1.1 dev eth1 table 1 proto " + OURS);
        router.ip("route add default table 65 proto " + OURS
                + " nexthop via 198.18.1.1 dev eth1 nexthop via 198.18.2.1 dev eth2");
        router.ip("route add 203.0.113.0/24 via 198.18.1.1 dev eth1");
        router.ip("route add unreachable default metric 4000");
        router.ip("route add default via 198.18.2.1 dev eth2");
        assertEquals(Optional.empty(), links(ETH1).lease(ETH1));
    }

    @Test
    void aGlanceAtSeveralSeesTheSame() {
        router.ip("route add default via 198.18.1.1 dev eth1 metric 100");
        router.ip("route add default via 198.18.2.1 dev eth2 metric 200");
        Links glance = read(true, ETH1, ETH2);
        assertEquals(gateway("198.18.1.1"), glance.lease(ETH1));
        assertEquals(gateway("198.18.2.1"), glance.lease(ETH2));
        assertEquals(links(ETH1, ETH2).leases(), glance.leases());
    }

    @Test
    void aRouteOverTheDeviceAloneNeedsNoGateway() {
        router.ip("route add default dev eth1");
        assertTrue(links(ETH1).lease(ETH1).orElseThrow().gatewayless());
    }

    @Test
    void aGatewayOffTheNetworkIsAskedAbout() {
        IpAddress far = IpAddress.parse("203.0.113.1");
        router.ip("route add default via 203.0.113.1 dev eth1 onlink");
        assertEquals(Set.of(), links(ETH1).routedNeighbours());
        router.ip("route add 203.0.113.1 dev eth1");
        assertEquals(Set.of(new Neighbour(far, ETH1)), links(ETH1).routedNeighbours());
    }

    @Test
    void withoutARouteTheLeaseFileSaysItAndOnlyAsLongAsTheInterfaceHasItsAddress() throws IOException {
        keep("ip=198.18.1.50\nrouter=198.18.1.1\nserverid=10.9.9.9\n");
        Lease kept = new Lease(address("198.18.1.50"), address("198.18.1.1"), false, address("10.9.9.9"));
        assertEquals(Optional.of(kept), links(ETH1).lease(ETH1));
        router.ip("address flush dev eth1");
        assertEquals(Optional.empty(), links(ETH1).lease(ETH1));
    }

    @Test
    void theGatewayIsThatOfTheRouteAndTheServerThatOfTheFile() throws IOException {
        keep("ip=198.18.1.50\nrouter=198.18.1.1\nserverid=10.9.9.9\n");
        router.ip("route add default via 198.18.1.254 dev eth1");
        assertEquals(
                Optional.of(new Lease(address("198.18.1.50"), address("198.18.1.254"), false, address("10.9.9.9"))),
                links(ETH1).lease(ETH1));
        keep("ip=198.18.1.7\nrouter=198.18.1.1\nserverid=10.9.9.9\n");
        assertEquals(
                Optional.of(new Lease(Optional.empty(), address("198.18.1.254"), false, address("10.9.9.9"))),
                links(ETH1).lease(ETH1),
                "of a lease of the past the server is the best guess");
    }

    @Test
    void anInterfaceThatIsNotThereHasLearntNothing() {
        InterfaceName gone = new InterfaceName("wwan0");
        router.ip("route add default via 198.18.1.1 dev eth1");
        assertEquals(Set.of(ETH1), links(ETH1, gone).leases().keySet());
    }

    @Test
    void whatAnAddressIsGoodForIsRead() {
        router.ip("address add 198.18.1.51/24 dev eth1");
        router.ip("address add 198.18.1.52/24 dev eth1 valid_lft 600 preferred_lft 0");
        router.ip("address add 169.254.7.7/16 dev eth1 scope global");
        router.ip("address add 10.9.9.9/32 dev eth1 scope link");
        List<String> read = links(ETH1).find(ETH1).orElseThrow().addresses().stream()
                .map(a -> a.local() + " " + a.standing())
                .sorted()
                .toList();
        assertEquals(
                List.of(
                        "10.9.9.9 " + Standing.LOCAL,
                        "169.254.7.7 " + Standing.LOCAL,
                        "198.18.1.50 " + Standing.DYNAMIC,
                        "198.18.1.51 " + Standing.PERMANENT,
                        "198.18.1.52 " + Standing.DEPRECATED),
                read);
    }

    private Links links(InterfaceName... devices) {
        return read(false, devices);
    }

    private Links read(boolean glance, InterfaceName... devices) {
        CommandRunner runner = new CommandRunner(Duration.ofSeconds(10));
        LinuxKernel kernel = new LinuxKernel(runner, new Iptables(runner, ""), root);
        SortedSet<InterfaceName> leases = new TreeSet<>(List.of(devices));
        ReadScope scope = new ReadScope(
                new TreeSet<>(),
                glance,
                OURS,
                List.of(),
                Set.of(),
                leases,
                Map.of(),
                Optional.empty(),
                Set.of(),
                Set.of(),
                Set.of());
        return router.run(() -> kernel.read(scope)).links();
    }

    private void keep(String content) throws IOException {
        Files.createDirectories(root.resolve("run/udhcpc"));
        Files.writeString(root.resolve("run/udhcpc/eth1.lease"), content);
    }

    private static Optional<Lease> gateway(String text) {
        return Optional.of(Lease.by(IpAddress.parse(text)));
    }

    private static Optional<IpAddress> address(String text) {
        return Optional.of(IpAddress.parse(text));
    }
}
