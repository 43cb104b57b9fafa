package dev.ftr.e2e;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The daemon as its service runs it: a user who is not root, with NET_ADMIN and NET_RAW and nothing else. */
class UnprivilegedIT {
    /** Nobody on this machine. */
    private static final int USER = 987_654;

    private static final List<String> SERVICE = List.of(
            "setpriv",
            "--reuid=" + USER,
            "--regid=" + USER,
            "--clear-groups",
            "--inh-caps=-all,+net_admin,+net_raw",
            "--ambient-caps=-all,+net_admin,+net_raw",
            "--bounding-set=-all,+net_admin,+net_raw",
            "--no-new-privs",
            "--");

    /** What ops/systemd/ftr.tmpfiles does to the lock that programs take turns by with iptables-legacy, for this test alone. */
    private static final String WITH_LOCK =
            "touch /run/xtables.lock && mount --bind \"$0\" /run/xtables.lock && exec \"$@\"";

    @ParameterizedTest
    @ValueSource(strings = {"nft", "legacy"})
    void keepsTheRouterOnlineWithTwoPowersAndRootsCommandsFitIn(String backend) throws IOException {
        try (Lab lab = Lab.up("powers", "--backend", backend)) {
            assumeTrue(
                    lab.run("router", words(SERVICE, Lab.ops("ftr"), "--version"))
                                    .exit()
                            == 0,
                    "checkout or JDK are in a folder that only root may enter");
            Path hook = lab.folder().resolve("hook");
            Ftr installed = Ftr.withText(lab, config(hook));
            for (Path folder : List.of(installed.runDir(), installed.stateDir())) give(Files.createDirectory(folder));
            give(lab.folder());
            give(installed.config());
            Path lock = Files.createFile(lab.folder().resolve("xtables.lock"));
            give(lock);
            List<String> onMachine = List.of("unshare", "--mount", "sh", "-c", WITH_LOCK, lock.toString());
            Ftr root = installed.startedBy(onMachine);
            Ftr service = installed.startedBy(List.of(words(onMachine, SERVICE.toArray(String[]::new))));

            root.applyAllUp().exits(0);
            DaemonProcess daemon = service.monitor().awaitRouting("eth1", "eth2", "eth3");
            daemon.awaitConverged();
            root.planAllUp().exits(0);
            HeldConnections udp = HeldConnections.open(lab, "lan", Lab.INTERNET, "udp", Lab.SERVER_PORT, 30);
            assertFalse(udp.on(1).isEmpty(), "uplink 1 has connections");

            lab.fault("cut", 1);
            daemon.awaitRouting("eth2", "eth3").awaitConverged();
            Await.until(
                    "connections of uplink 1 are forgotten",
                    () -> connectionsOfFirst(lab).isEmpty(),
                    () -> connectionsOfFirst(lab));
            Await.until("the hook", () -> Files.exists(hook) && !read(hook).isEmpty(), daemon::log);
            assertEquals("CapEff:\t0000000000000000", read(hook).strip(), "what a hook may do");

            lab.router("echo 0 >/proc/sys/net/ipv4/conf/eth2/ignore_routes_with_linkdown");
            Await.until(
                    "the sysctl is put right",
                    () -> lab.router("cat /proc/sys/net/ipv4/conf/eth2/ignore_routes_with_linkdown")
                            .strip()
                            .equals("1"),
                    daemon::log);
            lab.heal();
            daemon.awaitRouting("eth1", "eth2", "eth3").awaitConverged();
            udp.close();
            daemon.terminate();
            assertEquals(0, daemon.exit());
            root.run("teardown").exits(0);
            assertEquals(
                    List.of(), ofOthers(installed.runDir(), installed.stateDir()), "files that are not the user's");
        }
    }

    private static String connectionsOfFirst(Lab lab) {
        return lab.router("conntrack -L -p udp -m 1/0xff 2>/dev/null");
    }

    private static String config(Path hook) {
        return LabConfig.ofUplinks(3).text() + """
                hooks:
                - command: [/bin/sh, -c, 'grep CapEff /proc/self/status >"%s"']
                  on: [uplink]
                """.formatted(hook);
    }

    private static String[] words(List<String> first, String... more) {
        List<String> words = new ArrayList<>(first);
        words.addAll(List.of(more));
        return words.toArray(String[]::new);
    }

    private static void give(Path path) throws IOException {
        for (String id : List.of("unix:uid", "unix:gid")) Files.setAttribute(path, id, USER, LinkOption.NOFOLLOW_LINKS);
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<String> ofOthers(Path... folders) throws IOException {
        TreeSet<String> found = new TreeSet<>();
        for (Path folder : folders)
            try (Stream<Path> files = Files.walk(folder)) {
                for (Path file : files.toList())
                    if (!Files.getAttribute(file, "unix:uid", LinkOption.NOFOLLOW_LINKS)
                            .equals(USER)) found.add(file.toString());
            }
        return List.copyOf(found);
    }
}
