package dev.ftr.daemon;

import dev.ftr.json.Json;
import dev.ftr.kernel.StateJson;
import dev.ftr.model.KernelState;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Optional;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * A change that is taken back unless it is confirmed in time.
 *
 * @param began when it was announced; with the process, it tells one change from another
 * @param applier the process that makes it
 * @param length how long it may stay without being confirmed, from its end
 * @param healthyBefore with {@code auto}: how many uplinks were healthy before it, not counted: empty
 * @param protocol the protocol number that says a route or rule is ours
 * @param previous what is to be restored
 */
public record PendingChange(
        Instant began,
        Applier applier,
        Duration length,
        Optional<Integer> healthyBefore,
        Path config,
        String sha256,
        int protocol,
        KernelState previous) {
    private static final int FORMAT_VERSION = 1;

    /** Whether it confirms itself when the router works. */
    public boolean auto() {
        return healthyBefore.isPresent();
    }

    /** Whether the other is this very change; its content does not matter. */
    boolean isSameAs(PendingChange other) {
        return began.equals(other.began) && applier.equals(other.applier);
    }

    String json() {
        ObjectNode node = Json.object();
        node.put("format_version", FORMAT_VERSION);
        node.put("began", began.toString());
        node.putObject("applier")
                .put("pid", applier.pid())
                .put("started", applier.started().toString());
        node.put("length_ms", length.toMillis());
        node.put("healthy_before", healthyBefore.orElse(null));
        node.putObject("config").put("path", config.toString()).put("sha256", sha256);
        node.put("protocol", protocol);
        node.set("previous", StateJson.of(previous));
        return Json.pretty(node) + "\n";
    }

    /**
     * Reads what {@link #json} has written.
     *
     * @throws IllegalArgumentException when it is something else
     */
    static PendingChange read(String text) {
        try {
            JsonNode node = Json.read(text);
            JsonNode applier = node.required("applier");
            JsonNode config = node.required("config");
            JsonNode healthy = node.required("healthy_before");
            return new PendingChange(
                    Instant.parse(node.required("began").stringValue()),
                    new Applier(
                            applier.required("pid").longValue(),
                            Instant.parse(applier.required("started").stringValue())),
                    Duration.ofMillis(node.required("length_ms").longValue()),
                    healthy.isNull() ? Optional.empty() : Optional.of(healthy.intValue()),
                    Path.of(config.required("path").stringValue()),
                    config.required("sha256").stringValue(),
                    node.required("protocol").intValue(),
                    StateJson.read(node.required("previous")));
        } catch (JacksonException e) {
            throw new IllegalArgumentException(e.getOriginalMessage(), e);
        }
    }

    /** A process, which is not mistaken for a later one with the same number. */
    public record Applier(long pid, Instant started) {
        public static Applier current() {
            return of(ProcessHandle.current());
        }

        private static Applier of(ProcessHandle process) {
            return new Applier(process.pid(), process.info().startInstant().orElse(Instant.EPOCH));
        }

        Optional<ProcessHandle> alive() {
            return ProcessHandle.of(pid).filter(p -> p.isAlive() && of(p).equals(this));
        }
    }
}
