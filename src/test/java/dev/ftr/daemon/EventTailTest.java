package dev.ftr.daemon;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ftr.notify.Event;
import dev.ftr.notify.EventJson;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class EventTailTest {
    @TempDir
    private Path folder;

    @Test
    void isNothingWhereThereIsNoFile() {
        assertEquals(List.of(), EventTail.of(folder));
    }

    @Test
    void leavesOutWhatCannotBeRead() throws IOException {
        write("{\"at\":\"2026\n\n{\"type\":\"of another version\"}\n" + line(1) + line(2) + "{\"at\":");
        assertEquals(List.of(event(1), event(2)), EventTail.of(folder));
    }

    @Test
    void ofALongFileReadsOnlyTheEnd() throws IOException {
        write(IntStream.range(0, 5000).mapToObj(EventTailTest::line).collect(Collectors.joining()));
        List<Event> tail = EventTail.of(folder);
        assertEquals(event(4999), tail.getLast());
        assertTrue(tail.size() < 1000 && tail.size() > 100, tail.size() + " events");
        assertEquals(event(5000 - tail.size()), tail.getFirst());
    }

    private void write(String text) throws IOException {
        Files.writeString(folder.resolve("events.jsonl"), text);
    }

    private static Event event(int number) {
        return new Event.Lifecycle(Instant.ofEpochSecond(number), true, "ftr monitor starts, time " + number + ", é");
    }

    private static String line(int number) {
        return EventJson.line(event(number)) + "\n";
    }
}
