package dev.ftr.cli;

import java.util.ArrayList;
import java.util.List;

/** The columns of a table, each as wide as its longest entry, and at least as wide as it is in English. */
final class Columns {
    private final List<List<String>> rows;
    private final int[] widths;
    private final boolean[] left;

    /** With the least width of each column; less than 0: its entries begin at the same place, else they end there. */
    Columns(List<List<String>> rows, int... least) {
        this.rows = rows;
        this.widths = new int[least.length];
        this.left = new boolean[least.length];
        for (int i = 0; i < least.length; i++) {
            left[i] = least[i] < 0;
            widths[i] = Math.abs(least[i]);
            for (List<String> row : rows)
                widths[i] = Math.max(widths[i], row.get(i).length());
        }
    }

    /** One entry over several columns, which make room for it. */
    String over(int from, int to, String entry) {
        int width = to - from;
        for (int i = from; i <= to; i++) width += widths[i];
        widths[from] += Math.max(0, entry.length() - width);
        return " ".repeat(Math.max(0, width - entry.length())) + entry;
    }

    List<String> lines() {
        return rows.stream().map(this::line).toList();
    }

    private String line(List<String> row) {
        List<String> entries = new ArrayList<>();
        for (int i = 0; i < widths.length; i++) {
            String blank = " ".repeat(widths[i] - row.get(i).length());
            entries.add(left[i] ? row.get(i) + blank : blank + row.get(i));
        }
        return String.join(" ", entries).stripTrailing();
    }
}
