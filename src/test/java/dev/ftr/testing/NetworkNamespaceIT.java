package dev.ftr.testing;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import java.util.concurrent.FutureTask;
import org.junit.jupiter.api.Test;

class NetworkNamespaceIT {
    private static final Path IP_FORWARD = Path.of("/proc/sys/net/ipv4/ip_forward");

    @Test
    void processesStartedInsideStayInside() {
        try (NetworkNamespace here = NetworkNamespace.create("here");
                NetworkNamespace there = NetworkNamespace.create("there")) {
            here.connect("eth1", there, "up1");
            assertTrue(here.command("ip", "-br", "link").contains("eth1@"));
            assertTrue(there.command("ip", "-br", "link").contains("up1@"));
            assertFalse(there.command("ip", "-br", "link").contains("eth1@"));
        }
    }

    @Test
    void kernelParametersAreThoseOfTheNamespace() throws Exception {
        String outside = Files.readString(IP_FORWARD).strip();
        String other = outside.equals("0") ? "1" : "0";
        try (NetworkNamespace inside = NetworkNamespace.create("sysctl")) {
            inside.run(() -> Files.writeString(IP_FORWARD, other));
            assertEquals(other, inside.run(() -> Files.readString(IP_FORWARD).strip()));
            assertEquals(outside, Files.readString(IP_FORWARD).strip());
        }
    }

    @Test
    void threadsStartedInsideStayInside() {
        try (NetworkNamespace inside = NetworkNamespace.create("threads")) {
            inside.ip("link add name ftr0 type veth peer name ftr1");
            Callable<String> devices = () -> Files.readString(Path.of("/proc/thread-self/net/dev"));
            String seen = inside.run(() -> {
                FutureTask<String> child = new FutureTask<>(devices);
                Thread.ofPlatform().start(child);
                return child.get();
            });
            assertTrue(seen.contains("ftr0"));
        }
    }

    @Test
    void theCallerStaysOutside() throws Exception {
        String before = Files.readString(Path.of("/proc/thread-self/net/dev"));
        try (NetworkNamespace inside = NetworkNamespace.create("caller")) {
            inside.ip("link add name ftr0 type veth peer name ftr1");
            inside.run(() -> "");
            assertFalse(Files.readString(Path.of("/proc/thread-self/net/dev")).contains("ftr0"), before);
        }
    }

    @Test
    void isDeletedWhenTheTestFails() {
        Path mount;
        try (NetworkNamespace inside = NetworkNamespace.create("failing")) {
            mount = Path.of("/run/netns", inside.name());
            assertTrue(Files.exists(mount));
            assertThrows(
                    AssertionError.class,
                    () -> inside.run(() -> {
                        throw new AssertionError("failed");
                    }));
            assertThrows(IllegalStateException.class, () -> inside.ip("link set nothing up"));
        }
        assertFalse(Files.exists(mount));
    }
}
