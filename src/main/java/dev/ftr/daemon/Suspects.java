package dev.ftr.daemon;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Collectors;

/** Programs that are known to change routes, rules or firewalls that are not theirs, and what to tell them. */
final class Suspects {
    private static final Path PROCESSES = Path.of("/proc");

    /** By the name of the process, as the kernel has it: at most 15 characters. */
    private static final Map<String, String> KNOWN = Map.ofEntries(
            Map.entry(
                    "systemd-network",
                    "systemd-networkd (set ManageForeignRoutes=no and ManageForeignRoutingPolicyRules=no in networkd.conf)"),
            Map.entry("NetworkManager", "NetworkManager (take the uplinks out of its hands: unmanaged-devices)"),
            Map.entry("dhcpcd", "dhcpcd (option nogateway)"),
            Map.entry("firewalld", "firewalld (it reloads whole tables)"),
            Map.entry("fault_tolerant_", "the original fault_tolerant_router (only one of the two can run)"),
            Map.entry("mwan3track", "mwan3 (only one of the two can run)"),
            Map.entry("keepalived", "keepalived (virtual_routes, virtual_rules)"),
            Map.entry("zebra", "FRR (zebra)"),
            Map.entry("bird", "BIRD"));

    private Suspects() {}

    /** The ones that run here, as the end of a sentence; empty: none. */
    static String hint() {
        return hint(PROCESSES);
    }

    static String hint(Path processes) {
        Set<String> found = new TreeSet<>();
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(processes, "[0-9]*")) {
            for (Path entry : entries) {
                String name = name(entry);
                if (KNOWN.containsKey(name)) found.add(name);
            }
        } catch (IOException e) {
            return "";
        }
        Map<String, String> named = new TreeMap<>(KNOWN);
        named.keySet().retainAll(found);
        if (named.isEmpty()) return "";
        return "; running here: " + named.values().stream().collect(Collectors.joining(", "));
    }

    private static String name(Path process) {
        try {
            return Files.readString(process.resolve("comm")).strip();
        } catch (IOException e) {
            return ""; // it has ended
        }
    }
}
