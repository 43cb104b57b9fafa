package dev.ftr.daemon;

import dev.ftr.config.RouterConfig;
import dev.ftr.config.Uplink;
import dev.ftr.daemon.Status.UplinkStatus;
import dev.ftr.health.Health;
import dev.ftr.health.Promise;
import dev.ftr.json.Json;
import dev.ftr.model.FaultPlace;
import dev.ftr.model.IpAddress;
import dev.ftr.model.UplinkId;
import dev.ftr.model.UplinkState;
import dev.ftr.notify.Channel;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** {@code status.json}, replaced as a whole at every change and at least every {@link #PERIOD}. */
public final class StatusFile {
    /** The daemon writes at least this often. */
    public static final Duration PERIOD = Duration.ofSeconds(5);

    /** Older than this, the daemon that wrote it is taken to be stuck or gone. */
    private static final Duration FRESH = PERIOD.plus(PERIOD).plus(PERIOD);

    /** Older than this, what was known of the uplinks is no better than a guess. */
    private static final Duration WORTH_KNOWING = Duration.ofMinutes(10);

    private static final Logger LOG = LoggerFactory.getLogger(StatusFile.class);
    private static final int FORMAT_VERSION = 1;

    private final Path file;
    private boolean failing;

    public StatusFile(Path runDir) {
        this.file = runDir.resolve("status.json");
    }

    /** Writes; an unwritable disk is reported once and stops nothing else. */
    void writeOrComplain(Status status) {
        try {
            write(status);
            failing = false;
        } catch (IOException e) {
            if (!failing) LOG.error("{} cannot be written: {}", file, FileFailure.cause(e));
            failing = true;
        }
    }

    private void write(Status status) throws IOException {
        Path next = file.resolveSibling("status.json.new");
        Files.writeString(next, Json.pretty(json(status)) + "\n");
        Files.move(next, file, StandardCopyOption.ATOMIC_MOVE, StandardCopyOption.REPLACE_EXISTING);
    }

    /** The status of a daemon that is alive; empty: none is running, or it is stuck. */
    public Optional<JsonNode> readFresh(Instant now) {
        try {
            if (!Files.exists(file)) return Optional.empty();
            Instant written = Files.getLastModifiedTime(file).toInstant();
            JsonNode status = Json.read(Files.readString(file));
            boolean alive = isAlive(status.path("pid").asLong(-1));
            boolean fresh = Duration.between(written, now).abs().compareTo(FRESH) < 0;
            return alive && fresh ? Optional.of(status) : Optional.empty();
        } catch (IOException | JacksonException e) {
            return Optional.empty();
        }
    }

    /** A process that has ended stays in the list until its parent has taken note (state Z of proc(5)). */
    private static boolean isAlive(long pid) {
        if (ProcessHandle.of(pid).isEmpty()) return false;
        try {
            String stat = Files.readString(Path.of("/proc/" + pid + "/stat"));
            return !stat.substring(stat.lastIndexOf(')') + 1).strip().startsWith("Z");
        } catch (IOException e) {
            return true; // no /proc to tell
        }
    }

    /** How long ago it was written; empty: it cannot be read. */
    public Optional<Duration> age(Instant now) {
        try {
            return Optional.of(Duration.between(Files.getLastModifiedTime(file).toInstant(), now));
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    /** The state of each uplink by name, from a running daemon. */
    public Optional<Map<String, UplinkState>> freshStates(Instant now) {
        return readFresh(now).map(status -> {
            Map<String, UplinkState> states = new TreeMap<>();
            for (JsonNode uplink : status.path("uplinks")) {
                states.put(
                        uplink.path("name").asString(""),
                        state(uplink.path("state").asString("")));
            }
            return states;
        });
    }

    /**
     * What the daemon that wrote it last knew of each uplink, by name, interface and address, if that is not long ago: it need
     * not run any more.
     */
    public Health lastKnown(RouterConfig config, Instant now) {
        Map<UplinkId, UplinkState> states = new TreeMap<>();
        try {
            if (age(now).filter(age -> age.abs().compareTo(WORTH_KNOWING) < 0).isEmpty()) return Health.UNKNOWN;
            for (JsonNode node : Json.read(Files.readString(file)).path("uplinks"))
                for (Uplink uplink : config.uplinks())
                    if (isSame(uplink, node)) {
                        UplinkState state = state(node.path("state").asString(""));
                        if (state != UplinkState.UNKNOWN) states.put(uplink.id(), state);
                    }
        } catch (IOException | JacksonException e) {
            LOG.debug("{} cannot be read: {}", file, e.getMessage());
        }
        return Health.of(states, "as it was known last");
    }

    private static boolean isSame(Uplink uplink, JsonNode node) {
        boolean sameAddress = !(uplink.addressing() instanceof Uplink.Addressing.Static fixed)
                || fixed.address().toString().equals(node.path("ip").asString(""));
        return uplink.name().equals(node.path("name").asString(""))
                && uplink.device().toString().equals(node.path("interface").asString(""))
                && sameAddress;
    }

    /** A daemon of another version may know more states. */
    private static UplinkState state(String text) {
        return Stream.of(UplinkState.values())
                .filter(s -> s.toString().equals(text))
                .findFirst()
                .orElse(UplinkState.UNKNOWN);
    }

    /** A status as it is written. */
    public static ObjectNode json(Status status) {
        ObjectNode node = Json.object();
        node.put("format_version", FORMAT_VERSION).put("pid", status.pid());
        node.put("started_at", status.startedAt().toString());
        node.putObject("config")
                .put("path", status.config().path())
                .put("sha256", status.config().sha256())
                .put(
                        "commit",
                        status.config().commit().isEmpty()
                                ? null
                                : status.config().commit())
                .put("loaded_at", status.config().loadedAt().toString())
                .put("error", status.configErrors().isEmpty() ? null : String.join("; ", status.configErrors()));
        node.put("converged", status.converged());
        ArrayNode problems = node.putArray("problems");
        status.problems().forEach(problems::add);
        ArrayNode warnings = node.putArray("warnings");
        status.warnings().forEach(warnings::add);
        node.putObject("last_reconcile")
                .put("at", status.lastReconcile().at().toString())
                .put("duration_ms", rounded(status.lastReconcile().durationMs()))
                .put("changes", status.lastReconcile().changes())
                .put("trigger", status.lastReconcile().trigger());
        ArrayNode uplinks = node.putArray("uplinks");
        status.uplinks().forEach(u -> uplinks.add(json(u)));
        ArrayNode notifications = node.putArray("notifications");
        status.notifications().forEach(channel -> notifications.add(json(channel)));
        return node;
    }

    private static ObjectNode json(Channel channel) {
        return Json.object()
                .put("way", channel.way())
                .put("pending", channel.pending())
                .put("oldest", channel.oldest().map(Instant::toString).orElse(null))
                .put("last_sent", channel.lastSent().map(Instant::toString).orElse(null))
                .put("error", channel.error().orElse(null));
    }

    private static ObjectNode json(UplinkStatus status) {
        ObjectNode node = Json.object();
        node.put("name", status.uplink().name());
        node.put("description", status.uplink().description());
        node.put("interface", status.uplink().device().toString());
        node.put("ip", status.attachment().address().map(IpAddress::toString).orElse(null));
        node.put(
                "gateway",
                status.attachment().gateway().map(IpAddress::toString).orElse(null));
        node.put("state", status.health().state().toString());
        node.put("reason", status.health().reason());
        node.put("routing", status.routing());
        node.put("place", status.health().place().map(FaultPlace::toString).orElse(null));
        node.put("since", status.since().toString());
        node.put("held_until", status.heldUntil().map(Instant::toString).orElse(null));
        node.put("rtt_ms", millis(status.health().roundTrip()));
        node.put("jitter_ms", millis(status.health().jitter()));
        node.put("loss_percent", rounded(100 * status.health().loss()));
        if (status.uplink().priorityGroup().isPresent())
            node.put("priority_group", status.uplink().priorityGroup().getAsInt());
        else node.putNull("priority_group");
        node.put("weight", status.uplink().weight().value());
        node.set("promise", promise(new Promise(status.uplink().tests())));
        return node;
    }

    /** What the tests of an uplink promise and cost: times in ms. */
    public static ObjectNode promise(Promise promise) {
        ObjectNode node = Json.object();
        node.put("detection_ms", promise.worstDetection().toMillis());
        node.put("usual_detection_ms", promise.usualDetection().toMillis());
        node.put("recovery_ms", promise.worstRecovery().toMillis());
        ObjectNode falseDowns = node.putObject("false_downs_per_year");
        for (int percent : Promise.LOSSES) falseDowns.put(percent + "%", promise.falseDownsPerYear(percent / 100.0));
        node.put("probe_bytes_per_day", Math.round(promise.bytesPerDay()));
        return node;
    }

    private static @Nullable Double millis(Optional<Duration> time) {
        return time.map(d -> Math.round(d.toNanos() / 1e4) / 100.0).orElse(null);
    }

    private static double rounded(double value) {
        return Math.round(value * 10) / 10.0;
    }
}
