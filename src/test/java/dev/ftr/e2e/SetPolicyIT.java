package dev.ftr.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Set;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Policies about ipsets, which are somebody else's. */
class SetPolicyIT {
    private static final String POLICIES = """
            policies:
            - {name: listed, match: {set: listed}, uplinks: [eth2], otherwise: reject}
            - {name: other, match: {to: [203.0.113.64/26]}, uplinks: [eth3]}
            """;

    @ParameterizedTest
    @ValueSource(strings = {"nft", "legacy"})
    void aPolicyWaitsForItsSetAndKeepsNoOtherFromWorking(String backend) {
        Assumptions.assumeTrue(
                Arrays.stream(System.getenv("PATH").split(":", -1))
                        .anyMatch(folder -> Files.isExecutable(Path.of(folder, "ipset"))),
                "ipset is not installed");
        try (Lab lab = Lab.up("set-" + backend, "--backend", backend)) {
            Ftr ftr = Ftr.withText(lab, LabConfig.ofUplinks(3).text() + POLICIES);
            DaemonProcess daemon = ftr.monitor().awaitRouting("eth1", "eth2", "eth3");
            daemon.awaitProblem("policy listed is left out until there is an ipset listed; what it should REFUSE");
            assertEquals(
                    Set.of(Lab.source(3)),
                    Flows.sources(Flows.count(lab, "lan", "203.0.113.70", "tcp", Lab.SERVER_PORT, 20)));
            lab.router("ipset create listed hash:net", "ipset add listed 203.0.113.96/27");
            Await.until(
                    "the policy in force",
                    () -> Flows.sources(Flows.count(lab, "lan", "203.0.113.100", "tcp", Lab.SERVER_PORT, 20))
                            .equals(Set.of(Lab.source(2))),
                    daemon::log);
            daemon.awaitConverged();
            assertEquals(0, ftr.planAllUp().exit());
        }
    }
}
