package dev.ftr.e2e;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/**
 * A tunnel of the real wg-quick and wireguard-go, from a lab's router to its internet. All that they start, and the sockets
 * they are controlled by, are in namespaces of their own, which end with the lab.
 */
final class WireGuard {
    /** The far side of the tunnel, in it. */
    static final String FAR_SIDE = "10.9.0.1";

    private static final String ENDPOINT = "203.0.113.250";

    private final Lab lab;
    private final Path folder;
    private final Place router;
    private String path = "/usr/sbin:/usr/bin";
    private final String privateKey;
    private final String farKey;

    /** Makes the far side, which expects a tunnel from the router and nobody else. */
    WireGuard(Lab lab) {
        this.lab = lab;
        try {
            this.folder = Files.createDirectory(lab.folder().resolve("wireguard"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        this.privateKey = key("genkey", "");
        String privateFarKey = key("genkey", "");
        this.farKey = key("pubkey", privateFarKey);
        this.router = new Place("router");
        // The internet has many addresses; answers have to come from the one that was asked.
        write("far0.conf", """
                [Interface]
                PrivateKey = %s
                Address = %s/24
                ListenPort = 51820
                Table = off
                PostUp = for i in 1 2 3; do ip route change 198.18.$i.0/24 via 10.250.$i.1 src %s; done
                PostUp = ip route add 10.77.0.0/24 dev %%i
                [Peer]
                PublicKey = %s
                AllowedIPs = 10.9.0.2/32, 10.77.0.0/24
                """.formatted(privateFarKey, FAR_SIDE, ENDPOINT, key("pubkey", privateKey)));
        new Place("internet").run("wg-quick", "up", folder.resolve("far0.conf").toString());
    }

    /** From now on wg-quick finds no {@code nft} on the router, and makes its rules by iptables. */
    void withoutNft() {
        path = lab.router("mkdir %1$s/sbin && ln -s /usr/sbin/* %1$s/sbin && rm -f %1$s/sbin/nft".formatted(folder)
                        + " && iptables=$(type -P iptables) && echo ${iptables%%/*}:%s/sbin:/usr/bin".formatted(folder))
                .strip();
    }

    /** Begins the tunnel for what goes to these networks, as its administrator would. */
    void up(String allowedNetworks) {
        write("wg0.conf", """
                [Interface]
                PrivateKey = %s
                Address = 10.9.0.2/24
                [Peer]
                PublicKey = %s
                Endpoint = %s:51820
                AllowedIPs = %s
                """.formatted(privateKey, farKey, ENDPOINT, allowedNetworks));
        router.run("wg-quick", "up", folder.resolve("wg0.conf").toString());
    }

    void down() {
        router.run("wg-quick", "down", folder.resolve("wg0.conf").toString());
    }

    /** Bytes that were sent to the far side, tunnel and all. */
    long sent() {
        String transfer = router.run("wg", "show", "wg0", "transfer").strip();
        return Long.parseLong(transfer.substring(transfer.lastIndexOf('\t') + 1));
    }

    private String key(String command, String input) {
        String text = lab.run("router", "bash", "-c", "wg %s <<<'%s'".formatted(command, input))
                .exits(0)
                .out();
        return text.strip();
    }

    private void write(String name, String text) {
        try {
            Files.writeString(folder.resolve(name), text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Namespaces for mounts and processes on a node of the lab: the daemon that wg-quick leaves behind ends with them. */
    private final class Place {
        private final String node;
        private final String pid;

        Place(String node) {
            this.node = node;
            try {
                Path ready = Files.createTempFile(folder, node, ".pid");
                // The program reads from /proc of the machine, where it has another number than in its namespace.
                String inside = "mkdir -p /run/wireguard && mount -t tmpfs none /run/wireguard"
                        + " && read -r pid rest </proc/self/stat && echo $pid >%s && exec sleep 300".formatted(ready);
                Process holder = lab.start(
                        node,
                        List.of("unshare", "--mount", "--pid", "--fork", "--kill-child", "bash", "-c", inside),
                        builder -> builder.redirectErrorStream(true).redirectOutput(Redirect.INHERIT));
                Await.until(
                        "namespaces for WireGuard",
                        () -> !read(ready).isEmpty(),
                        () -> "none; their process lives: " + holder.isAlive());
                this.pid = read(ready).strip();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }

        String run(String... command) {
            List<String> words = new ArrayList<>(List.of("nsenter", "--mount", "--pid", "--target", pid, "env"));
            words.add("PATH=" + path);
            words.add("WG_QUICK_USERSPACE_IMPLEMENTATION=wireguard-go");
            words.addAll(List.of(command));
            return lab.run(node, words.toArray(String[]::new)).exits(0).out();
        }

        private static String read(Path file) {
            try {
                return Files.readString(file);
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}
