package dev.ftr.kernel;

import java.io.IOException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import java.util.SortedSet;
import java.util.TreeSet;

/** The names of the processes that share our network namespace. */
final class Programs {
    private static final int MOST = 20_000;

    private Programs() {}

    /** @param processes {@code /proc} */
    static SortedSet<String> running(Path processes) {
        SortedSet<String> names = new TreeSet<>();
        Optional<Path> ours = network(processes.resolve("self"));
        int seen = 0;
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(processes, Programs::isProcess)) {
            for (Path process : entries) {
                if (++seen > MOST) break;
                Optional<Path> theirs = network(process);
                // Whose namespace may not be seen, is taken to be a neighbour.
                if (ours.isEmpty() || theirs.isEmpty() || theirs.equals(ours))
                    name(process).ifPresent(names::add);
            }
        } catch (IOException e) {
            return names;
        }
        return names;
    }

    private static boolean isProcess(Path entry) {
        return Character.isDigit(entry.getFileName().toString().charAt(0));
    }

    private static Optional<Path> network(Path process) {
        try {
            return Optional.of(Files.readSymbolicLink(process.resolve("ns/net")));
        } catch (IOException e) {
            return Optional.empty();
        }
    }

    private static Optional<String> name(Path process) {
        try {
            return Optional.of(Files.readString(process.resolve("comm")).strip());
        } catch (IOException e) {
            return Optional.empty(); // it has ended
        }
    }
}
