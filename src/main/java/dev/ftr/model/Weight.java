package dev.ftr.model;

/** Share of a nexthop in a multipath route, 1 to 256 (the kernel keeps weight - 1 in one byte). */
public record Weight(int value) implements Comparable<Weight> {
    public static final Weight ONE = new Weight(1);

    public Weight {
        if (value < 1 || value > 256)
            throw new IllegalArgumentException("weight %d is not within 1..256".formatted(value));
    }

    @Override
    public int compareTo(Weight other) {
        return Integer.compare(value, other.value);
    }

    @Override
    public String toString() {
        return Integer.toString(value);
    }
}
