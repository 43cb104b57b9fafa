package dev.ftr.kernel;

import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ftr.config.RouterConfig;
import dev.ftr.daemon.MachineCheck;
import dev.ftr.daemon.MachineWatch;
import dev.ftr.model.InterfaceName;
import dev.ftr.model.IpAddress;
import dev.ftr.model.Link;
import dev.ftr.model.Link.LinkAddress;
import dev.ftr.model.Links;
import dev.ftr.scenario.Configs;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The watch on a machine of files, and on which machine anything is said at all. */
class MachineWatchTest {
    private static final RouterConfig CONFIG = Configs.of(Configs.uplink(0), Configs.ppp(1));

    @TempDir
    Path root;

    @Test
    void tellsSoonAfterTheStart() throws IOException, InterruptedException {
        Files.createDirectories(root.resolve("etc"));
        Files.writeString(root.resolve("etc/sysctl.conf"), "net.ipv4.ip_forward=0\n");
        Iptables missing = new Iptables(new CommandRunner(Duration.ofSeconds(5)), "-not-installed-here");
        BlockingQueue<List<String>> told = new LinkedBlockingQueue<>();
        try (MachineWatch watch =
                MachineWatch.start(new MachineReader(root, TreeMap::new, missing), () -> CONFIG, told::add)) {
            watch.firewallChanged();
            List<String> warnings = told.poll(30, TimeUnit.SECONDS);
            assertTrue(
                    warnings != null
                            && warnings.size() == 1
                            && warnings.getFirst().contains("/etc/sysctl.conf"),
                    () -> "told " + warnings);
        }
    }

    @Test
    void theRouterIsWhereAnUplinkIsWithItsAddress() {
        assertFalse(MachineCheck.isRouter(CONFIG, Links.NONE));
        assertFalse(MachineCheck.isRouter(CONFIG, links("eth0", "10.0.0.7")));
        assertFalse(MachineCheck.isRouter(CONFIG, links("eth5", "198.18.0.2")));
        assertTrue(MachineCheck.isRouter(CONFIG, links("eth0", "198.18.0.2")));
        // Where the address comes from the interface, the interface is all there is to go by.
        assertTrue(MachineCheck.isRouter(CONFIG, links("ppp1", "10.64.0.7")));
    }

    private static Links links(String device, String address) {
        InterfaceName name = new InterfaceName(device);
        LinkAddress assigned = new LinkAddress(IpAddress.parse(address), 24, Optional.empty());
        return Links.of(Map.of(name, new Link(name, true, true, List.of(assigned))));
    }
}
