package dev.ftr.e2e;

import java.util.List;
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

    /** Closes them, and gives how each has fared. */
    List<Held> close() {
        List<Held> held = traffic.stop().stream()
                .filter(l -> l.path("event").asString("").equals("summary"))
                .map(HeldConnections::parse)
                .toList();
        if (held.size() != count) throw new AssertionError("%d connections, not %d".formatted(held.size(), count));
        return held;
    }

    private static Held parse(JsonNode line) {
        return new Held(
                line.path("source").asString(""),
                line.path("reset").asBoolean()
                        || !line.path("ended").asString("").equals("closed"),
                line.path("source_changes").asInt() + line.path("port_changes").asInt(),
                line.path("longest_gap_ms").asDouble());
    }

    /**
     * How one connection fared.
     *
     * @param source that the server saw
     * @param broken it ended otherwise than by our closing it
     * @param changes of the address or port that the server saw
     * @param longestGapMs the longest time that a line waited for its answer
     */
    record Held(String source, boolean broken, int changes, double longestGapMs) {
        /** Nothing that a user would notice; half a second is a stall for {@code traffic}, one leaves room for the host. */
        boolean undisturbed() {
            return !broken && changes == 0 && longestGapMs < 1000;
        }
    }
}
