package dev.ftr.daemon;

import dev.ftr.notify.Event;
import dev.ftr.notify.EventJson;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.SeekableByteChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** The end of {@code events.jsonl}: cheap to read, however long the file is. */
public final class EventTail {
    /** Some two hundred events. */
    static final int BYTES = 64 << 10;

    private EventTail() {}

    /** The last events, in their order; none where there is no file, or none that may be read. */
    public static List<Event> of(Path stateDir) {
        try (SeekableByteChannel channel = Files.newByteChannel(stateDir.resolve("events.jsonl"))) {
            long begin = Math.max(0, channel.size() - BYTES);
            ByteBuffer end = ByteBuffer.allocate(BYTES);
            channel.position(begin);
            while (end.hasRemaining() && channel.read(end) >= 0) {}
            String text = new String(end.array(), 0, end.position(), StandardCharsets.UTF_8);
            return text.lines()
                    .skip(begin > 0 ? 1 : 0) // most likely it is half a line
                    .map(EventJson::read)
                    .flatMap(Optional::stream)
                    .toList();
        } catch (IOException e) {
            return List.of();
        }
    }
}
