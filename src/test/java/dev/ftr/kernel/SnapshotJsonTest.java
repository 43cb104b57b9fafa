package dev.ftr.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.ftr.model.InterfaceName;
import dev.ftr.model.IpAddress;
import dev.ftr.model.KernelState;
import dev.ftr.model.Lease;
import dev.ftr.model.Link;
import dev.ftr.model.Link.LinkAddress;
import dev.ftr.model.Link.Standing;
import dev.ftr.model.Links;
import dev.ftr.model.Snapshot;
import dev.ftr.testing.Schemas;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

class SnapshotJsonTest {
    @Test
    void whatDhcpClientsHaveLearntIsKept() {
        InterfaceName eth1 = new InterfaceName("eth1");
        InterfaceName wwan0 = new InterfaceName("wwan0");
        List<LinkAddress> addresses = Stream.of(Standing.values())
                .map(standing -> new LinkAddress(IpAddress.parse("198.18.1.50"), 24, Optional.empty(), standing))
                .toList();
        Links links = new Links(
                new TreeMap<>(Map.of(eth1, new Link(eth1, true, true, addresses))),
                Set.of(),
                Map.of(),
                new TreeMap<>(Map.of(
                        eth1,
                        new Lease(address("198.18.1.50"), address("198.18.1.1"), false, address("10.9.9.9")),
                        wwan0,
                        new Lease(Optional.empty(), Optional.empty(), true, Optional.empty()))));
        Snapshot snapshot = new Snapshot(
                KernelState.EMPTY,
                links,
                new TreeSet<>(),
                new TreeSet<>(),
                Set.of(),
                new TreeMap<>(),
                List.of(),
                List.of());
        JsonNode written = Schemas.fit("snapshot", SnapshotJson.of(snapshot).toString());
        assertEquals(links, SnapshotJson.read(written).links());
    }

    private static Optional<IpAddress> address(String text) {
        return Optional.of(IpAddress.parse(text));
    }
}
