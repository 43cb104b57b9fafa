package dev.ftr.cli;

import static dev.ftr.cli.FtrRun.ftr;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ftr.history.Sample;
import dev.ftr.history.SampleArchive;
import dev.ftr.history.Samples;
import dev.ftr.history.Span;
import dev.ftr.model.FaultPlace;
import dev.ftr.model.UplinkState;
import dev.ftr.notify.Event;
import dev.ftr.notify.EventJson;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.TimeZone;
import java.util.stream.Stream;
import javax.imageio.ImageIO;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;

class ReportCommandTest {
    private static final Instant BEGIN = Instant.parse("2026-03-01T10:00:00Z");
    private static final String[] SPAN = {"--since", "2026-03-01T11:00", "--until", "2026-03-01T21:00"};
    private static final TimeZone BEFORE = TimeZone.getDefault();

    private final Path folder;

    ReportCommandTest(@TempDir Path folder) {
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
    void showsAvailabilityAndOutages() throws IOException {
        some();
        FtrRun run = report(SPAN);
        assertEquals(0, run.exit(), run.err());
        String out = run.out();
        assertEquals("""
                : 2026-03-01 11:00 to 2026-03-01 21:00 (10 h)

                uplink      available  outages    down  longest    mean  watched
                fibre        88.888 %        1     1 h      1 h     1 h   90.0 %
                lte          97.777 %        1  12 min   12 min  12 min   90.0 %
                (internet)   97.777 %        1  12 min   12 min  12 min   90.0 %

                Outages
                2026-03-01 12:00:00          1 h  fibre: provider, no answer
                2026-03-01 12:30:00       12 min  lte: no answer

                (internet): up while any uplink is, down while none is.
                Availability is of the watched time only; ftr monitor did not run all the time,
                or has no older events.
                """, out.substring(out.indexOf(':')));
        assertTrue(out.lines().allMatch(line -> line.length() <= 80), out);
        assertEquals("", run.err());
    }

    @Test
    void jsonHasTheSameNumbersAndMore() throws IOException {
        some();
        JsonNode json = json(SPAN);
        assertEquals(1, json.path("format_version").asInt());
        assertEquals("2026-03-01T10:00:00Z", json.path("from").asString());
        JsonNode fibre = json.path("uplinks").get(0);
        assertEquals("fibre", fibre.path("name").asString());
        assertEquals(88.8889, fibre.path("availability_percent").asDouble(), 1e-9);
        assertEquals(8 * 3_600_000, fibre.path("up_ms").asLong());
        assertEquals(3_600_000, fibre.path("down_ms").asLong());
        assertEquals(3_600_000, fibre.path("unknown_ms").asLong());
        assertEquals(8 * 3_600_000, fibre.path("between_failures_ms").asLong());
        JsonNode outage = fibre.path("outages").get(0);
        assertEquals("2026-03-01T11:00:00Z", outage.path("from").asString());
        assertEquals("seen", outage.path("end").asString());
        assertEquals("provider", outage.path("place").asString());
        assertTrue(fibre.path("samples").isNull());
        assertEquals(720_000, json.path("internet").path("down_ms").asLong());
    }

    @Test
    void oneUplinkCanBeAskedFor() throws IOException {
        some();
        JsonNode json = json("--since", "2026-03-01", "--uplink", "lte");
        assertEquals(1, json.path("uplinks").size());
        assertTrue(json.path("internet").isNull());
        FtrRun unknown = report("--since", "2026-03-01", "--uplink", "let");
        assertEquals(0, unknown.exit());
        assertEquals("Nothing is known of an uplink let in this time. Known: fibre, lte%n".formatted(), unknown.err());
    }

    @Test
    void withoutAnyFileNothingIsKnown() {
        FtrRun run = report();
        assertEquals(0, run.exit());
        assertTrue(run.out().endsWith("Nothing is known of this time: there are neither events nor samples.\n"));
        assertEquals(0, json().path("uplinks").size());
    }

    @Test
    void aFileThatCannotBeReadIsOneLine() throws IOException {
        Files.createDirectory(folder.resolve("events.jsonl"));
        FtrRun run = report();
        assertEquals(1, run.exit());
        assertEquals("ftr: %s: Is a directory%n".formatted(folder.resolve("events.jsonl")), run.err());
    }

    @Test
    void drawsWhatTheSamplesTell() throws IOException, InterruptedException {
        some();
        sampled();
        Path file = folder.resolve("graph.png");
        FtrRun run = report("--since", "2026-03-01T11:00", "--until", "2026-03-01T11:10", "--graph", file.toString());
        assertEquals(0, run.exit(), run.err());
        assertTrue(run.out().contains("\nfibre    10.0 ms"), run.out());
        assertTrue(ImageIO.read(file.toFile()).getWidth() > 800);
    }

    @Test
    void aGraphThatCannotBeDrawnIsOneLine() throws IOException, InterruptedException {
        some();
        Path file = folder.resolve("graph.png");
        FtrRun none = report(Stream.concat(Stream.of(SPAN), Stream.of("--graph", file.toString()))
                .toArray(String[]::new));
        assertEquals(1, none.exit());
        assertEquals(
                "ftr: %s is not drawn: there are no samples of this time in %s%n"
                        .formatted(file, folder.resolve("history")),
                none.err());
        assertFalse(Files.exists(file));
        sampled();
        Path nowhere = folder.resolve("none/graph.png");
        FtrRun lost =
                report("--since", "2026-03-01T11:00", "--until", "2026-03-01T11:10", "--graph", nowhere.toString());
        assertEquals(1, lost.exit());
        assertEquals("ftr: %s cannot be written: no such file or folder%n".formatted(nowhere), lost.err());
    }

    /** Two uplinks from 10:00 to 19:00 UTC: fibre fails for an hour, and lte for 12 minutes of it. */
    private void some() throws IOException {
        Stream<Event> events = Stream.of(
                new Event.Lifecycle(BEGIN, true, "ftr monitor begins"),
                change(0, "fibre", UplinkState.UNKNOWN, UplinkState.UP),
                change(0, "lte", UplinkState.UNKNOWN, UplinkState.UP),
                change(60, "fibre", UplinkState.UP, UplinkState.DOWN),
                change(90, "lte", UplinkState.UP, UplinkState.DOWN),
                change(102, "lte", UplinkState.DOWN, UplinkState.DEGRADED),
                change(120, "fibre", UplinkState.DOWN, UplinkState.UP),
                new Event.Lifecycle(at(540), false, "ftr monitor ends"));
        Files.write(folder.resolve("events.jsonl"), events.map(EventJson::line).toList());
    }

    private void sampled() throws InterruptedException {
        try (SampleArchive archive = SampleArchive.start(folder)) {
            Samples samples = new Samples(folder);
            Span span = new Span(BEGIN, at(60));
            for (int s = 0; s <= 600; s += 10) {
                Instant at = BEGIN.plusSeconds(s);
                archive.offer(
                        at,
                        List.of(new Sample(
                                "fibre",
                                UplinkState.UP,
                                Optional.of(Duration.ofMillis(10)),
                                Optional.of(Duration.ofMillis(1)),
                                0)));
                for (int i = 0; i < 500 && !samples.last("fibre", span).equals(Optional.of(at)); i++) Thread.sleep(2);
            }
        }
    }

    private static Event change(long minutes, String uplink, UplinkState before, UplinkState after) {
        boolean down = after == UplinkState.DOWN;
        return new Event.UplinkChanged(
                at(minutes),
                uplink,
                "Line " + uplink,
                before,
                after,
                down ? "no answer" : "answers",
                down && uplink.equals("fibre") ? Optional.of(FaultPlace.PROVIDER) : Optional.empty());
    }

    private static Instant at(long minutes) {
        return BEGIN.plusSeconds(60 * minutes);
    }

    private JsonNode json(String... options) {
        FtrRun run = report(
                Stream.concat(Stream.of(options), Stream.of("--output", "json")).toArray(String[]::new));
        assertEquals(0, run.exit(), run.err());
        return new ObjectMapper().readTree(run.out());
    }

    private FtrRun report(String... options) {
        return ftr(Stream.concat(
                        Stream.of("--run-dir", folder.toString(), "--state-dir", folder.toString(), "report"),
                        Stream.of(options))
                .toArray(String[]::new));
    }
}
