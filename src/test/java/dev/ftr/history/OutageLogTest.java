package dev.ftr.history;

import static dev.ftr.history.Story.at;
import static dev.ftr.history.Story.seconds;
import static dev.ftr.model.UplinkState.DOWN;
import static dev.ftr.model.UplinkState.UNKNOWN;
import static dev.ftr.model.UplinkState.UP;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.ftr.notify.Event;
import dev.ftr.notify.EventJson;
import dev.ftr.notify.Notice;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class OutageLogTest {
    private static final long DAY = 86_400;

    private final Path folder;

    OutageLogTest(@TempDir Path folder) {
        this.folder = folder;
    }

    @Test
    void tellsOfTheLastSevenDaysWhatTheFileAndTheDaemonKnow() throws IOException {
        write(new Story()
                .started(0)
                .changed(0, "fibre", UNKNOWN, UP)
                .changed(100, "fibre", UP, DOWN)
                .changed(150, "fibre", DOWN, UP)
                .changed(5 * DAY, "fibre", UP, DOWN)
                .changed(5 * DAY + 30, "fibre", DOWN, UP)
                .events());
        OutageLog log = OutageLog.from(folder, at(8 * DAY));
        assertEquals(new Notice.Outages(Optional.of(seconds(30)), 1, seconds(30)), log.of("fibre", at(8 * DAY)));
        log.told(Story.change(at(8 * DAY + 10), "fibre", UP, DOWN));
        assertEquals(
                new Notice.Outages(Optional.of(seconds(30)), 2, seconds(30)),
                log.of("fibre", at(8 * DAY + 10)),
                "it begins at this moment");
        assertEquals(new Notice.Outages(Optional.of(seconds(30)), 2, seconds(35)), log.of("fibre", at(8 * DAY + 15)));
        log.told(Story.change(at(8 * DAY + 20), "fibre", DOWN, UP));
        assertEquals(new Notice.Outages(Optional.of(seconds(10)), 2, seconds(40)), log.of("fibre", at(8 * DAY + 60)));
    }

    @Test
    void anUplinkWithoutEventsHadNoOutage() {
        OutageLog log = OutageLog.from(folder, at(0));
        assertEquals(new Notice.Outages(Optional.empty(), 0, Duration.ZERO), log.of("fibre", at(0)));
    }

    @Test
    void halfLinesAndEventsOfOtherVersionsAreSkipped() throws IOException {
        write(new Story().started(0).changed(0, "fibre", UNKNOWN, UP).events());
        append("{\"at\":\"2026-03-01T10:00:05Z\",\"type\":\"uplink\",\"upl\n");
        append("{\"at\":\"2026-03-01T10:00:06Z\",\"type\":\"eclipse\",\"text\":\"dark\"}\n\n\u0000\n[1,2]\n7\n");
        append("{\"at\":\"when\",\"type\":\"uplink\",\"uplink\":\"fibre\",\"before\":\"up\",\"after\":\"sideways\"}\n");
        write(new Story()
                .changed(10, "fibre", UP, DOWN)
                .changed(14, "fibre", DOWN, UP)
                .events());
        append("{\"at\":\"2026-03-01T10:00:20Z\",\"type\":\"uplink\",\"uplink\":\"fibre\",\"before\":\"up\",\"aft");
        assertEquals(
                new Notice.Outages(Optional.of(seconds(4)), 1, seconds(4)),
                OutageLog.from(folder, at(100)).of("fibre", at(100)));
    }

    @Test
    void anOutageThatBeganJustBeforeACrashIsCountedFromItsBegin() throws IOException {
        write(new Story()
                .started(0)
                .changed(0, "fibre", UNKNOWN, UP)
                .changed(100, "fibre", UP, DOWN)
                .started(120)
                .changed(121, "fibre", UNKNOWN, DOWN)
                .changed(150, "fibre", DOWN, UP)
                .events());
        assertEquals(
                new Notice.Outages(Optional.of(seconds(50)), 1, seconds(50)),
                OutageLog.from(folder, at(200)).of("fibre", at(200)));
    }

    @Test
    void anOutageThatEndedWhileNobodyWatchedIsNotForgotten() throws IOException {
        write(new Story()
                .started(0)
                .changed(0, "fibre", UNKNOWN, UP)
                .changed(100, "fibre", UP, DOWN)
                .started(120)
                .changed(121, "fibre", UNKNOWN, UP)
                .events());
        assertEquals(1, OutageLog.from(folder, at(200)).of("fibre", at(200)).count());
    }

    @Test
    void aFileThatCannotBeReadTellsNothing() throws IOException {
        Files.createDirectory(folder.resolve("events.jsonl"));
        assertEquals(0, OutageLog.from(folder, at(0)).of("fibre", at(0)).count());
    }

    private void write(List<Event> events) throws IOException {
        append(events.stream().map(event -> EventJson.line(event) + "\n").collect(Collectors.joining()));
    }

    private void append(String text) throws IOException {
        Files.writeString(folder.resolve("events.jsonl"), text, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
    }
}
