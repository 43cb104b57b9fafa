package dev.ftr.kernel;

import dev.ftr.model.TableId;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/**
 * How many prefixes each routing table has, as the kernel counts them in /proc/net/fib_triestat without handing out a single
 * route (fib_triestat_seq_show in net/ipv4/fib_trie.c). A table that was never used is not there.
 */
record TableSizes(SortedMap<TableId, Long> prefixes) {
    static final TableId LOCAL = new TableId(255);

    /** {@code ip} takes 1 ms to look through them. */
    private static final long FEW = 1000;

    private static final Path FILE = Path.of("/proc/thread-self/net/fib_triestat");
    private static final String PREFIXES = "Prefixes:";
    private static final String ID = "Id ";

    TableSizes {
        prefixes = Collections.unmodifiableSortedMap(new TreeMap<>(prefixes));
    }

    /** Empty where the kernel does not say. */
    static TableSizes read() {
        try {
            return parse(Files.readString(FILE));
        } catch (IOException e) {
            return new TableSizes(new TreeMap<>());
        }
    }

    static TableSizes parse(String text) {
        SortedMap<TableId, Long> sizes = new TreeMap<>();
        TableId table = TableId.MAIN;
        for (String raw : text.lines().toList()) {
            String line = raw.strip();
            if (line.equals("Main:")) table = TableId.MAIN;
            else if (line.equals("Local:")) table = LOCAL;
            else if (line.startsWith(ID) && line.endsWith(":"))
                table = new TableId(Long.parseLong(line.substring(ID.length(), line.length() - 1)));
            else if (line.startsWith(PREFIXES))
                sizes.merge(
                        table, Long.parseLong(line.substring(PREFIXES.length()).strip()), Long::sum);
        }
        return new TableSizes(sizes);
    }

    /** So few that a process of its own for a table takes longer than looking through all of them for the table's. */
    boolean areFew() {
        return !prefixes.isEmpty() && all() <= FEW;
    }

    long all() {
        return prefixes.values().stream().mapToLong(Long::longValue).sum();
    }

    /** The tables that do not fit when the smallest are taken first, of those that may be taken at all. */
    SortedSet<TableId> beyond(long most) {
        SortedSet<TableId> beyond = new TreeSet<>();
        if (all() <= most) return beyond;
        List<Map.Entry<TableId, Long>> bySize = new ArrayList<>(prefixes.entrySet());
        bySize.removeIf(entry -> entry.getKey().equals(LOCAL));
        bySize.sort(Map.Entry.comparingByValue());
        long sum = prefixes.getOrDefault(LOCAL, 0L);
        for (Map.Entry<TableId, Long> entry : bySize) {
            sum += entry.getValue();
            if (sum > most) beyond.add(entry.getKey());
        }
        return beyond;
    }
}
