package dev.ftr.e2e;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** When the kernel of a lab's router changed its routes, by its own clock. */
final class RouteTimes {
    private final List<String> lines = new ArrayList<>();

    private RouteTimes() {}

    static RouteTimes follow(Lab lab) {
        RouteTimes times = new RouteTimes();
        Process monitor = lab.start(
                "router",
                List.of("ip", "-ts", "-o", "monitor", "label", "route", "address"),
                builder -> builder.redirectErrorStream(true));
        Thread.ofPlatform().daemon().name("route times").start(() -> times.read(monitor));
        return times;
    }

    private void read(Process monitor) {
        try (var in = new BufferedReader(new InputStreamReader(monitor.getInputStream(), StandardCharsets.UTF_8))) {
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                synchronized (lines) {
                    lines.add(line);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** How long after the client's own route our uplink's table and the multipath route had the gateway; for people. */
    String takeover(String device, String gateway) {
        String way = "via %s dev %s".formatted(gateway, device);
        Optional<LocalDateTime> client = first("[ROUTE]default " + way, "", "table ");
        return "in the table of the uplink %s after the client's route, in the multipath route %s"
                .formatted(
                        since(client, first(way, "proto 157 src", "nothing")),
                        since(client, first(way, "table 65", "nothing")));
    }

    private static String since(Optional<LocalDateTime> begin, Optional<LocalDateTime> end) {
        if (begin.isEmpty() || end.isEmpty()) return "(never)";
        return Duration.between(begin.get(), end.get()).toMillis() + " ms";
    }

    private Optional<LocalDateTime> first(String text, String another, String without) {
        synchronized (lines) {
            return lines.stream()
                    .filter(l -> l.contains(text) && l.contains(another) && !l.contains(without))
                    .map(l -> LocalDateTime.parse(l.substring(1, l.indexOf(']'))))
                    .findFirst();
        }
    }
}
