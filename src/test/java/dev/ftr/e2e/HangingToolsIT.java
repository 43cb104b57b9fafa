package dev.ftr.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.lang.ProcessBuilder.Redirect;
import java.time.Duration;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A tool hangs, is missing, or waits for a lock: what does not need it goes on, and an uplink that fails is left. */
class HangingToolsIT extends DaemonWithFaultyTools {
    /** For a failover while a tool hangs, which is killed after 5 s. */
    private static final Duration BESIDE_A_HANGING_TOOL = Duration.ofSeconds(8);

    @ParameterizedTest
    @CsvSource({"iptables-restore, hangs", "iptables-save, hangs", "iptables-save, ''"})
    void aFailoverDoesNotWaitForIptables(String tool, String how) {
        if (how.isEmpty()) tools().remove(tool);
        else tools().spoil(tool, how);
        damage(lab());
        daemon().awaitProblem(tool);
        lab().fault("cut", 1);
        Await.until(
                "no new connection on the dead uplink",
                BESIDE_A_HANGING_TOOL,
                () -> !lab().router("ip route show table 65").contains("eth1"),
                () -> lab().router("ip route show table 65") + daemon().log());
        awaitRules();
    }

    @Test
    void ipIsKilledAndAskedAgain() {
        tools().spoil("ip", "hangs", "-4");
        damage(lab());
        daemon().awaitProblem("did not end");
        tools().repair("ip");
        awaitRules();
    }

    /** The lock of iptables-legacy, kept by another program. */
    @Test
    void whoHoldsTheLockOfIptablesIsWaitedFor() {
        try (Lab legacy = Lab.up("locked", "--backend", "legacy")) {
            String lock = legacy.folder().resolve("xtables.lock").toString();
            DaemonProcess locked = Ftr.with(legacy, LabConfig.ofUplinks(3))
                    .startedBy(List.of("env", "XTABLES_LOCKFILE=" + lock))
                    .monitor()
                    .awaitRouting("eth1", "eth2", "eth3")
                    .awaitConverged();
            String before = KernelDump.settled(legacy);
            Process holder = legacy.start(
                    "router", List.of("flock", lock, "sleep", "60"), b -> b.redirectOutput(Redirect.DISCARD));
            damage(legacy);
            locked.awaitProblem("lock");
            legacy.fault("cut", 1);
            Await.until(
                    "no new connection on the dead uplink",
                    BESIDE_A_HANGING_TOOL,
                    () -> !legacy.router("ip route show table 65").contains("eth1"),
                    locked::log);
            legacy.heal();
            Lab.end(holder);
            locked.awaitRouting("eth1", "eth2", "eth3").awaitConverged();
            assertEquals(before, KernelDump.settled(legacy));
        }
    }
}
