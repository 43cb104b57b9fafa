package dev.ftr.e2e;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;

/** A running client of {@code ops/lab/traffic} and the JSON lines that it has written so far. */
final class TrafficProcess {
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Process process;
    private final Thread reader;
    private final List<JsonNode> lines = new ArrayList<>();

    TrafficProcess(Lab lab, String node, List<String> arguments) {
        List<String> command = new ArrayList<>(List.of(Lab.ops("lab/traffic")));
        command.addAll(arguments);
        process = lab.start(node, command, builder -> builder.redirectError(Redirect.INHERIT));
        reader = Thread.ofPlatform().daemon().name("traffic").start(this::read);
    }

    private void read() {
        try (var in = new BufferedReader(new InputStreamReader(process.getInputStream(), StandardCharsets.UTF_8))) {
            for (String line = in.readLine(); line != null; line = in.readLine()) {
                JsonNode node = JSON.readTree(line);
                synchronized (lines) {
                    lines.add(node);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    List<JsonNode> lines() {
        synchronized (lines) {
            return List.copyOf(lines);
        }
    }

    /** Asks it to end, and gives all that it has written. */
    List<JsonNode> stop() {
        process.toHandle().destroy(); // Process.destroy() would close the pipe before the summary has come
        return finish();
    }

    /** Waits until it ends by itself, and gives all that it has written. */
    List<JsonNode> finish() {
        try {
            reader.join(60_000);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException("interrupted", e);
        }
        if (reader.isAlive()) throw new AssertionError("traffic does not end");
        return lines();
    }
}
