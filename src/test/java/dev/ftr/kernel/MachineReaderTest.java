package dev.ftr.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ftr.model.Family;
import dev.ftr.model.InterfaceName;
import dev.ftr.model.IpAddress;
import dev.ftr.model.Link;
import dev.ftr.model.Link.LinkAddress;
import dev.ftr.model.Machine;
import dev.ftr.model.Machine.Said;
import dev.ftr.model.Sysctl;
import dev.ftr.model.TableId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is seen of a machine, below a root of its own. */
class MachineReaderTest {
    private static final InterfaceName ETH1 = new InterfaceName("eth1");

    @TempDir
    Path root;

    @Test
    void anEmptyMachineHasNothing() {
        Machine machine = read();
        assertEquals(Set.of(), machine.programs());
        assertEquals(Map.of(), machine.settings());
        assertEquals(Map.of(), machine.tableNames());
        assertEquals(Map.of(), machine.sysctls());
        assertFalse(machine.mainHasDefault());
        assertEquals(Optional.empty(), machine.firewall());
    }

    @Test
    void ofKernelParametersTheLastAssignmentCounts() throws IOException {
        file("/usr/lib/sysctl.d/10-a.conf", "net.ipv4.ip_forward = 0\nnet.ipv4.conf.eth0/10.rp_filter=1\n");
        file("/etc/sysctl.d/50-b.conf", "# net.ipv4.ip_forward=1\n; x\n-net/ipv4/ip_forward =1\nnot this\n");
        assertEquals(Optional.of(new Said("1", "/etc/sysctl.d/50-b.conf")), said("sysctl/net/ipv4/ip_forward"));
        assertEquals(
                Optional.of(new Said("1", "/usr/lib/sysctl.d/10-a.conf")),
                said("sysctl/" + Sysctl.rpFilter(new InterfaceName("eth0.10")).path()));
        // It hides the one of the distribution by its name, and says nothing itself.
        file("/etc/sysctl.d/10-a.conf", "");
        assertEquals(Optional.empty(), said("sysctl/net/ipv4/conf/eth0.10/rp_filter"));
        file("/etc/sysctl.conf", "net.ipv4.conf.all.forwarding=0\n");
        assertEquals(Optional.of(new Said("0", "/etc/sysctl.conf")), said("sysctl/net/ipv4/ip_forward"));
        file("/etc/ufw/sysctl.conf", "net/ipv4/ip_forward=1\n");
        assertEquals(Optional.of(new Said("0", "/etc/sysctl.conf")), said("sysctl/net/ipv4/ip_forward"));
        file("/etc/ufw/ufw.conf", "ENABLED=yes\nLOGLEVEL=low\n");
        assertEquals(Optional.of(new Said("1", "/etc/ufw/sysctl.conf")), said("sysctl/net/ipv4/ip_forward"));
    }

    @Test
    void networkdReadsOneMainFileAndThenAllDropIns() throws IOException {
        file("/usr/lib/systemd/networkd.conf", "[Network]\nManageForeignRoutes=no\n");
        assertEquals("no", value("networkd/ManageForeignRoutes"));
        file(
                "/etc/systemd/networkd.conf",
                "[Network]\n#ManageForeignRoutes=no\nManageForeignRoutingPolicyRules = no\n");
        assertEquals(Optional.empty(), said("networkd/ManageForeignRoutes"));
        file("/run/systemd/networkd.conf.d/20-x.conf", "[Network]\nManageForeignRoutes=no\n");
        file("/usr/lib/systemd/networkd.conf.d/10-y.conf", "[Network]\nManageForeignRoutes=yes\n");
        assertEquals("no", value("networkd/ManageForeignRoutes"));
        file("/etc/systemd/networkd.conf.d/90-z.conf", "[Network]\nManageForeignRoutingPolicyRules=yes\n");
        assertEquals(
                Optional.of(new Said("yes", "/etc/systemd/networkd.conf.d/90-z.conf")),
                said("networkd/ManageForeignRoutingPolicyRules"));
    }

