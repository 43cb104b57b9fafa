package dev.ftr.daemon;

import dev.ftr.notify.Event;
import dev.ftr.notify.EventJson;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** {@code events.jsonl}: a JSON object a line for each event, bounded by dropping the older half. */
final class EventLog {
    private static final Logger LOG = LoggerFactory.getLogger(EventLog.class);
    private static final long MAX_BYTES = 4L << 20;
    private static final int MOST_WAITING = 1000;

    private final Path file;
    private final Deque<Event> waiting = new ArrayDeque<>();
    private boolean failing;

    /** Whether the last line may be half a line: at the start, and after a failed write. */
    private boolean lineOpen = true;

    EventLog(Path stateDir) {
        this.file = stateDir.resolve("events.jsonl");
    }

    /** Appends; what an unwritable disk does not take waits for the next event or {@link #retry}, the newest of it at least. */
    void add(Event event) {
        waiting.add(event);
        if (waiting.size() > MOST_WAITING) waiting.removeFirst();
        write();
    }

    /** Writes what the disk has not taken so far. */
    void retry() {
        if (!waiting.isEmpty()) write();
    }

    private void write() {
        try {
            Files.createDirectories(file.getParent());
            if (Files.exists(file) && Files.size(file) > MAX_BYTES) dropOlderHalf();
            while (!waiting.isEmpty()) {
                Files.writeString(
                        file,
                        lineEnd() + EventJson.line(waiting.getFirst()) + "\n",
                        StandardOpenOption.CREATE,
                        StandardOpenOption.APPEND);
                lineOpen = false;
                waiting.removeFirst();
            }
            failing = false;
        } catch (IOException e) {
            if (!failing) LOG.error("{} cannot be written: {}", file, FileFailure.cause(e));
            failing = true;
            lineOpen = true;
        }
    }

    /** Ends a line that a crash has left half-written. */
    private String lineEnd() throws IOException {
        if (!lineOpen || !Files.exists(file) || Files.size(file) == 0) return "";
        try (SeekableByteChannel channel = Files.newByteChannel(file)) {
            ByteBuffer last = ByteBuffer.allocate(1);
            channel.position(channel.size() - 1).read(last);
            return last.get(0) == '\n' ? "" : "\n";
        }
    }

    private void dropOlderHalf() throws IOException {
        // Takes every byte as it is: what a crash has left in the file must not stop the log.
        List<String> lines = Files.readAllLines(file, StandardCharsets.ISO_8859_1);
        Path next = file.resolveSibling("events.jsonl.new");
        Files.write(next, lines.subList(lines.size() / 2, lines.size()), StandardCharsets.ISO_8859_1);
        Files.move(next, file, StandardCopyOption.ATOMIC_MOVE);
    }
}
