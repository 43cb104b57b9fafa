package dev.ftr.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ftr.e2e.Flows.Flow;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import tools.jackson.databind.JsonNode;

/** Uplinks that die, tested once a second as in the generated example. How fast to the tenth: {@code ops/bench.sh}. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class HealthIT {
    private static final double SECONDS_TO_FAIL_OVER = 3;

    private Lab lab;
    private DaemonProcess daemon;

    @BeforeAll
    void start() {
        lab = Lab.up("health", "--uplinks", "4");
        daemon = Ftr.with(lab, LabConfig.ofUplinks(4).testsOfTheExample()).monitor();
    }

    @AfterAll
    void end() {
        lab.close();
    }

    @BeforeEach
    void allIsWell() {
        lab.heal();
        daemon.awaitRouting("eth1", "eth2", "eth3", "eth4");
    }

    @Test
    void aSilentCutIsOverInSecondsAndTheUplinkComesBack() {
        Flows flows = Flows.fromLan(lab, "tcp");
        flows.awaitMore(20);
        double cut = Lab.now();
        lab.fault("cut", 2);
        daemon.awaitRouting("eth1", "eth3", "eth4").awaitState("eth2", "down");
        flows.awaitMore(200);
        lab.heal();
        daemon.awaitRouting("eth1", "eth2", "eth3", "eth4");
        double back = Lab.now();
        flows.awaitMore(100);
        List<Flow> all = flows.stop();

        assertEquals(
                List.of(),
                Flows.lost(all).stream()
                        .filter(f -> f.t() < cut - 1 || f.t() > cut + SECONDS_TO_FAIL_OVER)
                        .toList(),
                "flows lost before or long after the cut at " + cut);
        assertEquals(Set.copyOf(Lab.sources(1, 2, 3, 4)), Flows.sources(Flows.since(all, back)));
    }

    @Test
    void theStatusNamesThePlaceOfTheFailure() {
        lab.fault("carrier", 1);
        lab.fault("mute", 2);
        lab.fault("cut", 3);
        daemon.awaitRouting("eth4");
        awaitPlace("eth1", "link");
        awaitPlace("eth2", "gateway");
        awaitPlace("eth3", "provider");
        lab.heal();
        daemon.awaitRouting("eth1", "eth2", "eth3", "eth4");
        for (String name : List.of("eth1", "eth2", "eth3", "eth4"))
            assertEquals("", uplink(name).path("place").asString(""), name);
    }

    private void awaitPlace(String uplink, String place) {
        daemon.await("%s down, place %s".formatted(uplink, place), status -> {
            JsonNode now = DaemonProcess.uplink(status, uplink);
            return now.path("state").asString().equals("down")
                    && now.path("place").asString("").equals(place);
        });
        assertFalse(uplink(uplink).path("reason").asString("").isBlank(), uplink);
        assertTrue(
                daemon.texts("uplink").stream().anyMatch(t -> t.contains(uplink) && t.contains("--> down")),
                daemon.log());
    }

    private JsonNode uplink(String name) {
        return DaemonProcess.uplink(daemon.status().orElseThrow(), name);
    }
}