    @Test
    void aRuleSetThatFlushesCountsWhereItsServiceIsSwitchedOn() throws IOException {
        file("/etc/nftables.conf", "#!/usr/sbin/nft -f\n\nflush  ruleset;\n\ntable inet filter {\n}\n");
        assertEquals(Optional.empty(), said("nftables/flush ruleset"));
        Path unit = root.resolve("etc/systemd/system/sysinit.target.wants/nftables.service");
        Files.createDirectories(unit.getParent());
        // As systemctl makes it: to a place that is not below our root.
        Files.createSymbolicLink(unit, Path.of("/nowhere/lib/systemd/system/nftables.service"));
        assertEquals(
                "/etc/nftables.conf",
                said("nftables/flush ruleset").orElseThrow().file());
        file("/etc/nftables.conf", "#flush ruleset\ndestroy table inet filter\n");
        assertEquals(Optional.empty(), said("nftables/flush ruleset"));
    }

    @Test
    void networkdPassesOverWhatStandsInAnotherSection() throws IOException {
        file("/etc/systemd/networkd.conf", "ManageForeignRoutes=no\n[DHCP]\nManageForeignRoutes=no\n");
        assertEquals(Optional.empty(), said("networkd/ManageForeignRoutes"));
        file("/etc/systemd/networkd.conf", "[DHCPv4]\nDUIDType=vendor\n[Network]\nManageForeignRoutes=no\n[DHCP]\n");
        assertEquals("no", value("networkd/ManageForeignRoutes"));
    }

    @Test
    void aRuleSetThatFlushesIsFoundWhereverItIsIncluded() throws IOException {
        Path unit = root.resolve("etc/systemd/system/sysinit.target.wants/nftables.service");
        Files.createDirectories(unit.getParent());
        Files.createFile(unit);
        file("/etc/nftables.conf", "include \"/etc/nftables.d/*.nft\"\ninclude \"./nftables.conf\"\ninclude \"[\"\n");
        file("/etc/nftables.d/a.nft", "table inet a {}\n");
        file("/etc/nftables.d/.hidden.nft", "flush ruleset\n");
        file("/etc/nftables.d/b.nft", "include \"more/c.rules\"\n");
        file("/etc/nftables.d/d.off", "flush ruleset\n");
        assertEquals(Optional.empty(), said("nftables/flush ruleset"));
        file("/etc/more/c.rules", "  flush ruleset\n");
        assertEquals(
                "/etc/more/c.rules",
                said("nftables/flush ruleset").orElseThrow().file());
    }

    @Test
    void namesOfTablesComeFromTheAdministratorsFileOrTheDistributions() throws IOException {
        file("/usr/share/iproute2/rt_tables", "1 distribution\n");
        assertEquals(
                Map.of(new TableId(1), new Said("distribution", "/usr/share/iproute2/rt_tables")), read().tableNames());
        file("/etc/iproute2/rt_tables", "255\tlocal\n0x10 hex # why\n# 7 seven\nnonsense\n-1 no\n");
        file("/etc/iproute2/rt_tables.d/isp.conf", "2 isp\n");
        assertEquals(
                Map.of(
                        new TableId(255), new Said("local", "/etc/iproute2/rt_tables"),
                        new TableId(16), new Said("hex", "/etc/iproute2/rt_tables"),
                        new TableId(2), new Said("isp", "/etc/iproute2/rt_tables.d/isp.conf")),
                read().tableNames());
    }

    @Test
    void networkManagersDevicesGoByNumber() throws IOException {
        file("/run/NetworkManager/devices/7", "[device]\nmanaged=true\nconnection-uuid=x\n");
        file("/run/NetworkManager/devices/8", "[device]\nmanaged=true\n");
        assertEquals(Set.of(ETH1), read().networkManaged());
        file("/run/NetworkManager/devices/7", "[device]\nmanaged=false\n");
        assertEquals(Set.of(), read().networkManaged());
    }

