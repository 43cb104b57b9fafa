package dev.ftr.kernel;

import dev.ftr.model.ChainId;
import dev.ftr.model.FirewallTable;
import dev.ftr.model.InterfaceName;
import dev.ftr.model.IpAddress;
import dev.ftr.model.Lease;
import dev.ftr.model.Link;
import dev.ftr.model.Link.LinkAddress;
import dev.ftr.model.Link.Standing;
import dev.ftr.model.Links;
import dev.ftr.model.Links.Neighbour;
import dev.ftr.model.MacAddress;
import dev.ftr.model.Snapshot;
import dev.ftr.model.Snapshot.OtherChain;
import dev.ftr.model.TableId;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** A snapshot as JSON: what {@link StateJson} writes, and beside it the interfaces and what others have put into iptables. */
public final class SnapshotJson {
    private SnapshotJson() {}

    public static ObjectNode of(Snapshot snapshot) {
        ObjectNode node = StateJson.of(snapshot.state());
        put(node.putArray("tables"), snapshot.tables());
        put(node.putArray("partial_tables"), snapshot.partial());
        ArrayNode links = node.putArray("links");
        snapshot.links().byName().values().forEach(link -> put(links.addObject(), link));
        ArrayNode neighbours = node.putArray("routed_neighbours");
        sorted(snapshot.links().routedNeighbours()).forEach(n -> put(neighbours.addObject(), n));
        ArrayNode stations = node.putArray("stations");
        sorted(snapshot.links().stations().keySet())
                .forEach(n -> put(stations.addObject(), n)
                        .put("mac", String.valueOf(snapshot.links().stations().get(n))));
        if (!snapshot.links().leases().isEmpty()) {
            ArrayNode leases = node.putArray("leases");
            snapshot.links().leases().forEach((device, lease) -> put(leases.addObject(), device, lease));
        }
        ArrayNode firewall = node.putArray("firewall");
        snapshot.firewall().stream().sorted().forEach(t -> firewall.add(t.toString()));
        ArrayNode others = node.putArray("other_chains");
        snapshot.others().forEach((chain, content) -> {
            ObjectNode other = StateJson.placed(chain).put("name", chain.name());
            content.policy().ifPresent(policy -> other.put("policy", policy));
            other.set("rules", StateJson.of(content.rules()));
            others.add(other);
        });
        snapshot.notices().forEach(node.putArray("notices")::add);
        snapshot.problems().forEach(node.putArray("problems")::add);
        return node;
    }

    /**
     * Reads what {@link #of} has written.
     *
     * @throws IllegalArgumentException when it is something else, or of a later version
     */
    public static Snapshot read(JsonNode node) {
        try {
            SortedMap<ChainId, OtherChain> others = new TreeMap<>();
            for (JsonNode chain : node.required("other_chains"))
                others.put(
                        StateJson.chain(chain, "name"),
                        new OtherChain(
                                chain.has("policy")
                                        ? Optional.of(chain.required("policy").stringValue())
                                        : Optional.empty(),
                                StateJson.chainRules(chain)));
            return new Snapshot(
                    StateJson.read(node),
                    links(node),
                    tables(node.required("tables")),
                    tables(node.required("partial_tables")),
                    strings(node.required("firewall")).stream()
                            .map(t -> FirewallTable.valueOf(t.toUpperCase(Locale.ROOT)))
                            .collect(Collectors.toSet()),
                    others,
                    strings(node.required("notices")),
                    strings(node.required("problems")));
        } catch (JacksonException e) {
            throw new IllegalArgumentException("no snapshot: " + e.getOriginalMessage(), e);
        }
    }

    private static void put(ArrayNode array, SortedSet<TableId> tables) {
        tables.forEach(t -> array.add(t.value()));
    }

    private static void put(ObjectNode node, Link link) {
        node.put("name", link.name().toString()).put("up", link.adminUp()).put("carrier", link.carrier());
        ArrayNode addresses = node.putArray("addresses");
        for (LinkAddress address : link.addresses()) {
            ObjectNode entry = addresses.addObject();
            entry.put("local", address.local().toString()).put("prefix_length", address.prefixLength());
            if (address.standing() != Standing.PERMANENT)
                entry.put("standing", address.standing().name().toLowerCase(Locale.ROOT));
            address.peer().ifPresent(peer -> entry.put("peer", peer.toString()));
        }
    }

    private static void put(ObjectNode node, InterfaceName device, Lease lease) {
        node.put("dev", device.toString()).put("gatewayless", lease.gatewayless());
        lease.address().ifPresent(address -> node.put("address", address.toString()));
        lease.gateway().ifPresent(gateway -> node.put("via", gateway.toString()));
        lease.server().ifPresent(server -> node.put("server", server.toString()));
    }

    private static ObjectNode put(ObjectNode node, Neighbour neighbour) {
        return node.put("via", neighbour.gateway().toString())
                .put("dev", neighbour.device().toString());
    }

    private static List<Neighbour> sorted(Collection<Neighbour> neighbours) {
        return neighbours.stream()
                .sorted(Comparator.comparing(Neighbour::device).thenComparing(Neighbour::gateway))
                .toList();
    }

    private static Links links(JsonNode node) {
        SortedMap<InterfaceName, Link> links = new TreeMap<>();
        for (JsonNode entry : node.required("links")) {
            InterfaceName name = new InterfaceName(entry.required("name").stringValue());
            List<LinkAddress> addresses = new ArrayList<>();
            for (JsonNode address : entry.required("addresses"))
                addresses.add(new LinkAddress(
                        IpAddress.parse(address.required("local").stringValue()),
                        address.required("prefix_length").intValue(),
                        StateJson.address(address, "peer"),
                        Standing.valueOf(
                                address.path("standing").asString("permanent").toUpperCase(Locale.ROOT))));
            links.put(
                    name,
                    new Link(
                            name,
                            entry.required("up").booleanValue(),
                            entry.required("carrier").booleanValue(),
                            addresses));
        }
        Set<Neighbour> neighbours = new HashSet<>();
        for (JsonNode entry : node.required("routed_neighbours")) neighbours.add(neighbour(entry));
        Map<Neighbour, MacAddress> stations = new HashMap<>();
        for (JsonNode entry : node.required("stations"))
            stations.put(neighbour(entry), new MacAddress(entry.required("mac").stringValue()));
        SortedMap<InterfaceName, Lease> leases = new TreeMap<>();
        for (JsonNode entry : node.path("leases"))
            leases.put(
                    new InterfaceName(entry.required("dev").stringValue()),
                    new Lease(
                            StateJson.address(entry, "address"),
                            StateJson.address(entry, "via"),
                            entry.required("gatewayless").booleanValue(),
                            StateJson.address(entry, "server")));
        return new Links(links, neighbours, stations, leases);
    }

    private static Neighbour neighbour(JsonNode entry) {
        return new Neighbour(
                IpAddress.parse(entry.required("via").stringValue()),
                new InterfaceName(entry.required("dev").stringValue()));
    }

    private static SortedSet<TableId> tables(JsonNode array) {
        SortedSet<TableId> tables = new TreeSet<>();
        for (JsonNode table : array) tables.add(new TableId(table.longValue()));
        return tables;
    }

    static List<String> strings(JsonNode array) {
        List<String> strings = new ArrayList<>();
        for (JsonNode text : array) strings.add(text.stringValue());
        return strings;
    }
}
