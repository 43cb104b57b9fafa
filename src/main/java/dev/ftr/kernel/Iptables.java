package dev.ftr.kernel;

import dev.ftr.kernel.CommandRunner.Result;
import dev.ftr.kernel.CommandRunner.Running;
import dev.ftr.model.ChainId;
import dev.ftr.model.Family;
import dev.ftr.model.FirewallTable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * The iptables tools of this machine.
 *
 * @param runner starts them
 * @param flavour behind the name of each tool: empty for the machine's own choice, or {@code -nft} or {@code -legacy}
 */
public record Iptables(CommandRunner runner, String flavour) {
    private static final String WAIT_SECONDS = "3";

    /** What iptables-legacy-save says to users who may not read ip_tables_names below /proc/net. */
    static final String NO_NAMES = "Failed to list table names";

    /** Starts a listing of one table. */
    Saving save(Family family, FirewallTable table) throws KernelException {
        List<String> command = List.of(tool(family, "-save"), "-t", table.toString());
        return new Saving(command, runner.start(command, ""));
    }

    /** A listing under way. */
    record Saving(List<String> command, Running process) {
        /** What was listed. */
        Result await() throws KernelException {
            Result result = process.await();
            if (result.failed() || isIncompatible(result))
                throw new KernelException(String.join(" ", command) + ": " + result.words());
            return result;
        }
    }

    /** Whether a table has something in it that iptables cannot list. */
    static boolean isIncompatible(Result listing) {
        return listing.out().contains("is incompatible, use 'nft' tool");
    }

    /** Runs an atomic restore that touches only what its lines name. */
    Result restore(Family family, String lines) throws KernelException {
        return runner.run(List.of(tool(family, "-restore"), "--noflush", "--wait", WAIT_SECONDS), lines);
    }

    String tool(Family family, String what) {
        return (family == Family.IPV4 ? "iptables" : "ip6tables") + flavour + what;
    }

    /**
     * What an administrator should know about the other of the two backends. The nft tools say on stderr when there are
     * tables of the legacy ones, empty ones too; the legacy tools know nothing of nft.
     */
    Optional<String> otherBackend(Family family, Result save) {
        boolean nft = save.out().contains("(nf_tables)");
        if (nft && !save.err().contains("legacy tables present")) return hiddenLegacy(family);
        String other = nft ? "legacy" : "nft";
        String theirs = listing(family, other);
        if (theirs.lines().anyMatch(l -> l.startsWith(":" + ChainId.PREFIX)))
            return Optional.of(("chains of ours are live in iptables-%s as well; remove them there: "
                            + "FTR_IPTABLES=%s ftr teardown")
                    .formatted(other, other));
        if (theirs.lines().noneMatch(l -> l.startsWith("-A "))) return Optional.empty();
        return Optional.of(("rules of iptables-%s are live beside ours and see the same packets; keep one of the two: "
                        + "update-alternatives --config iptables")
                .formatted(other));
    }

    /** The nft tools say nothing of legacy tables to those who may not see them. A module of a table was loaded for a use of it. */
    private static Optional<String> hiddenLegacy(Family family) {
        String prefix = family == Family.IPV4 ? "ip" : "ip6";
        Path names = Path.of("/proc/net/%s_tables_names".formatted(prefix));
        if (!Files.exists(names) || Files.isReadable(names)) return Optional.empty();
        try (Stream<String> modules = Files.lines(Path.of("/proc/modules"))) {
            return modules.anyMatch(line -> line.startsWith(prefix + "table_"))
                    ? Optional.of(
                            "the modules of iptables-legacy are loaded, and only root may see whether rules of it "
                                    + "are live beside ours: sudo ftr plan tells")
                    : Optional.empty();
        } catch (IOException | UncheckedIOException e) {
            return Optional.empty(); // a kernel without modules
        }
    }

    // Without a table's name only tables that exist are listed; with one, the legacy tools would make it.
    private String listing(Family family, String other) {
        String tool = (family == Family.IPV4 ? "iptables-" : "ip6tables-") + other + "-save";
        try {
            return runner.run(List.of(tool), "").out();
        } catch (KernelException e) {
            return ""; // a machine that has only the one kind of tools
        }
    }
}
