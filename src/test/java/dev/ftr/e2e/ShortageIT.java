package dev.ftr.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import dev.ftr.e2e.Flows.Flow;
import java.io.IOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

/** No room for its files, or little memory: the daemon goes on routing. */
class ShortageIT {
    @Test
    void theDiskIsFullThenReadOnly() {
        try (Lab lab = Lab.up("full")) {
            Path told = lab.folder().resolve("told");
            Ftr plain = Ftr.with(lab, LabConfig.ofUplinks(3).more(hook(told)));
            // In a mount namespace of its own: nobody else sees these file systems, and nothing is left of them.
            String disks = ("mkdir -p %1$s %2$s && mount -t tmpfs -o size=64k small %1$s"
                            + " && mount -t tmpfs -o size=64k small %2$s && exec \"$@\"")
                    .formatted(plain.runDir(), plain.stateDir());
            DaemonProcess daemon = plain.startedBy(List.of("unshare", "-m", "sh", "-c", disks, "sh"))
                    .monitor();
            awaitMultipath(lab, daemon, 1, 2, 3);
            for (Path disk : List.of(plain.runDir(), plain.stateDir()))
                lab.run("router", "dd", "if=/dev/zero", "of=%s/fill".formatted(seenBy(daemon, disk)), "bs=1k");
            failover(lab, daemon, "cut", 1);
            assertEquals(1, count(daemon, "status.json cannot be written"), daemon.log());
            for (Path disk : List.of(plain.runDir(), plain.stateDir()))
                // Over the folder: files that are open for writing keep the one below from being so.
                lab.router("nsenter -t %1$d -m mount -o ro -t tmpfs empty %2$s".formatted(daemon.pid(), disk));
            failover(lab, daemon, "carrier", 2);
            for (Path disk : List.of(plain.runDir(), plain.stateDir()))
                lab.router("nsenter -t %d -m umount %s".formatted(daemon.pid(), disk));
            for (Path disk : List.of(plain.runDir(), plain.stateDir()))
                lab.router("rm %s/fill".formatted(seenBy(daemon, disk)));
            Path status = Path.of(seenBy(daemon, plain.runDir()), "status.json");
            Await.until("a status", () -> contains(status, "\"pid\" : " + daemon.pid()), daemon::log);
            // What happened meanwhile was told from memory.
            List<String> changes = List.of("eth1 down", "eth1 up", "eth2 down", "eth2 up");
            Await.until("all told", () -> lines(told).equals(changes), () -> lines(told) + daemon.log());
            Await.until("an outbox", () -> count(daemon, "outbox can be written again") == 1, daemon::log);
            assertEquals(1, count(daemon, "outbox cannot be written"), daemon.log());
            assertFalse(daemon.log().contains("internal error"), daemon.log());
        }
    }

    @Test
    void itsFoldersBecomeFiles() throws IOException {
        try (Lab lab = Lab.up("nofolder")) {
            Ftr ftr = Ftr.with(lab, LabConfig.ofUplinks(3));
            DaemonProcess daemon = ftr.monitor().awaitRouting("eth1", "eth2", "eth3");
            for (Path folder : List.of(ftr.runDir(), ftr.stateDir())) {
                Files.move(folder, folder.resolveSibling(folder.getFileName() + ".before"));
                Files.writeString(folder, "no folder");
            }
            failover(lab, daemon, "cut", 1);
            for (Path folder : List.of(ftr.runDir(), ftr.stateDir())) {
                Files.delete(folder);
                Files.move(folder.resolveSibling(folder.getFileName() + ".before"), folder);
            }
            daemon.awaitRouting("eth1", "eth2", "eth3").awaitConverged();
            assertFalse(daemon.log().contains("internal error"), daemon.log());
        }
    }

