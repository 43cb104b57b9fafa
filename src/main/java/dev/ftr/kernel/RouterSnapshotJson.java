package dev.ftr.kernel;

import dev.ftr.model.IpAddress;
import dev.ftr.model.RouterSnapshot;
import dev.ftr.model.RouterSnapshot.SetNames;
import dev.ftr.model.RouterSnapshot.Somewhere;
import dev.ftr.model.RouterSnapshot.Taken;
import dev.ftr.model.Snapshot;
import dev.ftr.model.UplinkState;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.TreeSet;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

/**
 * What {@code ftr snapshot} prints: {@code format_version}, {@code taken} (at, host, ftr_version), {@code health} (the state of
 * each uplink by name, if a daemon ran), all that {@link SnapshotJson} writes, {@code sets} (names of ipsets) or
 * {@code sets_unknown} (why there are none), {@code somewhere} (address, default_in_main) and {@code machine}.
 */
public final class RouterSnapshotJson {
    private RouterSnapshotJson() {}

    public static ObjectNode of(RouterSnapshot router) {
        ObjectNode kernel = SnapshotJson.of(router.kernel());
        ObjectNode node = JsonNodeFactory.instance.objectNode();
        node.set("format_version", kernel.get("format_version"));
        node.putObject("taken")
                .put("at", router.taken().at())
                .put("host", router.taken().host())
                .put("ftr_version", router.taken().version());
        ObjectNode health = node.putObject("health");
        router.health()
                .forEach((uplink, state) -> health.put(uplink, state.name().toLowerCase(Locale.ROOT)));
        node.setAll(kernel);
        router.sets().names().forEach(node.putArray("sets")::add);
        router.sets().unknown().ifPresent(why -> node.put("sets_unknown", why));
        router.somewhere().ifPresent(somewhere -> {
            ObjectNode entry = node.putObject("somewhere")
                    .put("address", somewhere.address().toString());
            somewhere.defaultInMain().ifPresent(route -> entry.put("default_in_main", route));
        });
        node.set("machine", MachineJson.of(router.machine()));
        return node;
    }

    /**
     * Reads what {@link #of} has written.
     *
     * @throws IllegalArgumentException when it is something else, or of a later version
     */
    public static RouterSnapshot read(JsonNode node) {
        Snapshot kernel = SnapshotJson.read(node);
        if (!node.has("machine"))
            throw new IllegalArgumentException("it was taken by an ftr that did not plan from snapshots; take it anew");
        try {
            JsonNode taken = node.required("taken");
            SortedMap<String, UplinkState> health = new TreeMap<>();
            for (Map.Entry<String, JsonNode> entry : node.required("health").properties())
                health.put(
                        entry.getKey(),
                        UplinkState.valueOf(entry.getValue().stringValue().toUpperCase(Locale.ROOT)));
            return new RouterSnapshot(
                    new Taken(
                            taken.required("at").stringValue(),
                            taken.required("host").stringValue(),
                            taken.required("ftr_version").stringValue()),
                    kernel,
                    MachineJson.read(node.required("machine"), RouterSnapshot.withAddress(kernel.links())),
                    health,
                    new SetNames(
                            new TreeSet<>(SnapshotJson.strings(node.required("sets"))), text(node, "sets_unknown")),
                    node.has("somewhere") ? Optional.of(somewhere(node.required("somewhere"))) : Optional.empty());
        } catch (JacksonException e) {
            throw new IllegalArgumentException("no snapshot: " + e.getOriginalMessage(), e);
        }
    }

    private static Somewhere somewhere(JsonNode node) {
        return new Somewhere(IpAddress.parse(node.required("address").stringValue()), text(node, "default_in_main"));
    }

    private static Optional<String> text(JsonNode node, String key) {
        return node.has(key) ? Optional.of(node.required(key).stringValue()) : Optional.empty();
    }
}
