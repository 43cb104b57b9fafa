package dev.ftr.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.TestInstance;

/** One daemon with tools that can be broken. After each test it must recover by itself. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class DaemonWithFaultyTools {
    private static final AtomicInteger DAMAGES = new AtomicInteger();

    private Lab lab;
    private FaultyTools tools;
    private DaemonProcess daemon;
    private String whole = "";

    @BeforeAll
    void start() {
        lab = Lab.up("tools");
        tools = FaultyTools.of(lab);
        daemon = Ftr.with(lab, LabConfig.ofUplinks(3))
                .startedBy(tools.starter())
                .monitor()
                .awaitRouting("eth1", "eth2", "eth3")
                .awaitConverged();
        whole = KernelDump.settled(lab);
    }

    @AfterAll
    void end() {
        lab.close();
    }

    /** Whatever it was: it is over, and nobody has to help. */
    @AfterEach
    void itRecovers() {
        for (String tool : List.of("ip", "iptables-save", "iptables-restore", "conntrack", "nft")) tools.repair(tool);
        lab.heal();
        daemon.awaitRouting("eth1", "eth2", "eth3").awaitConverged();
        Await.until(
                "the whole state",
                () -> KernelDump.settled(lab).equals(whole),
                () -> "%s%nnot%n%s".formatted(KernelDump.settled(lab), whole));
        assertEquals(0, lab.misrouted());
    }

    /** Each time of another uplink, so that nobody seems to fight. */
    static void damage(Lab lab) {
        int uplink = 1 + DAMAGES.getAndIncrement() % 3;
        lab.router("ip rule del pref %d; XTABLES_LOCKFILE=/dev/null iptables -t mangle -D FTR-POSTROUTING %d"
                .formatted(20000 + uplink, uplink));
    }

    void awaitRules() {
        Await.until(
                "all rules",
                () -> lab.router("ip rule")
                                .lines()
                                .filter(l -> l.contains("proto 157"))
                                .count()
                        == 8,
                daemon::log);
    }

    Lab lab() {
        return lab;
    }

    FaultyTools tools() {
        return tools;
    }

    DaemonProcess daemon() {
        return daemon;
    }

    String whole() {
        return whole;
    }
}
