package dev.ftr.model;

import java.util.Comparator;

/**
 * Ports of TCP, UDP or SCTP.
 *
 * @param first 1 to 65535
 * @param last at least {@code first}
 */
public record PortRange(int first, int last) implements Comparable<PortRange> {
    private static final Comparator<PortRange> ORDER = Order.by(PortRange::first, PortRange::last);

    public PortRange {
        if (first < 1 || last > 65535 || last < first)
            throw new IllegalArgumentException("ports %d to %d are not within 1..65535".formatted(first, last));
    }

    public static PortRange single(int port) {
        return new PortRange(port, port);
    }

    /**
     * Reads {@code 25}, {@code 10000-20000} or {@code 10000:20000}.
     *
     * @throws IllegalArgumentException when the text is none of these
     */
    public static PortRange parse(String text) {
        String[] ends = text.strip().split("[-:]", -1);
        if (ends.length > 2) throw new IllegalArgumentException("'%s' is not a range of ports".formatted(text));
        for (String end : ends)
            if (!end.strip().matches("\\d{1,5}"))
                throw new IllegalArgumentException("'%s' is not a port".formatted(text));
        return new PortRange(Integer.parseInt(ends[0].strip()), Integer.parseInt(ends[ends.length - 1].strip()));
    }

    public boolean isSingle() {
        return first == last;
    }

    public boolean contains(int port) {
        return port >= first && port <= last;
    }

    /** How many ports it spans. */
    public int size() {
        return last - first + 1;
    }

    /** What it takes of the room in a match: one for a port, two for a range. */
    public int slots() {
        return isSingle() ? 1 : 2;
    }

    @Override
    public int compareTo(PortRange other) {
        return ORDER.compare(this, other);
    }

    /** {@code 25} or {@code 10000-20000}. */
    @Override
    public String toString() {
        return isSingle() ? Integer.toString(first) : first + "-" + last;
    }
}
