package dev.ftr.model;

import java.util.Comparator;

/** A firewall mark and the bits of it that are ours; both unsigned. */
public record FwMark(int value, int mask) implements Comparable<FwMark> {
    private static final Comparator<FwMark> ORDER =
            Order.by(m -> Integer.toUnsignedLong(m.mask), m -> Integer.toUnsignedLong(m.value));

    public FwMark {
        if ((value & ~mask) != 0)
            throw new IllegalArgumentException("mark %#x has bits outside mask %#x".formatted(value, mask));
    }

    /** Whether a packet or connection with these 32 bits carries this mark. */
    public boolean matches(int bits) {
        return (bits & mask) == value;
    }

    @Override
    public int compareTo(FwMark other) {
        return ORDER.compare(this, other);
    }

    /** As {@code ip rule} and iptables print it: {@code 0x1/0xff}. */
    @Override
    public String toString() {
        return "0x" + Integer.toHexString(value) + "/0x" + Integer.toHexString(mask);
    }
}
