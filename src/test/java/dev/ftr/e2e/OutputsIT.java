package dev.ftr.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ftr.testing.Schemas;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** Every command that writes JSON, on a real router: {@link Ftr#run} holds what it writes against its schema. */
class OutputsIT {
    private static final String[] FREE_IN_SNAPSHOTS = {
        "sysctls",
        "standing",
        "peer",
        "via",
        "src",
        "from",
        "to",
        "realm",
        "policy",
        "leases",
        "suppress_prefixlength",
        "taken",
        "health",
        "sets",
        "sets_unknown",
        "somewhere",
        "machine",
        "table_names",
        "settings",
        "policies"
    };

    private static final String[] FLOW = {
        "explain", "--from", "10.77.0.5", "--to", "203.0.113.9", "--port", "443", "--output", "json"
    };

    @Test
    void allJsonIsAsItsSchemaSaysAndTheSchemasRefuseWhatDiffers() throws IOException {
        try (Lab lab = Lab.up("outputs")) {
            Path told = lab.folder().resolve("told");
            Path hook = lab.folder().resolve("on-change");
            Files.writeString(hook, "#!/bin/sh\ncat >> %s\n".formatted(told));
            assertTrue(hook.toFile().setExecutable(true));
            String config = LabConfig.ofUplinks(3).text();
            config = config.replaceFirst("(?m)^tests:\n", "tests:\n  record: true\n") + """
                    hooks:
                    - {command: [%s], on: [uplink, routing, config, drift, error, reminder]}
                    """.formatted(hook);
            Ftr ftr = Ftr.withText(lab, config);
            tight("plan", ftr.run("plan", "--output", "json", "--health", "eth1=up,eth2=up,eth3=up"));
            DaemonProcess daemon = ftr.monitor().awaitRouting("eth1", "eth2", "eth3");
            lab.router("ip link set eth2 down");
            daemon.awaitState("eth2", "down");
            tight("snapshot", ftr.run("snapshot"), FREE_IN_SNAPSHOTS);
            tight("status", ftr.run("status", "--output", "json"), "false_downs_per_year");
            tight("explain", ftr.run(FLOW), "health");
            tight("event#list", ftr.run("events", "--output", "json"));
            tight("report", ftr.run("report", "--since", "1h", "--output", "json"));
            daemon.awaitTold("hook-on-change");
            daemon.terminate();
            for (JsonNode event : daemon.events()) Schemas.assertRefusesWhatDiffers("event", event.toString());
            List<String> messages = Files.readAllLines(told);
            assertFalse(messages.isEmpty());
            for (String message : messages) Schemas.assertRefusesWhatDiffers("event#message", message);
            String recording = ftr.stateDir().resolve("probes.csv").toString();
            tight("replay", ftr.run("replay", recording, "--output", "json"));
            Schemas.fit("state#last_good", Files.readString(ftr.stateDir().resolve("last-good.json")));
        }
    }

    @Test
    void onTheRouterValidateFindsWhatIsMissingAndInTheWay() {
        try (Lab lab = Lab.up("validate")) {
            String config = LabConfig.ofUplinks(3).text() + """
                    hooks:
                    - {command: [/nowhere/on-change]}
                    """;
            Ftr ftr = Ftr.withText(lab, config);
            lab.router("ip route add default via 198.18.1.1 dev eth1", "iptables -P FORWARD DROP");
            JsonNode json = Schemas.fit(
                    "validate", ftr.run("validate", "--output", "json").exits(0).out());
            List<String> found = json.path("findings")
                    .valueStream()
                    .map(f -> "%s %s %s"
                            .formatted(
                                    f.path("rule").asString(),
                                    f.path("level").asString(),
                                    f.path("pointer").asString("-")))
                    .distinct()
                    .toList();
            assertEquals(
                    List.of("missing-file warning /hooks/0/command/0", "machine warning -"), found, json::toString);
            Ran text = ftr.run("validate");
            assertTrue(
                    text.err().contains(": /hooks/0/command/0: there is no such program; install it, or mend the path"),
                    text::toString);
            ftr.run("validate", "--strict").exits(1);
            Ran github = ftr.run("validate", "--strict", "--output", "github").exits(1);
            assertEquals(json.path("findings").size(), github.out().lines().count());
            assertTrue(
                    github.out().lines().allMatch(l -> l.startsWith("::error file=" + ftr.config() + ",line=")),
                    github::toString);
            assertEquals("", github.err());
        }
    }

    private static void tight(String schema, Ran ran, String... free) {
        Schemas.assertRefusesWhatDiffers(schema, ran.exits(0).out(), free);
    }
}
