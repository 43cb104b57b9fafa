package dev.ftr.e2e;

import dev.ftr.testing.Schemas;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.MissingNode;

/** A running {@code ftr monitor}, and what it tells: its status, its events, its log. */
final class DaemonProcess {
    private final Ftr ftr;
    private final Path log;
    private final Process process;

    DaemonProcess(Lab lab, Ftr ftr) {
        this.ftr = ftr;
        this.log = ftr.config().resolveSibling("monitor.log");
        this.process = lab.start(
                "router",
                ftr.command("monitor"),
                builder -> builder.redirectErrorStream(true).redirectOutput(Redirect.appendTo(log.toFile())));
    }

    /** Waits until these uplinks, and no others, carry new connections; not before the first verdicts. */
    DaemonProcess awaitRouting(String... uplinks) {
        List<String> expected = List.of(uplinks);
        await(
                "routing by " + expected,
                status -> isDecided(status)
                        && routing(status).equals(expected)
                        && expected.stream()
                                .allMatch(name -> state(status, name).equals("up")));
        return this;
    }

    /** Waits until the uplink is {@code up}, {@code down} ... */
    DaemonProcess awaitState(String uplink, String state) {
        await(
                "uplink %s %s".formatted(uplink, state),
                status -> state(status, uplink).equals(state));
        return this;
    }

    /** Waits until this way of telling people has nothing left to tell. */
    void awaitTold(String way) {
        await(
                "nothing to be told by " + way,
                status -> notification(status, way).path("pending").asInt(-1) == 0);
    }

    /** Waits until the last try to tell people this way has failed with these words. */
    void awaitNotTold(String way, String words) {
        await("a failure of %s with the words %s".formatted(way, words), status -> {
            JsonNode error = notification(status, way).path("error");
            return error.isString()
                    && error.asString().contains(words)
                    && notification(status, way).path("pending").asInt() > 0;
        });
    }

    /** How a way of telling people fares; missing: there is no such way. */
    static JsonNode notification(JsonNode status, String way) {
        for (JsonNode each : status.path("notifications"))
            if (each.path("way").asString("").equals(way)) return each;
        return MissingNode.getInstance();
    }

    private static boolean isDecided(JsonNode status) {
        return status.path("uplinks")
                .valueStream()
                .noneMatch(u -> u.path("state").asString().equals("unknown"));
    }

    private static String state(JsonNode status, String uplink) {
        return uplink(status, uplink).path("state").asString();
    }

    /** Waits until the status that this process has written fulfils the condition. */
    void await(String what, Predicate<JsonNode> condition) {
        Await.until(
                what,
                () -> {
                    if (!process.isAlive()) throw new AssertionError("the daemon has ended: " + log());
                    return status().filter(condition).isPresent();
                },
                () -> "%s%n%s".formatted(status().map(JsonNode::toPrettyString).orElse("no status"), log()));
    }

    /** What it sees; empty until it has written its first status. */
    Optional<JsonNode> status() {
        try {
            JsonNode status =
                    Schemas.fit("status", Files.readString(ftr.runDir().resolve("status.json")));
            // Until it has written its own, there may be that of a predecessor.
            return status.path("pid").asLong() == process.pid() ? Optional.of(status) : Optional.empty();
        } catch (NoSuchFileException e) {
            return Optional.empty();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static List<String> routing(JsonNode status) {
        List<String> names = new ArrayList<>();
        for (JsonNode uplink : status.path("uplinks"))
            if (uplink.path("routing").asBoolean())
                names.add(uplink.path("name").asString());
        return names;
    }

    static JsonNode uplink(JsonNode status, String name) {
        for (JsonNode uplink : status.path("uplinks"))
            if (uplink.path("name").asString().equals(name)) return uplink;
        throw new AssertionError("no uplink %s in %s".formatted(name, status));
    }

    /** What it has recorded, oldest first. */
    List<JsonNode> events() {
        try (Stream<String> lines = Files.lines(ftr.stateDir().resolve("events.jsonl"))) {
            return lines.map(line -> Schemas.fit("event", line)).toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The texts of the events of one type, oldest first. */
    List<String> texts(String type) {
        return events().stream()
                .filter(e -> e.path("type").asString().equals(type))
                .map(e -> e.path("text").asString())
                .toList();
    }

    /** What the events tell of one uplink since then, oldest first. */
    List<Transition> transitions(String uplink, double since) {
        return ofType("uplink", since).stream()
                .filter(e -> e.path("uplink").asString().equals(uplink))
                .map(e -> new Transition(
                        time(e),
                        e.path("before").asString(),
                        e.path("after").asString(),
                        e.path("reason").asString("")))
                .toList();
    }

    /** The events of one type since then, oldest first. */
    List<JsonNode> ofType(String type, double since) {
        return events().stream()
                .filter(e -> e.path("type").asString().equals(type) && time(e) >= since)
                .toList();
    }

    private static double time(JsonNode event) {
        return Instant.parse(event.path("at").asString()).toEpochMilli() / 1000.0;
    }

    /**
     * An uplink has changed its state.
     *
     * @param t when, in seconds since the epoch
     */
    record Transition(double t, String before, String after, String reason) {}

    String log() {
        try {
            return Files.readString(log);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    long pid() {
        return process.pid();
    }

    /** SIGTERM. Gives how long it took to end. */
    Duration terminate() {
        long begin = System.nanoTime();
        process.destroy();
        awaitEnd();
        return Duration.ofNanos(System.nanoTime() - begin);
    }

    /** The processes that it has started. */
    List<ProcessHandle> children() {
        return process.descendants().toList();
    }

    /** Waits until it says that all is as it should be. */
    DaemonProcess awaitConverged() {
        await("convergence", status -> status.path("converged").asBoolean());
        return this;
    }

    /** Waits until it names a problem with these words, and so does not say that all is well. */
    void awaitProblem(String words) {
        await(
                "the problem " + words,
                status -> !status.path("converged").asBoolean()
                        && status.path("problems").toString().contains(words));
    }

    /** SIGHUP. */
    void hangUp() {
        Ran.toTheEnd(new ProcessBuilder("kill", "-HUP", Long.toString(pid()))).exits(0);
    }

    /** SIGKILL. */
    void kill() {
        process.destroyForcibly();
        awaitEnd();
    }

    int exit() {
        return process.exitValue();
    }

    private void awaitEnd() {
        try {
            if (!process.waitFor(30, TimeUnit.SECONDS)) throw new AssertionError("the daemon does not end: " + log());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
    }
}
