package dev.ftr.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ftr.config.ConfigLoader;
import dev.ftr.config.LoadResult;
import dev.ftr.config.RouterConfig;
import dev.ftr.config.Uplink;
import dev.ftr.model.InterfaceName;
import dev.ftr.model.IpAddress;
import dev.ftr.testing.NetworkNamespace;
import java.io.IOException;
import java.net.DatagramPacket;
import java.net.DatagramSocket;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Each file of {@code examples/} as it is, on a router with the interfaces that it names, and traffic from inside. */
class ExamplesIT {
    private static final String SERVER = "203.0.113.5";
    private static final int PORT = 7007;
    private static final int FLOWS = 40;

    static Stream<Path> files() throws IOException {
        try (Stream<Path> files = Files.list(Path.of("examples"))) {
            return files.filter(Files::isRegularFile).sorted().toList().stream();
        }
    }

    @ParameterizedTest
    @MethodSource("files")
    void routesWhatItSays(Path file, @TempDir Path folder) throws IOException {
        RouterConfig config = load(file);
        try (NetworkNamespace router = NetworkNamespace.create("router");
                NetworkNamespace inside = NetworkNamespace.create("inside");
                NetworkNamespace outside = NetworkNamespace.create("outside")) {
            connectInside(config, router, inside);
            connectOutside(config, router, outside);
            List<String> ftr = List.of(
                    Lab.ops("ftr"),
                    "--config",
                    file.toAbsolutePath().toString(),
                    "--run-dir",
                    folder.resolve("run").toString(),
                    "--state-dir",
                    folder.resolve("state").toString());
            String allUp = health(config, Set.of());
            try (Echo echo = Echo.in(outside)) {
                assertFalse(call(router, ftr, "apply", "--health", allUp).contains("Nothing to change"));
                assertTrue(call(router, ftr, "apply", "--health", allUp).contains("Nothing to change"));
                assertSources(sources(inside), config.uplinks());

                Uplink first = config.uplinks().getFirst();
                call(router, ftr, "apply", "--health", health(config, Set.of(first)));
                List<Uplink> rest =
                        config.uplinks().stream().filter(u -> !u.equals(first)).toList();
                assertSources(sources(inside), rest);
                assertTrue(echo.isAlive());
            }
            call(router, ftr, "teardown");
            assertFalse(router.ip("-N rule").contains("proto 157"));
            assertFalse(router.command("iptables-save").contains("FTR-"));
        }
    }

    private static String call(NetworkNamespace router, List<String> ftr, String... words) {
        return router.command(Stream.concat(ftr.stream(), Stream.of(words)).toArray(String[]::new));
    }

    static RouterConfig load(Path file) {
        return switch (new ConfigLoader().load(file)) {
            case LoadResult.Loaded loaded -> loaded.config();
            case LoadResult.Invalid invalid ->
                throw new AssertionError(invalid.errors().toString());
        };
    }

    static String health(RouterConfig config, Set<Uplink> down) {
        return config.uplinks().stream()
                .map(u -> u.name() + (down.contains(u) ? "=down" : "=up"))
                .collect(Collectors.joining(","));
    }

    static void connectInside(RouterConfig config, NetworkNamespace router, NetworkNamespace inside) {
        for (int i = 0; i < config.downlinks().size(); i++) {
            router.connect(config.downlinks().get(i).value(), inside, "lan" + i);
            router.ip("address add 10.0.%d.1/24 dev %s"
                    .formatted(i, config.downlinks().get(i)));
            inside.ip("address add 10.0.%d.10/24 dev lan%d".formatted(i, i));
        }
        inside.ip("route add default via 10.0.0.1");
    }

    static void connectOutside(RouterConfig config, NetworkNamespace router, NetworkNamespace outside) {
        outside.ip("address add %s/32 dev lo".formatted(SERVER));
        Set<InterfaceName> devices = new LinkedHashSet<>();
        for (Uplink uplink : config.uplinks()) {
            if (devices.add(uplink.device()))
                router.connect(uplink.device().value(), outside, "p" + (devices.size() - 1));
            String far = "p" + List.copyOf(devices).indexOf(uplink.device());
            attach(uplink, far, router, outside);
        }
    }

