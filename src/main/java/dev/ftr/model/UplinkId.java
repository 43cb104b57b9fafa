package dev.ftr.model;

/** Number of an uplink, 0 to 63: what its table, mark and rule priorities are counted from. */
public record UplinkId(int value) implements Comparable<UplinkId> {
    /** Room that every range of numbers keeps for uplinks, so that adding one moves nothing of the others. */
    public static final int COUNT = 64;

    public UplinkId {
        if (value < 0 || value >= COUNT)
            throw new IllegalArgumentException("uplink id %d is not within 0..%d".formatted(value, COUNT - 1));
    }

    @Override
    public int compareTo(UplinkId other) {
        return Integer.compare(value, other.value);
    }

    @Override
    public String toString() {
        return Integer.toString(value);
    }
}
