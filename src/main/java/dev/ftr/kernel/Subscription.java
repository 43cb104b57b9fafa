package dev.ftr.kernel;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/**
 * Whether a monitor already listens: one of its sockets is a member of a netlink group. Between its start and that moment
 * it hears nothing, and it does not say when the moment has come.
 */
final class Subscription {
    private static final String SOCKET = "socket:[";
    private static final int GROUPS = 3;
    private static final int INODE = 9;

    private Subscription() {}

    /** Whether the process listens; true as well where /proc does not tell. */
    static boolean isOf(Process process) {
        if (!Files.isReadable(Path.of("/proc/net/netlink"))) return true;
        Path proc = Path.of("/proc", Long.toString(process.pid()));
        try {
            Set<String> inodes = sockets(proc.resolve("fd"));
            // sk Eth Pid Groups Rmem Wmem Dump Locks Drops Inode
            return Files.readAllLines(proc.resolve("net/netlink")).stream()
                    .map(line -> List.of(line.trim().split("\\s+")))
                    .anyMatch(f -> f.size() > INODE
                            && inodes.contains(f.get(INODE))
                            && !f.get(GROUPS).matches("0+"));
        } catch (AccessDeniedException e) {
            return true;
        } catch (IOException | UncheckedIOException e) {
            return false; // it is gone, or has just closed what was listed
        }
    }

    private static Set<String> sockets(Path descriptors) throws IOException {
        Set<String> inodes = new HashSet<>();
        try (Stream<Path> links = Files.list(descriptors)) {
            for (Path link : links.toList()) {
                String target = Files.readSymbolicLink(link).toString();
                if (target.startsWith(SOCKET)) inodes.add(target.substring(SOCKET.length(), target.length() - 1));
            }
        }
        return inodes;
    }
}
