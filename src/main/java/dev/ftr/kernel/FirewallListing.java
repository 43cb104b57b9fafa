package dev.ftr.kernel;

import dev.ftr.kernel.CommandRunner.Result;
import dev.ftr.model.Family;
import dev.ftr.model.FirewallTable;
import dev.ftr.model.ForeignFirewall;
import java.util.EnumMap;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * All tables of iptables that there are, listed by one process for all who want to know of them, which may be several threads;
 * and what nft tells besides. Without a table's name none is made by asking for it.
 */
public final class FirewallListing {
    private static final String HEADING = "*";
    private static final String NFT = "(nf_tables)";
    /** No listing has this text. */
    private static final String UNKNOWN = "?";

    private static final String END = "COMMIT";

    private final Iptables iptables;
    private final Family family;
    private final Printing tables;
    private final Printing hooks;
    private Optional<Map<FirewallTable, Listed>> parsed = Optional.empty();

    private FirewallListing(Iptables iptables, Family family, Printing tables, Printing hooks) {
        this.iptables = iptables;
        this.family = family;
        this.tables = tables;
        this.hooks = hooks;
    }

    /** A tool at work; what it prints can be had again and again. */
    private interface Printing {
        Result await() throws KernelException;

        static Printing start(CommandRunner runner, List<String> command) {
            try {
                return runner.start(command, "")::await;
            } catch (KernelException e) {
                return () -> {
                    throw e;
                };
            }
        }
    }

    /**
     * What was listed of one table.
     *
     * @param result the tool's own words
     * @param ours what is ours in it
     */
    record Listed(Result result, IptablesSave ours) {}

    /** Starts it. Where that fails, whoever asks hears why. */
    public static FirewallListing start(Iptables iptables, Family family) {
        CommandRunner runner = iptables.runner();
        Printing tables = Printing.start(runner, List.of(iptables.tool(family, "-save")));
        // Terse: a set may hold a hundred thousand addresses.
        Printing hooks = Printing.start(runner, List.of("nft", "-j", "-t", "list", "ruleset"));
        return new FirewallListing(iptables, family, tables, hooks);
    }

    /** What others have hung into the kernel beside iptables; none where there is no nft, or one without JSON. */
    List<ForeignFirewall.Hook> hooks() {
        try {
            Result result = hooks.await();
            return result.failed() ? List.of() : NftListing.parse(result.out());
        } catch (KernelException e) {
            return List.of();
        }
    }

    /**
     * All of it. Of the legacy tables only root may know which there are; for others, those are listed in which we keep chains.
     *
     * @throws KernelException there is none
     */
    Result all() throws KernelException {
        Result whole = tables.await();
        if (!whole.failed()) return whole;
        if (!whole.err().contains(Iptables.NO_NAMES)) throw new KernelException("iptables-save: " + whole.words());
        StringBuilder listings = new StringBuilder();
        for (FirewallTable table : FirewallTable.values())
            listings.append(iptables.save(family, table).await().out());
        return new Result(0, listings.toString(), "");
    }

    /** Waits for it and reads what is in it, for whoever will ask for a table. */
    public synchronized void parse() {
        if (parsed.isEmpty()) parsed = Optional.of(parsed());
    }

    /** Empty: it has to be asked for by its name, as it is not in the listing, or something is wrong with that. */
    Optional<Listed> of(FirewallTable table) {
        parse();
        return parsed.map(listed -> listed.get(table));
    }

    private Map<FirewallTable, Listed> parsed() {
        try {
            Result whole = tables.await();
            return whole.failed() || Iptables.isIncompatible(whole) ? Map.of() : parsed(whole);
        } catch (KernelException e) {
            return Map.of(); // whoever asks for a table by its name hears why
        }
    }

    private Map<FirewallTable, Listed> parsed(Result whole) {
        Map<String, String> sections = sections(whole.out());
        // The nft tools list every table that there is.
        String absent = whole.out().contains(NFT) ? "" : UNKNOWN;
        Map<FirewallTable, Listed> found = new EnumMap<>(FirewallTable.class);
        for (FirewallTable table : FirewallTable.values()) {
            String text = sections.getOrDefault(table.toString(), absent);
            if (!text.equals(UNKNOWN))
                found.put(table, new Listed(new Result(0, text, whole.err()), IptablesSave.parse(text, family, table)));
        }
        return found;
    }

    /** By table, each with the comment that says which iptables it is; unknown, if it does not end. */
    private static Map<String, String> sections(String text) {
        Map<String, String> sections = new HashMap<>();
        StringBuilder section = new StringBuilder();
        String table = "";
        for (String line : IptablesSave.lines(text)) {
            if (line.startsWith(HEADING)) {
                table = line.substring(HEADING.length()).strip();
                sections.put(table, UNKNOWN);
            }
            section.append(line).append('\n');
            if (!line.strip().equals(END)) continue;
            sections.put(table, section.toString());
            section.setLength(0);
        }
        return sections;
    }
}
