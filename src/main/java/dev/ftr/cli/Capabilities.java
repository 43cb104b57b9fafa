package dev.ftr.cli;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** What this process may do (capabilities(7)). */
final class Capabilities {
    private static final int CAP_NET_ADMIN = 12;

    private Capabilities() {}

    static void requireNetAdmin() {
        if (!has(CAP_NET_ADMIN))
            throw new CommandFailed("reading and changing the kernel's routing needs CAP_NET_ADMIN; run as root");
    }

    private static boolean has(int capability) {
        try {
            return Files.readAllLines(Path.of("/proc/self/status")).stream()
                    .filter(l -> l.startsWith("CapEff:"))
                    .anyMatch(l -> (Long.parseUnsignedLong(l.substring(7).strip(), 16) >> capability & 1) == 1);
        } catch (IOException e) {
            return true; // no /proc to ask: let the tools say
        }
    }
}
