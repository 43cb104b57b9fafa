package dev.ftr.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A target that answers through no uplink is dead; no uplink is blamed for it. */
class DeadTargetsIT {
    /** Twice as long as each uplink needs to have asked each target once. */
    private static final Duration LONG_ENOUGH = Duration.ofSeconds(6);

    private Lab lab;

    @BeforeEach
    void start() {
        lab = Lab.up("targets");
    }

    @AfterEach
    void end() {
        lab.close();
    }

    @ParameterizedTest
    @CsvSource({"1, 4", "3, 3"})
    void deadTargetsAreToldOnceAndNoUplinkChanges(int dead, int required) {
        LabConfig config = LabConfig.ofUplinks(3)
                .testsOfTheExample()
                .test("required_successful", Integer.toString(required))
                .interval("500ms");
        DaemonProcess daemon = Ftr.with(lab, config).monitor().awaitRouting("eth1", "eth2", "eth3");
        double began = Lab.now();
        List<String> targets = LabConfig.TARGETS.subList(0, dead);
        targets.forEach(lab::killTarget);
        Await.until(
                "an event for each of " + targets,
                () -> told(daemon, began).size() >= dead,
                () -> "%s, %s".formatted(told(daemon, began), daemon.texts("uplink")));
        Await.pause(LONG_ENOUGH);

        assertEquals(targets, told(daemon, began).stream().sorted(byPosition()).toList());
        for (int i = 1; i <= 3; i++)
            assertEquals(List.of(), daemon.transitions("eth" + i, began), "changes of eth" + i);
        daemon.awaitRouting("eth1", "eth2", "eth3");
        Flows.assertNoneLost(Flows.ofLan(lab, "tcp", 60));
    }

    /** The targets that were reported not to answer. */
    private static List<String> told(DaemonProcess daemon, double since) {
        return daemon.ofType("target", since).stream()
                .filter(e -> !e.path("answering").asBoolean(true))
                .map(e -> e.path("target").asString())
                .toList();
    }

    private static Comparator<String> byPosition() {
        return Comparator.comparingInt(LabConfig.TARGETS::indexOf);
    }
}
