package dev.ftr.kernel;

import dev.ftr.kernel.CommandRunner.Result;
import dev.ftr.kernel.CommandRunner.Running;
import dev.ftr.model.Family;
import dev.ftr.model.FirewallTable;
import java.util.List;
import java.util.Optional;

/**
 * The iptables tools of this machine.
 *
 * @param runner starts them
 * @param flavour behind the name of each tool: empty for the machine's own choice, or {@code -nft} or {@code -legacy}
 */
public record Iptables(CommandRunner runner, String flavour) {
    private static final String WAIT_SECONDS = "5";

    /**
     * A listing of one table.
     *
     * @param notice what an administrator should know about the tools
     */
    record Listing(String text, Optional<String> notice) {}

    /** Starts a listing. */
    Saving save(Family family, FirewallTable table) throws KernelException {
        List<String> command = List.of(tool(family, "-save"), "-t", table.toString());
        return new Saving(family, table, command, runner.start(command, ""));
    }

    /** A listing under way. */
    final class Saving {
        private final Family family;
        private final FirewallTable table;
        private final List<String> command;
        private final Running process;

        private Saving(Family family, FirewallTable table, List<String> command, Running process) {
            this.family = family;
            this.table = table;
            this.command = command;
            this.process = process;
        }

        Listing await() throws KernelException {
            Result result = process.await();
            if (result.failed() || result.out().contains("is incompatible, use 'nft' tool"))
                throw new KernelException(String.join(" ", command) + ": " + result.words());
            return new Listing(result.out(), otherBackend(family, table, result));
        }
    }

    /** Runs an atomic restore that touches only what its lines name. */
    Result restore(Family family, String lines) throws KernelException {
        return runner.run(List.of(tool(family, "-restore"), "--noflush", "--wait", WAIT_SECONDS), lines);
    }

    String tool(Family family, String what) {
        return (family == Family.IPV4 ? "iptables" : "ip6tables") + flavour + what;
    }

    // The nft tools say on stderr when legacy tables are live; the legacy tools know nothing of nft.
    private Optional<String> otherBackend(Family family, FirewallTable table, Result save) throws KernelException {
        String other = "";
        if (save.err().contains("legacy tables present")) other = "legacy";
        else if (!save.out().contains("(nf_tables)") && hasRulesInNft(family, table)) other = "nft";
        if (other.isEmpty()) return Optional.empty();
        return Optional.of(("rules of iptables-%s are live beside ours and see the same packets; keep one of the two: "
                        + "update-alternatives --config iptables")
                .formatted(other));
    }

    private boolean hasRulesInNft(Family family, FirewallTable table) {
        String tool = (family == Family.IPV4 ? "iptables" : "ip6tables") + "-nft-save";
        try {
            return runner.run(List.of(tool, "-t", table.toString()), "")
                    .out()
                    .lines()
                    .anyMatch(l -> l.startsWith("-A "));
        } catch (KernelException e) {
            return false; // a machine that has only the legacy tools
        }
    }
}
