package dev.ftr.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;

/** Many short connections, each to a server that says which source it sees. */
final class Flows {
    private final TrafficProcess traffic;

    private Flows(TrafficProcess traffic) {
        this.traffic = traffic;
    }

    /** A hundred a second from the LAN to many servers, until stopped. */
    static Flows fromLan(Lab lab, String protocol) {
        return start(lab, "lan", "--to", Lab.INTERNET, "--protocol", protocol, "--rate", "100", "--seconds", "120");
    }

    static Flows start(Lab lab, String node, String... arguments) {
        List<String> words = new ArrayList<>(List.of("flows"));
        words.addAll(List.of(arguments));
        return new Flows(new TrafficProcess(lab, node, words));
    }

    /** Makes so many from the LAN, and gives them. */
    static List<Flow> ofLan(Lab lab, String protocol, int count) {
        return count(lab, "lan", Lab.INTERNET, protocol, Lab.SERVER_PORT, count);
    }

    static List<Flow> count(Lab lab, String node, String to, String protocol, int port, int count) {
        return start(
                        lab,
                        node,
                        "--to",
                        to,
                        "--protocol",
                        protocol,
                        "--port",
                        Integer.toString(port),
                        "--rate",
                        "300",
                        "--count",
                        Integer.toString(count))
                .finish();
    }

    /** Waits until so many more have begun and ended, so that what comes now is tried by traffic. */
    void awaitMore(int count) {
        int before = soFar().size();
        Await.until(
                count + " more flows",
                Duration.ofSeconds(20),
                () -> soFar().size() >= before + count,
                () -> soFar().size() - before + " more");
    }

    List<Flow> soFar() {
        return parse(traffic.lines());
    }

    List<Flow> stop() {
        return parse(traffic.stop());
    }

    List<Flow> finish() {
        return parse(traffic.finish());
    }

    private static List<Flow> parse(List<JsonNode> lines) {
        return lines.stream()
                .filter(l -> l.has("t"))
                .map(l -> new Flow(
                        l.path("t").asDouble(),
                        l.path("to").asString(),
                        l.path("source").asString(""),
                        l.path("lost").asString("")))
                .toList();
    }

    static List<Flow> lost(List<Flow> flows) {
        return flows.stream().filter(f -> !f.lost.isEmpty()).toList();
    }

    static List<Flow> since(List<Flow> flows, double t) {
        return flows.stream().filter(f -> f.t >= t).toList();
    }

    static Set<String> sources(List<Flow> flows) {
        return flows.stream()
                .map(Flow::source)
                .filter(s -> !s.isEmpty())
                .collect(Collectors.toCollection(TreeSet::new));
    }

    static Map<String, Long> bySource(List<Flow> flows) {
        return flows.stream().collect(Collectors.groupingBy(Flow::source, TreeMap::new, Collectors.counting()));
    }

    static void assertNoneLost(List<Flow> flows) {
        assertEquals(List.of(), lost(flows), "lost flows");
    }

    /**
     * One short connection.
     *
     * @param t when it began, in seconds since the epoch
     * @param source that the server saw; empty: lost
     * @param lost why; empty: not lost
     */
    record Flow(double t, String to, String source, String lost) {}
}
