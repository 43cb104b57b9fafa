package dev.ftr.kernel;

import dev.ftr.kernel.CommandRunner.Result;
import dev.ftr.model.FwMark;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** The table of connections: what the tool {@code conntrack} does with it. */
final class Conntrack {
    /** Written below for each family; its absence says that connections are not tracked (yet). */
    private static final Path LOOSE = Path.of("/proc/sys/net/netfilter/nf_conntrack_tcp_loose");

    /** Where the tool is missing. */
    static final String MISSING =
            "the tool conntrack is not installed: connections of a failed uplink hang until they time out "
                    + "(Debian, Ubuntu: apt-get install conntrack; or set on_down: keep)";

    private static final String NOTHING_FOUND = " 0 flow entries have been deleted";

    private final CommandRunner runner;

    Conntrack(CommandRunner runner) {
        this.runner = runner;
    }

    static List<String> deletion(FwMark mark) {
        return List.of("conntrack", "-D", "-f", "ipv4", "-m", mark.toString());
    }

    /**
     * Makes the kernel forget the connections with this mark.
     *
     * @throws KernelException when the tool is missing, hangs or fails
     */
    void forget(FwMark mark) throws KernelException {
        Result result = runner.run(deletion(mark), "");
        // With nothing to delete it says so, and ends with 1.
        if (result.failed() && !result.err().contains(NOTHING_FOUND))
            throw new KernelException("conntrack: " + result.words());
    }

    /** What keeps connections from being moved as they should, a line each. */
    static List<String> notices() {
        List<String> notices = new ArrayList<>();
        if (!isInstalled()) notices.add(MISSING);
        if (isStrict())
            notices.add("net.netfilter.nf_conntrack_tcp_loose is 0: TCP connections of a failed uplink hang instead of "
                    + "being reset, and their packets leave with an inner source address; set it to 1");
        return notices;
    }

    static boolean isInstalled() {
        String path = System.getenv().getOrDefault("PATH", "/usr/sbin:/usr/bin:/sbin:/bin");
        return Stream.of(path.split(":", -1))
                .filter(folder -> !folder.isEmpty())
                .anyMatch(folder -> Files.isExecutable(Path.of(folder, "conntrack")));
    }

    private static boolean isStrict() {
        try {
            return Files.exists(LOOSE) && Files.readString(LOOSE).strip().equals("0");
        } catch (IOException e) {
            return false;
        }
    }
}
