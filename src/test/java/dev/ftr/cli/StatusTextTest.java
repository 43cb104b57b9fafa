package dev.ftr.cli;

import static dev.ftr.cli.FtrRun.ftr;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class StatusTextTest {
    private static final String PROMISE = """
            {"detection_ms":3000,"usual_detection_ms":1300,"recovery_ms":7000,
             "false_downs_per_year":{"1%":0.0001,"5%":0.1,"10%":2.5},"probe_bytes_per_day":6220800}""";

    @Test
    void showsARowForEachUplink(@TempDir Path folder) throws IOException {
        FtrRun run = status(folder, "true", "");
        assertEquals(0, run.exit());
        assertEquals("""
                uplink          state     routing  ip               gateway            loss      rtt  since
                eth1            up        yes      192.0.2.2        192.0.2.1           0 %  12.3 ms  2026-03-01T10:00:00Z
                ppp0            down      -        -                -                 100 %        -  2026-03-01T10:00:07Z
                converged
                ppp0 is down: 0 of 6 targets answered, 4 required (place of the fault: provider); answers again, but is held until 2026-03-01T10:05:00Z because it failed so often

                           failure noticed in     back in       false alarms a year at        probes
                uplink     usually   at worst     service  1 % loss 5 % loss 10 % loss         a day
                eth1      <= 1.3 s   <= 3.0 s    <= 7.0 s   < 0.001    0.100       2.5        6.2 MB
                ppp0      <= 1.3 s   <= 3.0 s    <= 7.0 s   < 0.001    0.100       2.5        6.2 MB
                """, run.out());
        assertEquals("", run.err());
    }

    @Test
    void showsWhatKeepsItFromConverging(@TempDir Path folder) throws IOException {
        FtrRun run = status(folder, "false", "\"uplink ppp0 cannot be used: why\"");
        assertTrue(run.out().contains("\nNOT converged\n"), run.out());
        assertTrue(run.out().contains("\nproblem: uplink ppp0 cannot be used: why\n"), run.out());
    }

    private static FtrRun status(Path folder, String converged, String problems) throws IOException {
        Files.writeString(folder.resolve("status.json"), """
                {"format_version":1,"pid":%d,"converged":%s,"problems":[%s],"uplinks":[
                 {"name":"eth1","ip":"192.0.2.2","gateway":"192.0.2.1","state":"up","routing":true,
                  "since":"2026-03-01T10:00:00Z","rtt_ms":12.3,"loss_percent":0.0,"promise":%s},
                 {"name":"ppp0","ip":null,"gateway":null,"state":"down","routing":false,
                  "since":"2026-03-01T10:00:07Z","rtt_ms":null,"loss_percent":100.0,
                  "reason":"0 of 6 targets answered, 4 required","place":"provider",
                  "held_until":"2026-03-01T10:05:00Z","promise":%s}]}
                """.formatted(
                        ProcessHandle.current().pid(), converged, problems, PROMISE, PROMISE));
        return ftr("--run-dir", folder.toString(), "status");
    }
}
