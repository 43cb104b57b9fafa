package dev.ftr.cli;

import static dev.ftr.cli.FtrRun.ftr;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ftr.model.FaultPlace;
import dev.ftr.model.UplinkState;
import dev.ftr.notify.Event;
import dev.ftr.notify.EventJson;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.ObjectMapper;

/** {@code ftr status} in a pipe, as it is seen. */
class StatusTextTest {
    private static final String PROMISE = """
            {"detection_ms":3000,"usual_detection_ms":1300,"recovery_ms":7000,
             "false_downs_per_year":{"1%":0.0001,"5%":0.1,"10%":2.5},"probe_bytes_per_day":6220800}""";

    /** Some seconds more than whole minutes, so that a slow machine shows the same. */
    private final Instant now = Instant.now().minusSeconds(10);

    @TempDir
    private Path folder;

    @Test
    void showsUplinksWhatIsWrongTheConfigAndWhoIsStillToBeTold() throws IOException {
        FtrRun run = status("true", "", "--promises");
        assertEquals(0, run.exit());
        assertEquals("""
                uplink  state  routing     loss      RTT  since    address    gateway    before
                eth1    up     yes 100 %    0 %  12.3 ms  2 d 4 h  192.0.2.2  192.0.2.1  -
                ppp0    down   no         100 %        -  7 min    -          -          -

                ppp0 is down: 0 of 6 targets answered, 4 required (place of the fault:
                  provider); answers again, but is held until 2020-01-01 because it failed
                  so often

                converged: the kernel is as the config wants it
                config /etc/ftr.conf, sha256 0123456789ab, commit c0ffeec0ffee
                mail: 3 messages wait, the oldest for 3 min; last error: 451 try later

                           failure noticed in     back in       false alarms a year at        probes
                uplink     usually   at worst     service  1 % loss 5 % loss 10 % loss         a day
                eth1      <= 1.3 s   <= 3.0 s    <= 7.0 s   < 0.001    0.100       2.5        6.2 MB
                ppp0      <= 1.3 s   <= 3.0 s    <= 7.0 s   < 0.001    0.100       2.5        6.2 MB
                """, run.out().replaceAll("until \\S+ \\S+", "until 2020-01-01"));
        assertEquals("", run.err());
    }

    @Test
    void showsTheLastFiveEventsAndWhatAnUplinkWasBefore() throws IOException {
        events(
                up("eth1", 500, UplinkState.UP, UplinkState.DOWN),
                up("eth1", 260, UplinkState.DOWN, UplinkState.UP),
                new Event.Lifecycle(ago(100), true, "one"),
                new Event.Reconciled(ago(90), "health", List.of("replace route")),
                new Event.Lifecycle(ago(80), true, "two"),
                new Event.Lifecycle(ago(70), true, "three"),
                new Event.Lifecycle(ago(60), true, "four"),
                new Event.Reconciled(ago(10), "kernel", List.of("create rule 40000: from all lookup 65 (missing)")));
        FtrRun run = status("true", "");
        assertTrue(run.out().contains(" 192.0.2.2  down 4 min\n"), run.out());
        List<String> last = run.out().lines().toList().reversed().subList(0, 6).reversed();
        assertEquals("", last.getFirst());
        assertEquals(
                List.of(
                        "one",
                        "two",
                        "three",
                        "four",
                        "1 change made (kernel): create rule 40000: from all lookup 65 (missing)"),
                last.stream()
                        .skip(1)
                        .map(l -> l.replaceFirst("^(\\d\\d-\\d\\d )?\\d\\d:\\d\\d:\\d\\d ", ""))
                        .toList());
    }

    @Test
    void showsWhatKeepsItFromConverging() throws IOException {
        FtrRun run = status("false", "\"uplink ppp0 cannot be used: why\"");
        assertTrue(run.out().contains("\nNOT converged: the kernel is not as the config wants it\n"), run.out());
        assertTrue(run.out().contains("\nproblem: uplink ppp0 cannot be used: why\n"), run.out());
    }

