package dev.ftr.e2e;

import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Path;
import java.util.List;

/** Docker, tailscale and others, as far as routing and firewall see them: their rule sets, beside ours on a lab's router. */
final class Neighbours {
    private static final Path FIXTURES =
            Path.of("src/test/resources/fixtures/living").toAbsolutePath();

    private Neighbours() {}

    /** Makes what the tool makes: interfaces, routes and rules, and its chains. */
    static void load(Lab lab, String tool) {
        Path folder = FIXTURES.resolve(tool);
        lab.router(
                "ip -batch " + folder.resolve("load.ip"),
                "iptables-restore --noflush <" + folder.resolve("load.iptables"));
    }

    /** A process of this name in the router's namespace. */
    static Process program(Lab lab, String name) {
        String link = lab.folder().resolve(name).toString();
        Process process = lab.start(
                "router",
                List.of("bash", "-c", "ln -s \"$(type -P sleep)\" %1$s && exec %1$s 300".formatted(link)),
                builder -> builder.redirectErrorStream(true).redirectOutput(Redirect.DISCARD));
        Await.until(
                name + " runs",
                () -> lab.run("router", "cat", "/proc/%d/comm".formatted(process.pid()))
                        .out()
                        .strip()
                        .equals(name),
                () -> "not yet");
        return process;
    }

    /** The container of the docker fixture, 172.17.0.2, with a server on port 9000. */
    static void container(Lab lab) {
        String ready = lab.folder().resolve("container").toString();
        Process server = lab.start(
                "router",
                List.of(
                        "unshare",
                        "--net",
                        "bash",
                        "-c",
                        ("ip link set lo up; until ip -4 route show default | grep -q via; do sleep 0.05; done; "
                                        + "exec %s serve --port 9000 --ready-file %s")
                                .formatted(Lab.ops("lab/traffic"), ready)),
                builder -> builder.redirectErrorStream(true).redirectOutput(Redirect.INHERIT));
        String pid = Long.toString(server.pid());
        Await.until(
                "a namespace of its own",
                () -> !lab.router("readlink /proc/self/ns/net")
                        .equals(lab.router("readlink /proc/%s/ns/net".formatted(pid))),
                () -> "still the router's");
        String inside = "nsenter --net=/proc/%s/ns/net -- ".formatted(pid);
        lab.router(
                "ip link add veth7a3c9e1 type veth peer name eth0 netns " + pid,
                "ip link set veth7a3c9e1 master docker0 up",
                inside + "ip address add 172.17.0.2/16 dev eth0",
                inside + "ip link set eth0 up",
                inside + "ip route add default via 172.17.0.1");
        Await.until("the container serves", () -> Path.of(ready).toFile().exists(), () -> "not yet");
    }
}
