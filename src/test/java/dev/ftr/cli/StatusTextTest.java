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
    @Test
    void showsARowForEachUplink(@TempDir Path folder) throws IOException {
        FtrRun run = status(folder, "true", "");
        assertEquals(0, run.exit());
        assertEquals("""
                uplink          state     routing  ip               gateway            loss      rtt  since
                eth1            up        yes      192.0.2.2        192.0.2.1           0 %  12.3 ms  2026-03-01T10:00:00Z
                ppp0            down      -        -                -                 100 %        -  2026-03-01T10:00:07Z
                converged
                """, run.out());
        assertEquals("", run.err());
    }

    @Test
    void showsWhatKeepsItFromConverging(@TempDir Path folder) throws IOException {
        FtrRun run = status(folder, "false", "\"uplink ppp0 cannot be used: why\"");
        assertTrue(run.out().endsWith("NOT converged\nproblem: uplink ppp0 cannot be used: why\n"), run.out());
    }

    private static FtrRun status(Path folder, String converged, String problems) throws IOException {
        Files.writeString(folder.resolve("status.json"), """
                {"format_version":1,"pid":%d,"converged":%s,"problems":[%s],"uplinks":[
                 {"name":"eth1","ip":"192.0.2.2","gateway":"192.0.2.1","state":"up","routing":true,
                  "since":"2026-03-01T10:00:00Z","rtt_ms":12.3,"loss_percent":0.0},
                 {"name":"ppp0","ip":null,"gateway":null,"state":"down","routing":false,
                  "since":"2026-03-01T10:00:07Z","rtt_ms":null,"loss_percent":100.0}]}
                """.formatted(
                        ProcessHandle.current().pid(), converged, problems));
        return ftr("--run-dir", folder.toString(), "status");
    }
}