    private static void attach(Uplink uplink, String far, NetworkNamespace router, NetworkNamespace outside) {
        String local = address(uplink);
        String gateway = "198.18.%d.1".formatted(50 + uplink.id().value());
        switch (uplink.addressing()) {
            case Uplink.Addressing.Static fixed -> {
                router.ip("address add %s/24 dev %s".formatted(local, uplink.device()));
                outside.ip("address add %s/24 dev %s".formatted(fixed.gateway().orElseThrow(), far));
            }
            case Uplink.Addressing.PointToPoint() -> {
                router.ip("address add %s peer %s/32 dev %s".formatted(local, gateway, uplink.device()));
                outside.ip("address add %s peer %s/32 dev %s".formatted(gateway, local, far));
            }
            case Uplink.Addressing.Dhcp() -> {
                router.ip("address add %s/24 dev %s".formatted(local, uplink.device()));
                outside.ip("address add %s/24 dev %s".formatted(gateway, far));
                router.ip("route add default via %s dev %s metric %d proto dhcp"
                        .formatted(gateway, uplink.device(), 100 + uplink.id().value()));
            }
        }
        for (IpAddress extra : uplink.extraAddresses())
            router.ip("address add %s/24 dev %s".formatted(extra, uplink.device()));
    }

    private static String address(Uplink uplink) {
        return uplink.addressing() instanceof Uplink.Addressing.Static fixed
                ? fixed.address().toString()
                : "198.18.%d.2".formatted(50 + uplink.id().value());
    }

    private static void assertSources(Collection<String> seen, List<Uplink> uplinks) {
        assertEquals(FLOWS, seen.size());
        Set<String> ours = uplinks.stream().map(ExamplesIT::address).collect(Collectors.toCollection(TreeSet::new));
        assertTrue(ours.containsAll(seen), () -> new TreeSet<>(seen) + " are not all among " + ours);
    }

    /** The sources with which packets of that many flows from inside arrive outside; those that are not answered are missing. */
    private static List<String> sources(NetworkNamespace inside) {
        return inside.run(() -> {
            List<String> sources = new ArrayList<>();
            for (int flow = 0; flow < FLOWS; flow++) ask(flow).ifPresent(sources::add);
            return sources;
        });
    }

    private static Optional<String> ask(int flow) throws IOException {
        try (DatagramSocket socket = new DatagramSocket()) {
            socket.setSoTimeout(3000);
            byte[] question = {(byte) flow};
            socket.send(new DatagramPacket(question, 1, InetAddress.ofLiteral(SERVER), PORT));
            DatagramPacket answer = new DatagramPacket(new byte[64], 64);
            socket.receive(answer);
            return Optional.of(new String(answer.getData(), 0, answer.getLength(), StandardCharsets.US_ASCII));
        } catch (SocketTimeoutException e) {
            return Optional.empty();
        }
    }

    /** Answers each datagram with the address that it came from. */
    private static final class Echo implements AutoCloseable {
        private final DatagramSocket socket;
        private final Thread thread;

        private Echo(DatagramSocket socket) {
            this.socket = socket;
            this.thread = Thread.ofPlatform().daemon().start(this::answer);
        }

        static Echo in(NetworkNamespace outside) {
            return new Echo(outside.run(() -> new DatagramSocket(new InetSocketAddress(SERVER, PORT))));
        }

        boolean isAlive() {
            return thread.isAlive();
        }

        private void answer() {
            try {
                while (true) {
                    DatagramPacket packet = new DatagramPacket(new byte[64], 64);
                    socket.receive(packet);
                    byte[] source = packet.getAddress().getHostAddress().getBytes(StandardCharsets.US_ASCII);
                    socket.send(new DatagramPacket(source, source.length, packet.getSocketAddress()));
                }
            } catch (IOException e) {
                if (!socket.isClosed()) throw new AssertionError(e);
            }
        }

        @Override
        public void close() {
            socket.close();
        }
    }
}
