package dev.ftr.cli;

import dev.ftr.model.UplinkState;
import dev.ftr.notify.Event;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.stream.Stream;
import tools.jackson.databind.JsonNode;

/**
 * A status as people look at it.
 *
 * @param now when they look
 * @param config what is in force, and why not what is written
 * @param pending ways of telling people that have something to deliver, or that fail
 * @param events the last ones, in their order
 */
record StatusView(
        Instant now,
        List<Line> uplinks,
        boolean converged,
        List<String> problems,
        List<String> warnings,
        Config config,
        List<Pending> pending,
        List<Event> events) {

    StatusView {
        uplinks = List.copyOf(uplinks);
        problems = List.copyOf(problems);
        warnings = List.copyOf(warnings);
        pending = List.copyOf(pending);
        events = List.copyOf(events);
    }

    /**
     * One uplink. Empty texts stand for what is not known.
     *
     * @param reason why it has its state
     * @param place where the fault seems to be
     * @param share percent of the new connections that it gets; empty: none
     * @param standby whether it would carry some, if better ones failed
     * @param since when it took on its state
     * @param before what it was before that
     * @param roundTrip in ms
     * @param jitter in ms
     * @param loss in percent
     */
    record Line(
            String name,
            String description,
            UplinkState state,
            String reason,
            String place,
            Optional<Instant> heldUntil,
            OptionalInt share,
            boolean standby,
            Optional<Instant> since,
            Optional<Before> before,
            OptionalDouble roundTrip,
            OptionalDouble jitter,
            double loss,
            String address,
            String gateway) {}

    /**
     * The state before the present one.
     *
     * @param lasted empty: for longer than is remembered
     */
    record Before(UplinkState state, Optional<Duration> lasted) {}

    /**
     * The config in force. Empty texts stand for what there is not.
     *
     * @param error why what is written now is not in force
     */
    record Config(String path, String sha256, String commit, String error) {}

    /**
     * A way of telling people.
     *
     * @param count messages that wait
     * @param error why the last try failed; empty: it did not
     */
    record Pending(String way, int count, Optional<Instant> oldest, String error) {}

    /** From {@code status.json}, also that of another version, where something may be missing. */
    static StatusView of(JsonNode status, List<Event> events, Instant now) {
        int weights = status.path("uplinks")
                .valueStream()
                .filter(StatusView::carries)
                .mapToInt(u -> u.path("weight").asInt(1))
                .sum();
        return new StatusView(
                now,
                status.path("uplinks")
                        .valueStream()
                        .map(u -> line(u, weights, events))
                        .toList(),
                status.path("converged").asBoolean(false),
                texts(status.path("problems")),
                texts(status.path("warnings")),
                config(status.path("config")),
                status.path("notifications")
                        .valueStream()
                        .map(StatusView::pending)
                        .filter(p -> p.count > 0 || !p.error.isEmpty())
                        .toList(),
                events);
    }

    private static boolean carries(JsonNode uplink) {
        return uplink.path("routing").asBoolean(false);
    }

    private static Line line(JsonNode uplink, int weights, List<Event> events) {
        String name = text(uplink, "name");
        UplinkState state = state(text(uplink, "state"));
        int weight = uplink.path("weight").asInt(1);
        return new Line(
                name,
                text(uplink, "description"),
                state,
                text(uplink, "reason"),
                text(uplink, "place"),
                time(uplink, "held_until"),
                carries(uplink) && weights > 0
                        ? OptionalInt.of(Math.round(100f * weight / weights))
                        : OptionalInt.empty(),
                uplink.path("priority_group").isNumber(),
                time(uplink, "since"),
                before(name, state, events),
                number(uplink, "rtt_ms"),
                number(uplink, "jitter_ms"),
                uplink.path("loss_percent").asDouble(0),
                text(uplink, "ip"),
                text(uplink, "gateway"));
    }

    /** Empty where the events tell another story, or none: at the start of the daemon, say. */
    private static Optional<Before> before(String uplink, UplinkState state, List<Event> events) {
        List<Event.UplinkChanged> changes = events.stream()
                .flatMap(e -> e instanceof Event.UplinkChanged c && c.uplink().equals(uplink)
                        ? Stream.of(c)
                        : Stream.<Event.UplinkChanged>empty())
                .toList();
        if (changes.isEmpty()) return Optional.empty();
        Event.UplinkChanged last = changes.getLast();
        if (last.after() != state || last.before() == UplinkState.UNKNOWN) return Optional.empty();
        Optional<Duration> lasted = changes.size() < 2
                ? Optional.empty()
                : Optional.of(changes.get(changes.size() - 2))
                        .filter(c -> c.after() == last.before())
                        .map(c -> Duration.between(c.at(), last.at()));
        return Optional.of(new Before(last.before(), lasted));
    }

    private static Config config(JsonNode config) {
        return new Config(text(config, "path"), text(config, "sha256"), text(config, "commit"), text(config, "error"));
    }

    private static Pending pending(JsonNode way) {
        return new Pending(text(way, "way"), way.path("pending").asInt(0), time(way, "oldest"), text(way, "error"));
    }

    private static UplinkState state(String text) {
        return Stream.of(UplinkState.values())
                .filter(s -> s.toString().equals(text))
                .findFirst()
                .orElse(UplinkState.UNKNOWN);
    }

    private static String text(JsonNode node, String key) {
        return node.path(key).asString("");
    }

    private static OptionalDouble number(JsonNode node, String key) {
        JsonNode value = node.path(key);
        return value.isNumber() ? OptionalDouble.of(value.asDouble()) : OptionalDouble.empty();
    }

    private static Optional<Instant> time(JsonNode node, String key) {
        JsonNode value = node.path(key);
        try {
            return value.isString() ? Optional.of(Instant.parse(value.asString())) : Optional.empty();
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }

    private static List<String> texts(JsonNode list) {
        return list.valueStream().map(t -> t.asString("")).toList();
    }
}
