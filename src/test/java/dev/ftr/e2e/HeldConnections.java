package dev.ftr.e2e;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import tools.jackson.databind.JsonNode;

/** Long connections, on each of which a line goes out and must come back ten times a second. */
final class HeldConnections {
    private final TrafficProcess traffic;
    private final int count;

    private HeldConnections(TrafficProcess traffic, int count) {
        this.traffic = traffic;
        this.count = count;
    }

    /** Opens them, and waits until all have been answered. */
    static HeldConnections open(Lab lab, String node, String to, String protocol, int port, int count) {
        HeldConnections held = new HeldConnections(
                new TrafficProcess(
                        lab,
                        node,
                        List.of(
                                "hold",
                                "--to",
                                to,
                                "--protocol",
                                protocol,
                                "--port",
                                Integer.toString(port),
                                "--connections",
                                Integer.toString(count),
                                "--seconds",
                                "120")),
                count);
        Await.until(
                count + " open connections",
                () -> held.opened() == count,
                () -> held.traffic.lines().toString());
        return held;
    }

    private long opened() {
        return traffic.lines().stream()
                .filter(l -> l.path("event").asString("").equals("opened"))
                .count();
    }

    /** The numbers of those that began on this uplink. */
    Set<Integer> on(int uplink) {
        return numbers("opened", Lab.source(uplink));
    }

    /** The numbers of those that go over this uplink now but did not at first. */
    Set<Integer> movedTo(int uplink) {
        return numbers("source_changed", Lab.source(uplink));
    }

    /** The numbers of those that ended by themselves. */
    Set<Integer> broken() {
        Set<Integer> broken = numbers("reset", "");
        broken.addAll(numbers("error", ""));
        return broken;
    }

    private Set<Integer> numbers(String event, String source) {
        return traffic.lines().stream()
                .filter(l -> l.path("event").asString("").equals(event)
                        && (source.isEmpty() || l.path("source").asString("").equals(source)))
                .map(l -> l.path("connection").asInt())
                .collect(Collectors.toCollection(TreeSet::new));
    }

    /** Closes them, and gives how each has fared. */
    List<Held> close() {
        List<JsonNode> lines = traffic.stop();
        Map<Integer, String> sources = new HashMap<>();
        for (JsonNode line : lines)
            if (line.path("event").asString("").equals("opened"))
                sources.put(line.path("connection").asInt(), line.path("source").asString(""));
        List<Held> held = lines.stream()
                .filter(l -> l.path("event").asString("").equals("summary"))
                .map(l -> parse(l, sources))
                .toList();
        if (held.size() != count) throw new AssertionError("%d connections, not %d".formatted(held.size(), count));
        return held;
    }

    private static Held parse(JsonNode line, Map<Integer, String> sources) {
        int number = line.path("connection").asInt();
        return new Held(
                number,
                sources.getOrDefault(number, ""),
                line.path("reset").asBoolean()
                        || !line.path("ended").asString("").equals("closed"),
                line.path("source_changes").asInt() + line.path("port_changes").asInt(),
                line.path("longest_gap_ms").asDouble());
    }

    /**
     * How one connection fared.
     *
     * @param number in the order of opening, from 0
     * @param source that the server saw first
     * @param broken it ended otherwise than by our closing it
     * @param changes of the address or port that the server saw
     * @param longestGapMs the longest time that a line waited for its answer
     */
    record Held(int number, String source, boolean broken, int changes, double longestGapMs) {
        /** Nothing that a user would notice; half a second is a stall for {@code traffic}, one leaves room for the host. */
        boolean undisturbed() {
            return !broken && changes == 0 && longestGapMs < 1000;
        }
    }
}
