package dev.ftr.cli;

import dev.ftr.history.Span;
import dev.ftr.json.Json;
import java.time.Instant;
import java.time.format.DateTimeParseException;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.JsonNode;

/** Picks the events that are asked for out of the lines of a file; keeps no more than the most. */
final class EventSelection {

    private final Span span;
    private final Optional<String> uplink;
    private final Set<String> types;
    private final int most;
    private final Deque<Found> found = new ArrayDeque<>();
    private final Set<String> uplinks = new TreeSet<>();
    private long older;

    /** An event of any version: an object with a time. */
    record Found(Instant at, String line) {
        JsonNode json() {
            return Json.read(line);
        }
    }

    /**
     * What is asked for.
     *
     * @param uplink empty: any, and what is of none
     * @param types empty: any
     * @param most at least 1; the latest of them
     */
    EventSelection(Span span, Optional<String> uplink, Set<String> types, int most) {
        this.span = span;
        this.uplink = uplink;
        this.types = Set.copyOf(types);
        this.most = most;
    }

    void add(String line) {
        try {
            if (line.isBlank()) return;
            JsonNode json = Json.read(line);
            Instant at = Instant.parse(json.path("at").asString(""));
            if (json.path("uplink").isString()) uplinks.add(json.path("uplink").asString());
            if (isWanted(json)) add(new Found(at, line));
        } catch (JacksonException | DateTimeParseException e) {
            // Half a line, left by a crash or still being written.
        }
    }

    private void add(Found event) {
        if (event.at().isBefore(span.from())) older++;
        else if (event.at().isBefore(span.to())) found.add(event);
        if (found.size() > most) {
            found.removeFirst();
            older++;
        }
    }

    private boolean isWanted(JsonNode json) {
        return (types.isEmpty() || types.contains(json.path("type").asString("")))
                && uplink.map(name -> isAbout(name, json)).orElse(true);
    }

    private static boolean isAbout(String uplink, JsonNode json) {
        return Stream.concat(
                        Stream.of(json.path("uplink")),
                        Stream.of("before", "after", "wanted")
                                .flatMap(key -> json.path(key).valueStream()))
                .anyMatch(node -> node.isString() && node.asString().equals(uplink));
    }

    List<Found> found() {
        return List.copyOf(found);
    }

    /** How many more of what is asked for were before. */
    long older() {
        return older;
    }

    /** All names in the file. */
    Set<String> uplinks() {
        return uplinks;
    }
}