    @Test
    void processesOfOtherNetworksAreNoNeighbours() throws IOException {
        process("self", "java", "net:[1]");
        process("10", "dockerd", "net:[1]");
        process("11", "tailscaled", "net:[2]");
        file("/proc/12/comm", "kubelet\n");
        Files.createDirectories(root.resolve("proc/13"));
        assertEquals(Set.of("dockerd", "kubelet"), read().programs());
    }

    @Test
    void theDefaultRouteOfTableMainIsSeen() throws IOException {
        String head = "Iface\tDestination\tGateway\tFlags\tRefCnt\tUse\tMetric\tMask\tMTU\tWindow\tIRTT\n";
        file("/proc/self/net/route", head + "eth0\t0000000A\t00000000\t0001\t0\t0\t0\t000000FF\t0\t0\t0\n");
        assertFalse(read().mainHasDefault());
        file("/proc/self/net/route", head + "eth1\t00000000\t010012C6\t0003\t0\t0\t100\t00000000\t0\t0\t0\n");
        assertTrue(read().mainHasDefault());
    }

    @Test
    void kernelParametersAreRead() throws IOException {
        file("/proc/sys/net/ipv4/ip_forward", "1\n");
        file("/proc/sys/net/ipv4/conf/eth1/forwarding", "0\n");
        assertEquals(Map.of(Sysctl.IP_FORWARD, "1", Sysctl.forwarding(ETH1), "0"), read().sysctls());
    }

    @Test
    void strangeFilesAreNoError() throws IOException, InterruptedException {
        file("/etc/iproute2/rt_tables", "1 \u0000\n".repeat(100_000));
        Files.createDirectories(root.resolve("etc/sysctl.conf"));
        Files.createDirectories(root.resolve("etc/sysctl.d/folder.conf"));
        Files.createSymbolicLink(root.resolve("etc/sysctl.d/loop.conf"), Path.of("loop.conf"));
        Files.createDirectories(root.resolve("etc/systemd"));
        // Whoever reads from it waits for ever.
        new ProcessBuilder("mkfifo", root.resolve("etc/systemd/networkd.conf").toString())
                .start()
                .waitFor();
        Files.write(root.resolve("etc/sysctl.d/bytes.conf"), new byte[] {(byte) 0xff, '=', 0, '\n'});
        read();
    }

    @Test
    void aFirewallThatCannotBeListedIsAbsent() {
        assertEquals(Optional.empty(), reader().firewall());
        assertEquals(Optional.empty(), reader().otherBackend());
    }

    @Test
    void theInterfacesOfThisMachineHaveAddresses() {
        LocalDevices.withAddress()
                .values()
                .forEach(link -> assertFalse(link.addresses().isEmpty()));
    }

    private Optional<Said> said(String key) {
        return read().setting(key);
    }

    private String value(String key) {
        return said(key).orElseThrow().value();
    }

    private Machine read() {
        return reader().read();
    }

    private MachineReader reader() {
        SortedMap<Integer, Link> devices = new TreeMap<>(Map.of(
                7,
                new Link(
                        ETH1,
                        true,
                        true,
                        List.of(new LinkAddress(IpAddress.parse("192.0.2.2"), 24, Optional.empty())))));
        Iptables missing = new Iptables(new CommandRunner(Duration.ofSeconds(5)), "-not-installed-here");
        assertEquals("iptables-not-installed-here-save", missing.tool(Family.IPV4, "-save"));
        return new MachineReader(root, () -> devices, missing);
    }

    private void file(String path, String text) throws IOException {
        Path file = root.resolve(path.substring(1));
        Files.createDirectories(file.getParent());
        Files.writeString(file, text);
    }

    private void process(String pid, String name, String network) throws IOException {
        file("/proc/" + pid + "/comm", name + "\n");
        Path ns = root.resolve("proc/" + pid + "/ns");
        Files.createDirectories(ns);
        Files.createSymbolicLink(ns.resolve("net"), Path.of(network));
    }
}