    private static void failover(Lab lab, DaemonProcess daemon, String fault, int uplink) {
        lab.fault(fault, uplink);
        int[] others = uplink == 1 ? new int[] {2, 3} : new int[] {1, 3};
        awaitMultipath(lab, daemon, others);
        List<Flow> flows = Flows.ofLan(lab, "tcp", 60);
        Flows.assertNoneLost(flows);
        assertEquals(Set.copyOf(Lab.sources(others)), Flows.sources(flows));
        lab.heal();
        awaitMultipath(lab, daemon, 1, 2, 3);
        assertEquals(0, lab.misrouted());
    }

    private static void awaitMultipath(Lab lab, DaemonProcess daemon, int... uplinks) {
        Await.until(
                "new connections over " + Lab.sources(uplinks),
                () -> isMultipath(lab.router("ip route show table 65 2>/dev/null || true"), uplinks),
                daemon::log);
    }

    private static boolean isMultipath(String route, int... uplinks) {
        int found = 0;
        for (int uplink : uplinks) if (route.contains("via %s ".formatted(Lab.gateway(uplink)))) found++;
        return found == uplinks.length && route.split("via ", -1).length == found + 1 && !route.contains("dead");
    }

    private static String seenBy(DaemonProcess daemon, Path path) {
        return "/proc/%d/root%s".formatted(daemon.pid(), path);
    }

    private static String hook(Path told) {
        return "hooks: [{on: [uplink], command: [/bin/sh, -c, 'echo \"$FTR_UPLINK $FTR_STATE\" >>%s']}]"
                .formatted(told);
    }

    private static List<String> lines(Path file) {
        try {
            return Files.readAllLines(file);
        } catch (IOException e) {
            return List.of();
        }
    }

    private static boolean contains(Path file, String text) {
        try {
            return Files.readString(file).contains(text);
        } catch (IOException e) {
            return false;
        }
    }

    private static long count(DaemonProcess daemon, String words) {
        return daemon.log().lines().filter(l -> l.contains(words)).count();
    }

    /** Thousands of events of routes, rules and the firewall, of others and of ours, and a failover meanwhile. */
    @Test
    void littleMemoryIsEnoughInAStormOfEvents() {
        try (Lab lab = Lab.up("small")) {
            DaemonProcess daemon = Ftr.with(lab, LabConfig.ofUplinks(3))
                    .startedBy(List.of("env", "_JAVA_OPTIONS=-Xmx24m"))
                    .monitor()
                    .awaitRouting("eth1", "eth2", "eth3")
                    .awaitConverged();
            String whole = KernelDump.settled(lab);
            String storm = "for i in $(seq 3000); do echo \"route add 192.0.2.$((i % 250))/32 dev eth1 table 150\";"
                    + " echo \"route del 192.0.2.$((i % 250))/32 dev eth1 table 150\";"
                    + " echo \"rule add pref 30000 from 10.96.$((i % 250)).0/24 lookup 150\";"
                    + " echo \"rule del pref 30000\"; done | ip -batch -; "
                    + "for i in $(seq 100); do iptables -t mangle -A PREROUTING -s 192.0.2.1 -j ACCEPT;"
                    + " iptables -t mangle -D PREROUTING -s 192.0.2.1 -j ACCEPT; done";
            Process raging = lab.start("router", List.of("bash", "-c", storm), b -> b.redirectOutput(Redirect.DISCARD));
            lab.fault("carrier", 1);
            daemon.awaitRouting("eth2", "eth3");
            lab.heal();
            Await.until("the end of the storm", () -> !raging.isAlive(), daemon::log);
            lab.router("ip route del default table 65");
            daemon.awaitRouting("eth1", "eth2", "eth3").awaitConverged();
            Await.until("the whole state", () -> KernelDump.settled(lab).equals(whole), () -> KernelDump.settled(lab));
            assertFalse(daemon.log().contains("OutOfMemoryError"), daemon.log());
            assertFalse(daemon.log().contains("internal error"), daemon.log());
            assertEquals(0, lab.misrouted());
        }
    }
}
