package dev.ftr.daemon;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ftr.model.FaultPlace;
import dev.ftr.model.UplinkState;
import dev.ftr.notify.Event;
import dev.ftr.notify.EventJson;
import dev.ftr.testing.Schemas;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;

class EventLogTest {
    private static final Instant AT = Instant.parse("2026-03-01T10:00:00Z");
    private static final ObjectMapper JSON = new ObjectMapper();
    private static final int MEGABYTE = 1 << 20;

    private final Path folder;

    EventLogTest(@TempDir Path folder) {
        this.folder = folder;
    }

    @Test
    void makesItsFolderAndAppendsALineForEachEvent() throws IOException {
        EventLog log = new EventLog(folder.resolve("lib/ftr"));
        log.add(event("first"));
        log.add(event("second"));
        assertEquals(List.of("first", "second"), texts(folder.resolve("lib/ftr/events.jsonl")));
    }

    @Test
    void goesOnWhereAnEarlierDaemonEnded() throws IOException {
        new EventLog(folder).add(event("first"));
        new EventLog(folder).add(event("second"));
        assertEquals(List.of("first", "second"), texts(file()));
    }

    @Test
    void aLineThatACrashLeftHalfWrittenSpoilsNoOther() throws IOException {
        Files.writeString(file(), "{\"at\":\"2026-03-01T1");
        new EventLog(folder).add(event("next"));
        List<String> lines = Files.readAllLines(file());
        assertEquals(2, lines.size());
        assertEquals("next", JSON.readTree(lines.getLast()).path("text").asString());
    }

    @Test
    void dropsTheOlderHalfWhenItGrowsTooLongAndKeepsLinesWhole() throws IOException {
        EventLog log = new EventLog(folder);
        String padding = "x".repeat(MEGABYTE / 10);
        for (int i = 0; i < 90; i++) {
            log.add(event(i + " ü " + padding));
            assertTrue(Files.size(file()) < 5 * MEGABYTE);
        }
        List<String> texts = texts(file());
        assertTrue(texts.getLast().startsWith("89 "));
        int first = Integer.parseInt(texts.getFirst().split(" ", 2)[0]);
        assertTrue(first > 0, "something was dropped");
        for (int i = 0; i < texts.size(); i++) assertTrue(texts.get(i).startsWith((first + i) + " ü x"));
    }

    @Test
    void aFolderThatCannotBeWrittenStopsNothing() throws IOException {
        Path noFolder = Files.writeString(folder.resolve("file"), "");
        EventLog log = new EventLog(noFolder);
        log.add(event("first"));
        log.add(event("second"));
        assertEquals("", Files.readString(noFolder));
    }

    @Test
    void whatAFullDiskDoesNotTakeIsWrittenWhenItIsWritableAgain() throws IOException {
        Path later = Files.writeString(folder.resolve("later"), "");
        EventLog log = new EventLog(later);
        log.add(event("first"));
        log.add(event("second"));
        Files.delete(later);
        log.retry();
        log.add(event("third"));
        assertEquals(List.of("first", "second", "third"), texts(later.resolve("events.jsonl")));
    }

    @Test
    void recoversFromALogThatIsNoText() throws IOException {
        byte[] junk = new byte[5 * MEGABYTE];
        Arrays.fill(junk, (byte) 0xff);
        Files.write(file(), junk);
        EventLog log = new EventLog(folder);
        for (int i = 0; i < 5; i++) log.add(event("event " + i));
        String text = new String(Files.readAllBytes(file()), StandardCharsets.ISO_8859_1);
        assertTrue(text.contains("\"event 4\""));
    }

    @Test
    void aTextWithLineBreaksIsStillOneLine() {
        assertEquals(1, EventJson.line(event("one\ntwo\r\u2028three")).lines().count());
    }

    @Test
    void everyKindOfEventNamesItsType() {
        assertType("started", new Event.Lifecycle(AT, true, "begins"));
        assertType("stopped", new Event.Lifecycle(AT, false, "ends"));
        assertType("target", new Event.TargetChanged(AT, "203.0.113.1", false));
        assertType(
                "uplink",
                new Event.UplinkChanged(AT, "eth1", "A", UplinkState.UP, UplinkState.DOWN, "why", Optional.empty()));
        assertType("address", new Event.AddressChanged(AT, "ppp0", "B", "", "192.0.2.2", "", "192.0.2.1"));
        assertType("routing", new Event.RoutingChanged(AT, List.of("eth1"), List.of(), "why"));
        assertType("reconciled", new Event.Reconciled(AT, "kernel", List.of("create rule 40000: missing")));
        assertType("error", new Event.Trouble(AT, List.of("what is wrong")));
    }

    @Test
    void eventsReadWellAsOneLine() {
        assertEquals(
                "uplink eth1 (Provider 1): up --> down: 0 of 3 targets answered, 2 required (place of the fault: gateway)",
                new Event.UplinkChanged(
                                AT,
                                "eth1",
                                "Provider 1",
                                UplinkState.UP,
                                UplinkState.DOWN,
                                "0 of 3 targets answered, 2 required",
                                Optional.of(FaultPlace.GATEWAY))
                        .text());
        assertEquals(
                "uplink ppp0 (DSL): ip none --> 192.0.2.2, gateway none --> 192.0.2.1",
                new Event.AddressChanged(AT, "ppp0", "DSL", "", "192.0.2.2", "", "192.0.2.1").text());
        assertEquals(
                "new connections: eth1, eth2 --> nobody: why",
                new Event.RoutingChanged(AT, List.of("eth1", "eth2"), List.of(), "why").text());
        assertEquals(
                "1 change made (kernel): create rule 40000: missing",
                new Event.Reconciled(AT, "kernel", List.of("create rule 40000: missing")).text());
        assertEquals("2 changes made (health): a; b", new Event.Reconciled(AT, "health", List.of("a", "b")).text());
        assertEquals("all problems are solved", new Event.Trouble(AT, List.of()).text());
    }

    private static void assertType(String type, Event event) {
        JsonNode node = Schemas.fit("event", EventJson.line(event));
        assertEquals(type, node.path("type").asString());
        assertEquals(event.text(), node.path("text").asString());
        assertEquals("2026-03-01T10:00:00Z", node.path("at").asString());
    }

    private static Event event(String text) {
        return new Event.Lifecycle(AT, true, text);
    }

    private static List<String> texts(Path file) throws IOException {
        return Files.readAllLines(file).stream()
                .map(line -> JSON.readTree(line).path("text").asString())
                .toList();
    }

    private Path file() {
        return folder.resolve("events.jsonl");
    }
}
