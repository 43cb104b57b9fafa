package dev.ftr.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ftr.e2e.Flows.Flow;
import java.time.Duration;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

/** {@code kill -9} at any moment, then a start: nobody but the failed uplink's users notices. */
class CrashIT {
    private static final long SEED = 4;

    /** After a loss of carrier: what was under way on that line. */
    private static final double UNDER_WAY = 1.0;

    @Test
    void killedWhileItChangesTheKernel() {
        try (Lab lab = Lab.up("crash")) {
            Random random = new Random(SEED);
            Ftr ftr = Ftr.with(lab, LabConfig.ofUplinks(3));
            DaemonProcess daemon =
                    ftr.monitor().awaitRouting("eth1", "eth2", "eth3").awaitConverged();
            Flows flows = Flows.fromLan(lab, "tcp");
            HeldConnections held = HeldConnections.open(lab, "lan", Lab.INTERNET, "tcp", Lab.SERVER_PORT, 30);
            double[] faults = new double[2];
            for (int i = 0; i < faults.length; i++) {
                // A failover and an edit of what is not concerned by it, and soon the end.
                faults[i] = Lab.now();
                lab.fault("carrier", 1);
                ftr.write(LabConfig.ofUplinks(3).weights(1, 1, 2 + i).text());
                daemon = killAndStart(daemon, ftr, random).awaitRouting("eth2", "eth3");
                lab.heal();
                Await.until(
                        "the return of the line",
                        () -> !lab.router("ip link show eth1").contains("NO-CARRIER"),
                        daemon::log);
                daemon = killAndStart(daemon, ftr, random)
                        .awaitRouting("eth1", "eth2", "eth3")
                        .awaitConverged();
                String weight = "dev eth3 weight %d".formatted(2 + i);
                Await.until(weight, () -> lab.router("ip route show table 65").contains(weight), daemon::log);
            }
            flows.awaitMore(50);
            List<Flow> unexplained = Flows.lost(flows.stop()).stream()
                    .filter(f -> !isUnderWay(f.t(), faults))
                    .toList();
            assertEquals(List.of(), unexplained, "lost with seed " + SEED);
            assertEquals(
                    List.of(),
                    held.close().stream()
                            .filter(h -> !h.source().equals(Lab.source(1)) && !h.undisturbed())
                            .toList());
            assertEquals(0, lab.misrouted());
            ftr.run("plan", "--detailed-exitcode").exits(0);
        }
    }

    private static boolean isUnderWay(double t, double[] faults) {
        for (double fault : faults) if (t > fault - 1 && t < fault + UNDER_WAY) return true;
        return false;
    }

    private static DaemonProcess killAndStart(DaemonProcess daemon, Ftr ftr, Random random) {
        Await.pause(Duration.ofMillis(random.nextInt(300)));
        List<ProcessHandle> children = daemon.children();
        daemon.kill();
        DaemonProcess next = ftr.monitor();
        Await.until(
                "no process of the killed daemon",
                () -> children.stream().noneMatch(ProcessHandle::isAlive),
                () -> children.stream().map(c -> c.info().toString()).toList().toString());
        return next;
    }

    /** Even where the routes have gone as well: what is known of the line is in the status that the killed one left. */
    @Test
    void whatWasDownIsNotTriedAtTheStart() {
        try (Lab lab = Lab.up("known")) {
            Ftr ftr = Ftr.with(lab, LabConfig.ofUplinks(3));
            DaemonProcess daemon = ftr.monitor().awaitRouting("eth1", "eth2", "eth3");
            lab.fault("cut", 1);
            daemon.awaitRouting("eth2", "eth3");
            daemon.kill();
            ftr.run("teardown").exits(0);
            double start = Lab.now();
            DaemonProcess next = ftr.monitor();
            Await.until(
                    "a way out",
                    () -> lab.router("ip route show table 65 2>/dev/null || true")
                            .contains("nexthop"),
                    next::log);
            List<Flow> flows = Flows.count(lab, "lan", Lab.INTERNET, "tcp", Lab.SERVER_PORT, 300);
            Flows.assertNoneLost(flows);
            assertEquals(List.copyOf(Lab.sources(2, 3)), List.copyOf(Flows.sources(flows)));
            next.awaitRouting("eth2", "eth3");
            assertTrue(
                    next.ofType("routing", start).stream()
                            .noneMatch(e -> e.path("after").toString().contains("eth1")),
                    next.log());
        }
    }
}
