package dev.ftr.e2e;

import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * An uplink of a lab whose interface is seen to by a real DHCP client. The server is a dnsmasq out in the internet, asked
 * through a relay at the provider's gateway, as with most providers: renewals are sent to an address that is reached by a
 * default route alone. The server wants
 * leases to be renewed after five seconds.
 */
final class DhcpLine {
    private final Lab lab;
    private final int uplink;
    private final Path folder;
    private final Path leases;
    private Optional<Process> server = Optional.empty();
    private Optional<Process> running = Optional.empty();
    private int servers;

    /** A DHCP client, with Debian's own script where it has one, which must not write the machine's resolv.conf. */
    enum Client {
        DHCLIENT("dhclient", "isc-dhcp-client", "/var/lib/dhcp", """
                mkdir -p "$1/etc/dhclient-enter-hooks.d" && touch "$1/etc/dhclient.conf" &&
                echo 'make_resolv_conf() { :; }' >"$1/etc/dhclient-enter-hooks.d/no-resolv" &&
                mount --bind "$1/etc" /etc/dhcp &&
                exec dhclient -d -4 -pf "$1/client.pid" "$2"
                """),
        UDHCPC("udhcpc", "udhcpc", "/run/udhcpc", """
                sed "s|^RESOLV_CONF=.*|RESOLV_CONF=$1/resolv.conf|; s|/sbin/resolvconf|/nonexistent|" \\
                    /etc/udhcpc/default.script >"$1/script" && chmod +x "$1/script" &&
                exec udhcpc -f -t 3 -T 1 -A 1 -i "$2" -s "$1/script"
                """),
        DHCPCD("dhcpcd", "dhcpcd-base", "/var/lib/dhcpcd", """
                printf 'ipv4only\\nnoarp\\nnoipv4ll\\nscript /bin/true\\n' >"$1/dhcpcd.conf" &&
                mkdir -p /run/dhcpcd && mount -t tmpfs none /run/dhcpcd &&
                exec dhcpcd -B -4 -f "$1/dhcpcd.conf" "$2"
                """);

        private final String program;
        private final String debianPackage;
        private final String leaseFolder;
        private final String commands;

        Client(String program, String debianPackage, String leaseFolder, String commands) {
            this.program = program;
            this.debianPackage = debianPackage;
            this.leaseFolder = leaseFolder;
            this.commands = commands;
        }
    }

    private final Client client;

    /** Takes the static address from the uplink; nothing is served or asked yet. */
    DhcpLine(Lab lab, int uplink, Client client) {
        this.lab = lab;
        this.uplink = uplink;
        this.client = client;
        this.folder = lab.folder().resolve("dhcp" + uplink);
        this.leases = folder.resolve("leases");
        try {
            Files.createDirectories(leases);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        lab.router("ip address flush dev eth" + uplink);
        // The lab's provider drops packets with a foreign source, that of a host without an address among them.
        inProvider("-t mangle -I PREROUTING -i eth0 -s 0.0.0.0 -p udp --sport 68 --dport 67 -j ACCEPT");
    }

    /** Skips the test where the programs are not installed. */
    static void assumeInstalled(Client... clients) {
        assumeInstalled("dnsmasq", "dnsmasq-base");
        for (Client client : clients) assumeInstalled(client.program, client.debianPackage);
    }

    private static void assumeInstalled(String program, String debianPackage) {
        boolean there = Stream.of("/usr/sbin", "/sbin", "/usr/bin", "/bin")
                .anyMatch(f -> Files.isExecutable(Path.of(f, program)));
        assumeTrue(there, "%s is not installed (Debian, Ubuntu: apt-get install %s)".formatted(program, debianPackage));
    }

    /** From now on the server gives this address and gateway, and no others: what it has given before, it refuses. */
    void serve(String address, String gateway) {
        server.ifPresent(DhcpLine::end);
        String name = "server" + ++servers;
        write(name, """
                port=0
                user=root
                bind-dynamic
                interface=eth%1$d
                no-ping
                dhcp-authoritative
                dhcp-range=%2$s,%2$s,255.255.255.0,2m
                dhcp-option=option:router,%3$s
                dhcp-option=option:T1,5
                dhcp-option=option:T2,30
                """.formatted(uplink, address, gateway));
        server = Optional.of(dnsmasq("internet", name));
    }

    /** Starts the relay and the client. */
    void start() {
        write("relay", """
                port=0
                user=root
                bind-dynamic
                interface=eth0
                dhcp-relay=%s,10.250.%d.2
                """.formatted(Lab.gateway(uplink), uplink));
        dnsmasq("p" + uplink, "relay");
        List<String> command = inMountNamespace("set -- '%s' eth%d%n%s".formatted(folder, uplink, client.commands));
        running = Optional.of(lab.start(
                "router",
                command,
                builder -> builder.redirectErrorStream(true)
                        .redirectOutput(Redirect.to(folder.resolve("client.log").toFile()))));
    }

    /** Has a client renew its lease now that keeps half the lease's time whatever the server says. */
    void renew() {
        if (client != Client.UDHCPC) return;
        long pid = running.orElseThrow().pid();
        Ran.toTheEnd(new ProcessBuilder("kill", "-USR1", Long.toString(pid))).exits(0);
    }

    /** What begins a program that sees the client's lease files: it becomes the program that is named behind these words. */
    List<String> sight() {
        return inMountNamespace("exec \"$@\"");
    }

    private List<String> inMountNamespace(String commands) {
        String mount = "mkdir -p %2$s && mount --bind '%1$s' %2$s || exit 1%n".formatted(leases, client.leaseFolder);
        return List.of("unshare", "--mount", "sh", "-c", mount + commands, "sh");
    }

    private Process dnsmasq(String node, String name) {
        return lab.start(
                node,
                List.of(
                        "dnsmasq",
                        "-k",
                        "--conf-file=" + folder.resolve(name),
                        "--dhcp-leasefile=" + folder.resolve(name + ".leases"),
                        "--pid-file=" + folder.resolve(name + ".pid"),
                        "--log-facility=" + folder.resolve(name + ".log")),
                builder -> builder.redirectErrorStream(true)
                        .redirectOutput(
                                Redirect.appendTo(folder.resolve(name + ".out").toFile())));
    }

    private static void end(Process process) {
        process.destroy();
        Await.until("the end of the DHCP server", () -> !process.isAlive(), () -> "it still runs");
    }

    private void inProvider(String iptables) {
        lab.run("p" + uplink, ("iptables " + iptables).split(" ")).exits(0);
    }

    private void write(String name, String text) {
        try {
            Files.writeString(folder.resolve(name), text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What the client and the servers have said. */
    String log() {
        StringBuilder all = new StringBuilder();
        try (Stream<Path> files = Files.list(folder)) {
            for (Path file : files.filter(f -> f.toString().matches(".*\\.(log|out)"))
                    .sorted()
                    .toList()) all.append(file.getFileName()).append(":\n").append(Files.readString(file));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return all.toString();
    }
}
