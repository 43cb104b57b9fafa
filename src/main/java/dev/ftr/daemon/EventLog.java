package dev.ftr.daemon;

import dev.ftr.model.FaultPlace;
import dev.ftr.notify.Event;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.ObjectMapper;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** {@code events.jsonl}: a JSON object a line for each event, bounded by dropping the older half. */
final class EventLog {
    private static final Logger LOG = LoggerFactory.getLogger(EventLog.class);
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final long MAX_BYTES = 4L << 20;

    private final Path file;
    private boolean failing;

    /** Whether the last line may be half a line: at the start, and after a failed write. */
    private boolean lineOpen = true;

    EventLog(Path stateDir) {
        this.file = stateDir.resolve("events.jsonl");
    }

    /** Appends; an unwritable disk is reported once and stops nothing else. */
    void add(Event event) {
        try {
            Files.createDirectories(file.getParent());
            if (Files.exists(file) && Files.size(file) > MAX_BYTES) dropOlderHalf();
            Files.writeString(
                    file, lineEnd() + json(event) + "\n", StandardOpenOption.CREATE, StandardOpenOption.APPEND);
            lineOpen = false;
            failing = false;
        } catch (IOException e) {
            if (!failing) LOG.error("{} cannot be written: {}", file, FileFailure.cause(e));
            failing = true;
            lineOpen = true;
        }
    }

    /** Ends a line that a crash has left half-written. */
    private String lineEnd() throws IOException {
        if (!lineOpen || !Files.exists(file) || Files.size(file) == 0) return "";
        try (SeekableByteChannel channel = Files.newByteChannel(file)) {
            ByteBuffer last = ByteBuffer.allocate(1);
            channel.position(channel.size() - 1).read(last);
            return last.get(0) == '\n' ? "" : "\n";
        }
    }

    private void dropOlderHalf() throws IOException {
        // Takes every byte as it is: what a crash has left in the file must not stop the log.
        List<String> lines = Files.readAllLines(file, StandardCharsets.ISO_8859_1);
        Path next = file.resolveSibling("events.jsonl.new");
        Files.write(next, lines.subList(lines.size() / 2, lines.size()), StandardCharsets.ISO_8859_1);
        Files.move(next, file, StandardCopyOption.ATOMIC_MOVE);
    }

    static String json(Event event) {
        ObjectNode node = JSON.createObjectNode();
        node.put("at", event.at().toString());
        switch (event) {
            case Event.Lifecycle lifecycle -> node.put("type", lifecycle.started() ? "started" : "stopped");
            case Event.UplinkChanged uplink -> {
                node.put("type", "uplink").put("uplink", uplink.uplink()).put("description", uplink.description());
                node.put("before", uplink.before().toString())
                        .put("after", uplink.after().toString());
                node.put("reason", uplink.reason());
                node.put("place", uplink.place().map(FaultPlace::toString).orElse(null));
            }
            case Event.TargetChanged target ->
                node.put("type", "target").put("target", target.target()).put("answering", target.answering());
            case Event.AddressChanged address -> {
                node.put("type", "address").put("uplink", address.uplink()).put("description", address.description());
                node.putObject("before").put("ip", address.ipBefore()).put("gateway", address.gatewayBefore());
                node.putObject("after").put("ip", address.ipAfter()).put("gateway", address.gatewayAfter());
            }
            case Event.RoutingChanged routing -> {
                node.put("type", "routing");
                strings(node.putArray("before"), routing.before());
                strings(node.putArray("after"), routing.after());
                node.put("reason", routing.reason());
            }
            case Event.PolicyMoved policy -> {
                node.put("type", "policy");
                strings(node.putArray("wanted"), policy.wanted());
                strings(node.putArray("after"), policy.after());
                node.put("refused", policy.refused()).put("reason", policy.reason());
            }
            case Event.Reconciled reconciled -> {
                node.put("type", "reconciled").put("trigger", reconciled.trigger());
                strings(node.putArray("changes"), reconciled.changes());
            }
            case Event.ConfigTaken config ->
                node.put("type", "config")
                        .put("path", config.path())
                        .put("sha256", config.sha256())
                        .put("commit", config.commit().isEmpty() ? null : config.commit());
            case Event.ConfigRefused config -> {
                node.put("type", "config_error").put("path", config.path());
                strings(node.putArray("errors"), config.errors());
            }
            case Event.Trouble trouble -> {
                node.put("type", "error");
                strings(node.putArray("problems"), trouble.problems());
            }
            case Event.Warned warned -> {
                node.put("type", "warning");
                strings(node.putArray("warnings"), warned.warnings());
            }
            case Event.ChangeEnded end -> {
                node.put("type", "confirm").put("confirmed", end.confirmed()).put("reason", end.reason());
                strings(node.putArray("changes"), end.changes());
                strings(node.putArray("problems"), end.problems());
            }
        }
        node.put("text", event.text());
        return JSON.writeValueAsString(node);
    }

    private static void strings(ArrayNode array, List<String> values) {
        values.forEach(array::add);
    }
}
