package dev.ftr.model;

import java.util.Comparator;

/** A chain of a table. Ours have the prefix {@link #PREFIX}; the built-in ones are shared with everybody. */
public record ChainId(Family family, FirewallTable table, String name) implements Comparable<ChainId> {
    public static final String PREFIX = "FTR-";
    private static final Comparator<ChainId> ORDER = Order.by(ChainId::family, ChainId::table, ChainId::name);

    public boolean owned() {
        return name.startsWith(PREFIX);
    }

    @Override
    public int compareTo(ChainId other) {
        return ORDER.compare(this, other);
    }

    @Override
    public String toString() {
        return table + " " + name;
    }
}
