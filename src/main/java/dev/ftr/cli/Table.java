package dev.ftr.cli;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** Rows whose columns are as wide as they must be: the first one ends where the others begin, the others are aligned right. */
final class Table {
    private final List<List<String>> rows = new ArrayList<>();

    /** @param cells as many as in the other rows */
    void row(List<String> cells) {
        rows.add(List.copyOf(cells));
    }

    List<String> lines() {
        List<Integer> widths = new ArrayList<>(
                Collections.nCopies(rows.isEmpty() ? 0 : rows.getFirst().size(), 0));
        for (List<String> row : rows)
            for (int i = 0; i < row.size(); i++)
                widths.set(i, Math.max(widths.get(i), row.get(i).length()));
        return rows.stream().map(row -> line(row, widths)).toList();
    }

    private static String line(List<String> row, List<Integer> widths) {
        StringBuilder line = new StringBuilder();
        for (int i = 0; i < row.size(); i++) {
            String space = " ".repeat(widths.get(i) - row.get(i).length());
            line.append(i == 0 ? row.get(i) + space : "  " + space + row.get(i));
        }
        return line.toString().stripTrailing();
    }
}
