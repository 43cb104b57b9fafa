package dev.ftr.model;

/** Number of a routing table, 1 to 4294967295. 253 to 255 are the system's (default, main, local). */
public record TableId(long value) implements Comparable<TableId> {
    public static final TableId MAIN = new TableId(254);
    public static final long MAXIMUM = 0xffff_ffffL;

    public TableId {
        if (value < 1 || value > MAXIMUM)
            throw new IllegalArgumentException("table %d is not within 1..%d".formatted(value, MAXIMUM));
    }

    /** As {@code ip} lists it: {@code main}, or the number. */
    public String name() {
        return equals(MAIN) ? "main" : toString();
    }

    @Override
    public int compareTo(TableId other) {
        return Long.compare(value, other.value);
    }

    @Override
    public String toString() {
        return Long.toString(value);
    }
}
