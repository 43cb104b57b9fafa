package dev.ftr.e2e;

import dev.ftr.explain.Flow;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.io.Writer;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;
import tools.jackson.databind.node.ArrayNode;

/** Sends first packets of many connections at once, and sees where they come to; {@code ops/lab/tracks} does it. */
final class Tracks {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Writer questions;
    private final BufferedReader answers;

    Tracks(Lab lab) {
        Process process = lab.tool("tracks", List.of(), b -> b.redirectError(ProcessBuilder.Redirect.INHERIT));
        questions = process.outputWriter();
        answers = process.inputReader();
    }

    /**
     * A packet that has left the router.
     *
     * @param node that it came to: lan, or p1 and so on
     * @param port at the destination; 0: the protocol has none
     */
    record Seen(String node, String source, String to, int port) {}

    /**
     * What there was to see of a connection.
     *
     * @param firsts where its first packet came to, and where when it was sent again; empty: it left the router nowhere
     * @param answers of whom the connection was meant for, as the router passed them on
     */
    record Track(Set<Seen> firsts, List<Seen> answers) {}

    /** All of them, by source port, and packets at providers that belong to none and have a wrong source. */
    record Sight(Map<Integer, Track> tracks, List<String> strays) {
        Track of(Flow flow) {
            Track track = tracks.get(flow.sourcePort().orElseThrow());
            if (track == null) throw new AssertionError(flow + " was not followed");
            return track;
        }
    }

    /**
     * A connection to be begun.
     *
     * @param flow with a source port, for ICMP too, that no other has had in this lab
     * @param seen whether its first packet is expected to leave the router
     * @param answered whether an answer is expected to
     */
    record Sent(String node, Flow flow, boolean seen, boolean answered) {
        int id() {
            return flow.sourcePort().orElseThrow();
        }
    }

    Sight follow(List<Sent> sent) {
        ArrayNode asked = JSON.createArrayNode();
        for (Sent one : sent) {
            var flow = one.flow();
            var node = asked.addObject()
                    .put("id", one.id())
                    .put("node", one.node())
                    .put("protocol", flow.protocol().toString())
                    .put("to", flow.to().toString())
                    .put("port", flow.port().orElse(0))
                    .put("seen", one.seen())
                    .put("answered", one.answered());
            flow.from().ifPresent(from -> node.put("from", from.toString()));
        }
        JsonNode told = JSON.readTree(ask(asked.toString()));
        Map<Integer, Track> tracks = new TreeMap<>();
        for (Sent one : sent) {
            Set<Seen> firsts = Set.copyOf(seen(told, one.id(), false));
            tracks.put(one.id(), new Track(firsts, seen(told, one.id(), true)));
        }
        List<String> strays = new ArrayList<>();
        told.path("strays").forEach(s -> strays.add(s.toString()));
        return new Sight(tracks, strays);
    }

    private static List<Seen> seen(JsonNode told, int id, boolean answer) {
        List<Seen> seen = new ArrayList<>();
        for (JsonNode track : told.path("tracks"))
            if (track.path("id").asInt() == id && track.path("answer").asBoolean() == answer)
                seen.add(new Seen(
                        track.path("node").asString(),
                        track.path("source").asString(),
                        track.path("to").asString(),
                        track.path("port").asInt()));
        return seen;
    }

    private String ask(String line) {
        try {
            questions.write(line + "\n");
            questions.flush();
            String answer = answers.readLine();
            if (answer == null) throw new AssertionError("ops/lab/tracks has ended");
            return answer;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
