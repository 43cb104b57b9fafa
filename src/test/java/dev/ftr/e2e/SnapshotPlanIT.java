package dev.ftr.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ftr.testing.NetworkNamespace;
import dev.ftr.testing.Schemas;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Plans that are made elsewhere than on the router, and made so later, on a real kernel. */
class SnapshotPlanIT {
    private static final String SECRET = "Open-Sesame-4711";
    private static final String[] HEALTH = {"--health", "eth1=up,eth2=down"};
    private static final String CONFIG = """
            uplinks:
              - {interface: eth1, type: static, ip: 192.0.2.2, gateway: 192.0.2.1, priority_group: 1, weight: 2}
              - {interface: eth2, type: static, ip: 198.51.100.2, gateway: 198.51.100.1, priority_group: 1}
            downlinks: {lan: eth0}
            tests: {ips: [203.0.113.5], required_successful: 1}
            base_priority: 20000
            email:
              send: true
              sender: router@example.com
              recipients: [admin@example.com]
              smtp_parameters: {address: smtp.example.com, user_name: router, password: %1$s}
            webhooks:
              - {url: "https://hooks.example.com/%1$s", secret: %1$s}
            """.formatted(SECRET);
    private static final String CHANGED = CONFIG.replace(
                    "downlinks:",
                    "  - {interface: eth3, type: static, ip: 203.0.113.2, gateway: 10.9.9.9, priority_group: 1}\ndownlinks:")
            .replace("base_priority: 20000", "base_priority: 40000\nbase_table: 100");

    @Test
    void thePlanElsewhereIsThePlanHereAndIsMadeExactlySo(@TempDir Path folder) throws IOException {
        Path before = Files.writeString(folder.resolve("before.yaml"), CONFIG);
        Path after = Files.writeString(folder.resolve("after.yaml"), CHANGED);
        Path snapshot = folder.resolve("snapshot.json");
        Path plan = folder.resolve("plan.json");
        try (NetworkNamespace router = NetworkNamespace.create("router");
                NetworkNamespace others = NetworkNamespace.create("others")) {
            connect(router, others);
            ClassPathFtr ftr = ClassPathFtr.in(router, before, folder);
            ftr.run("apply", HEALTH[0], HEALTH[1]).exits(0);
            disturb(router);
            String text = ftr.run("snapshot").exits(0).out();
            assertFalse(text.contains(SECRET));
            Files.writeString(snapshot, text);
            assertSamePlan(ftr, others, snapshot);
            assertSamePlan(ftr.with(after), others, snapshot);

            ClassPathFtr elsewhere = elsewhere(ftr.with(after), others);
            elsewhere
                    .run("plan", "--snapshot", snapshot.toString(), "--out", plan.toString(), HEALTH[0], HEALTH[1])
                    .exits(0);
            assertFalse(Files.readString(plan).contains(SECRET));
            Schemas.fit("plan", Files.readString(plan));
            Schemas.fit("snapshot", text);
            String[] apply = {"apply", "--plan", plan.toString()};
            ftr.with(after)
                    .run("apply", "--plan", plan.toString(), HEALTH[0], HEALTH[1])
                    .exits(64);
            assertTrue(ftr.run(apply).exits(1).err().contains("is not the one that"));
            router.ip("rule del pref 20001");
            Ran moved = ftr.with(after).run(apply).exits(1);
            assertTrue(moved.err().contains("rule 20001"), moved.toString());
            assertTrue(moved.err().contains("the kernel has moved since"), moved.toString());
            router.ip("rule add pref 20001 from 192.0.2.2 lookup 1 protocol 157");
            ftr.with(after).run(apply).exits(0);
            ftr.with(after)
                    .run("plan", "--detailed-exitcode", HEALTH[0], HEALTH[1])
                    .exits(0);
            ftr.with(after).run(apply).exits(1);
        }
    }

    private static void connect(NetworkNamespace router, NetworkNamespace others) {
        for (int i = 0; i < 4; i++) router.connect("eth" + i, others, "p" + i);
        router.ip("address add 10.0.0.1/24 dev eth0");
        router.ip("address add 192.0.2.2/24 dev eth1");
        router.ip("address add 198.51.100.2/24 dev eth2");
        router.ip("address add 203.0.113.2/24 dev eth3");
        // Reached by a route of its own, which only the changed config asks about.
        router.ip("route add 10.9.9.9 dev eth3 scope link");
    }

    /** Drift, and what others put in the way. */
    private static void disturb(NetworkNamespace router) {
        router.ip("route add default via 192.0.2.1 dev eth1 metric 5");
        router.ip("route add default via 198.51.100.9 dev eth2 table 100");
        router.ip("rule add pref 20070 from 10.7.0.0/16 lookup 33");
        router.ip("rule del pref 20066");
        router.command("iptables", "-t", "mangle", "-D", "FTR-PREROUTING", "2");
        router.command("iptables", "-t", "mangle", "-A", "PREROUTING", "-j", "MARK", "--set-mark", "0x3");
    }

    private static void assertSamePlan(ClassPathFtr ftr, NetworkNamespace others, Path snapshot) {
        for (String output : new String[] {"text", "json"}) {
            Ran live = ftr.run("plan", "--detailed-exitcode", "--output", output, HEALTH[0], HEALTH[1])
                    .exits(2);
            Ran written = elsewhere(ftr, others)
                    .run(
                            "plan",
                            "--detailed-exitcode",
                            "--output",
                            output,
                            "--snapshot",
                            snapshot.toString(),
                            HEALTH[0],
                            HEALTH[1])
                    .exits(2);
            assertEquals(live.out(), written.out());
        }
    }

    /** With no capability, and no tool to be found, and in another network. */
    private static ClassPathFtr elsewhere(ClassPathFtr ftr, NetworkNamespace others) {
        return new ClassPathFtr(
                others,
                ftr.config(),
                ftr.folder(),
                List.of(
                        "/usr/bin/setpriv",
                        "--bounding-set=-all",
                        "--inh-caps=-all",
                        "/usr/bin/env",
                        "-i",
                        "PATH=/nowhere"));
    }
}