    @Test
    void theJsonIsWhatTheDaemonHasWritten() throws IOException {
        FtrRun run = status("true", "", "--output", "json");
        assertEquals(
                new ObjectMapper().readTree(Files.readString(folder.resolve("status.json"))),
                new ObjectMapper().readTree(run.out()));
    }

    @Test
    void aStatusOfAnOlderVersionIsShownAsFarAsItGoes() throws IOException {
        Files.writeString(
                folder.resolve("status.json"),
                "{\"pid\":%d,\"uplinks\":[{\"name\":\"eth1\"}]}"
                        .formatted(ProcessHandle.current().pid()));
        FtrRun run = ftr("--run-dir", folder.toString(), "--state-dir", folder.toString(), "status");
        assertEquals("""
                uplink  state    routing  loss  RTT  since  address  before
                eth1    unknown  never     0 %    -  -      -        -

                eth1 is unknown:\s

                NOT converged: the kernel is not as the config wants it
                """, run.out());
    }

    @Test
    void watchingNeedsATerminal() {
        FtrRun run = ftr("--run-dir", folder.toString(), "status", "--watch");
        assertEquals(1, run.exit());
        assertEquals("ftr: status --watch needs a terminal; without one, ask ftr status again and again\n", run.err());
    }

    private Instant ago(int seconds) {
        return now.minusSeconds(seconds);
    }

    private Event up(String uplink, int ago, UplinkState before, UplinkState after) {
        return new Event.UplinkChanged(
                ago(ago), uplink, "Provider", before, after, "reason", Optional.of(FaultPlace.PROVIDER));
    }

    private void events(Event... events) throws IOException {
        Files.writeString(
                folder.resolve("events.jsonl"),
                List.of(events).stream().map(e -> EventJson.line(e) + "\n").collect(Collectors.joining()));
    }

    private FtrRun status(String converged, String problems, String... options) throws IOException {
        Files.writeString(folder.resolve("status.json"), """
                {"format_version":1,"pid":%d,"started_at":"2020-01-01T10:00:00Z","converged":%s,"problems":[%s],
                 "warnings":[],
                 "last_reconcile":{"at":"2020-01-01T10:00:00Z","duration_ms":7.1,"changes":1,"trigger":"health"},
                 "config":{"path":"/etc/ftr.conf",
                   "sha256":"0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef",
                   "commit":"c0ffeec0ffeec0ffeec0ffeec0ffeec0ffeec0ff","loaded_at":"2020-01-01T10:00:00Z","error":null},
                 "notifications":[{"way":"mail","pending":3,"oldest":"%s","last_sent":null,"error":"451 try later"},
                   {"way":"chat","pending":0,"oldest":null,"last_sent":"%s","error":null}],
                 "uplinks":[
                 {"name":"eth1","description":"","interface":"eth1","reason":"2 of 3 targets answered, 2 required",
                  "place":null,"held_until":null,"jitter_ms":null,"ip":"192.0.2.2","gateway":"192.0.2.1","state":"up","routing":true,"priority_group":1,
                  "weight":2,"since":"%s","rtt_ms":12.3,"loss_percent":0.0,"promise":%s},
                 {"name":"ppp0","description":"","interface":"ppp0","jitter_ms":null,"ip":null,"gateway":null,"state":"down","routing":false,"priority_group":1,"weight":1,
                  "since":"%s","rtt_ms":null,"loss_percent":100.0,
                  "reason":"0 of 6 targets answered, 4 required","place":"provider",
                  "held_until":"2020-01-01T10:05:00Z","promise":%s}]}
                """.formatted(
                        ProcessHandle.current().pid(),
                        converged,
                        problems,
                        ago(180),
                        ago(10),
                        now.minus(Duration.ofHours(52)),
                        PROMISE,
                        ago(420),
                        PROMISE));
        String[] before = {"--run-dir", folder.toString(), "--state-dir", folder.toString(), "status"};
        return ftr(Stream.concat(Arrays.stream(before), Arrays.stream(options)).toArray(String[]::new));
    }
}
