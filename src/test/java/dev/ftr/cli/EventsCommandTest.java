package dev.ftr.cli;

import static dev.ftr.cli.FtrRun.ftr;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ftr.model.FaultPlace;
import dev.ftr.model.Language;
import dev.ftr.model.UplinkState;
import dev.ftr.notify.Event;
import dev.ftr.notify.EventJson;
import dev.ftr.text.Sentences;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Instant;
import java.time.ZoneId;
import java.util.List;
import java.util.Optional;
import java.util.TimeZone;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;

class EventsCommandTest {
    private static final Instant AT = Instant.parse("2026-03-01T10:00:00.123Z");
    private static final TimeZone BEFORE = TimeZone.getDefault();

    private final Path folder;

    EventsCommandTest(@TempDir Path folder) {
        this.folder = folder;
    }

    @BeforeEach
    void inRome() {
        TimeZone.setDefault(TimeZone.getTimeZone("Europe/Rome"));
    }

    @AfterEach
    void atHome() {
        TimeZone.setDefault(BEFORE);
    }

    @Test
    void writesALineForEachEventInLocalTime() throws IOException {
        some();
        FtrRun run = events();
        assertEquals(0, run.exit(), run.err());
        assertEquals("""
                2026-03-01 11:00:00  started       ftr monitor begins
                2026-03-01 11:00:01  uplink        uplink fibre (Provider 1): up --> down: no answer (place of the fault: provider)
                2026-03-01 11:00:01  routing       new connections: fibre --> lte: fibre is down
                2026-03-01 11:00:02  eclipse       it is dark
                """, run.out());
        assertEquals("", run.err());
    }

    @Test
    void picksBySpanUplinkTypeAndNumber() throws IOException {
        some();
        assertEquals(2, lines(events("--uplink", "fibre")), "its own, and the routing that it took part in");
        assertEquals(1, lines(events("--uplink", "fibre", "--type", "uplink,started")));
        assertEquals(1, lines(events("--limit", "1")));
        assertEquals(0, lines(events("--since", "7d")), "it is long ago");
        assertEquals(2, lines(events("--since", "2026-03-01T11:00:01", "--until", "2026-03-01T10:00:02Z")));
        assertEquals(4, lines(events("--since", "2026-03-01", "--until", "2026-03-02")));
        assertEquals(0, lines(events("--until", "2026-03-01 11:00")));
    }

    @Test
    void saysWhatIsNotShown() throws IOException {
        some();
        assertEquals(
                "3 older ones are not shown; --since 7d or --limit 1000 shows more.%n".formatted(),
                events("--limit", "1").err());
        assertEquals(
                "There are no such events.%n".formatted(),
                events("--since", "1h").err());
        assertEquals(
                "There are no events of an uplink fibr. Uplinks with events: fibre%n".formatted(),
                events("--uplink", "fibr").err());
    }

    @Test
    void jsonHasTheEventsAsTheFileHasThem() throws IOException {
        some();
        FtrRun run = events("--output", "json", "--limit", "2");
        assertEquals("", run.err());
        JsonNode json = new ObjectMapper().readTree(run.out());
        assertEquals(1, json.path("format_version").asInt());
        assertEquals(2, json.path("events").size());
        assertEquals(
                Files.readAllLines(file()).get(2), json.path("events").get(0).toString());
        assertEquals(4, lines(run), "an event a line between two more");
    }

    @Test
    void withoutAFileThereAreNoEvents() {
        FtrRun run = events();
        assertEquals(0, run.exit());
        assertEquals("", run.out());
        assertEquals(
                "There are no events yet: %s does not exist. ftr monitor writes it.%n".formatted(file()), run.err());
        JsonNode json = new ObjectMapper().readTree(events("--output", "json").out());
        assertTrue(json.path("events").isArray() && json.path("events").isEmpty());
    }

    @Test
    void aFileThatCannotBeReadIsOneLine() throws IOException {
        Files.createDirectory(file());
        FtrRun run = events();
        assertEquals(1, run.exit());
        assertEquals("ftr: %s: Is a directory%n".formatted(file()), run.err());
    }

    @Test
    void halfALineIsNoEvent() throws IOException {
        some();
        Files.writeString(file(), "{\"at\":\"2026-03-01T10:0", StandardOpenOption.APPEND);
        assertEquals(4, lines(events()));
    }

    @Test
    void aTerminalGetsFoldedLinesAndColours() {
        Sheet sheet = Sheet.of(62, new Colours(true), Sentences.in(Language.ENGLISH), ZoneId.of("Europe/Rome"));
        Event event = down();
        assertEquals("""
                2026-03-01 11:00:01  \u001b[31muplink      \u001b[0m  uplink fibre (Provider 1):
                                     up --> down: no answer (place of the
                                     fault: provider)""", new EventText(sheet).of(event.at(), EventJson.node(event)));
    }

    @Test
    void allTypesOfThisVersionCanBeAskedFor() {
        for (Class<?> kind : Event.class.getPermittedSubclasses())
            assertTrue(kind.isRecord(), "a kind of event that is no record: " + kind);
        Stream<Event> each = Stream.of(
                new Event.Lifecycle(AT, true, ""),
                new Event.Lifecycle(AT, false, ""),
                down(),
                new Event.TargetChanged(AT, "192.0.2.1", true),
                new Event.AddressChanged(AT, "fibre", "", "", "", "", ""),
                new Event.RoutingChanged(AT, List.of(), List.of(), ""),
                new Event.PolicyMoved(AT, List.of(), List.of(), false, ""),
                new Event.Reconciled(AT, "", List.of()),
                new Event.ConfigTaken(AT, "", "", ""),
                new Event.ConfigRefused(AT, "", List.of()),
                new Event.Trouble(AT, List.of()),
                new Event.Warned(AT, List.of()),
                new Event.ChangeEnded(AT, true, "", List.of(), List.of()),
                new Event.StillDown(AT, "fibre", "", AT, ""),
                new Event.MessagesGivenUp(AT, "mail", 1, AT, ""));
        List<String> types =
                each.map(e -> EventJson.node(e).path("type").asString()).toList();
        assertEquals(types, EventsCommand.TYPES);
        assertEquals(Event.class.getPermittedSubclasses().length + 1, types.size(), "a life has two types");
    }

    private void some() throws IOException {
        Event routing = new Event.RoutingChanged(AT.plusSeconds(1), List.of("fibre"), List.of("lte"), "fibre is down");
        Files.write(
                file(),
                List.of(
                        EventJson.line(new Event.Lifecycle(AT, true, "ftr monitor begins")),
                        EventJson.line(down()),
                        EventJson.line(routing),
                        "{\"at\":\"2026-03-01T10:00:02Z\",\"type\":\"eclipse\",\"text\":\"it is dark\"}"));
    }

    private static Event down() {
        return new Event.UplinkChanged(
                AT.plusSeconds(1),
                "fibre",
                "Provider 1",
                UplinkState.UP,
                UplinkState.DOWN,
                "no answer",
                Optional.of(FaultPlace.PROVIDER));
    }

    private static long lines(FtrRun run) {
        assertEquals(0, run.exit(), run.err());
        return run.out().lines().count();
    }

    private Path file() {
        return folder.resolve("events.jsonl");
    }

    private FtrRun events(String... options) {
        return ftr(Stream.concat(Stream.of("--state-dir", folder.toString(), "events"), Stream.of(options))
                .toArray(String[]::new));
    }
}
