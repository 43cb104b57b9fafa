package dev.ftr.daemon;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Test;

class ReloadSignalTest {
    private static final int ENDED_BY_SIGTERM = 128 + 15;

    @Test
    void runsAtEachHangupAndTheProcessGoesOn() throws IOException, InterruptedException {
        try (ChildJvm child = ChildJvm.start(HangupListener.class).await("listening")) {
            for (int i = 0; i < 3; i++) {
                child.signal("HUP");
                child.await("asked to reload");
            }
            assertTrue(child.isAlive());
            child.signal("TERM");
            assertEquals(ENDED_BY_SIGTERM, child.exitStatus());
        }
    }

    @Test
    void saysWhenTheJvmLeavesNoSignalToIt() throws IOException {
        try (ChildJvm child = ChildJvm.start(List.of("-Xrs"), HangupListener.class)) {
            child.await("not listening");
        }
    }
}
