package dev.ftr.daemon;

import java.util.concurrent.atomic.AtomicLong;

/**
 * From one thread that must not wait to one that may: of fixed size, allocates nothing after construction. What finds no room
 * is counted and dropped.
 */
final class ProbeRing {
    /** What an entry tells; its words are in the comments. */
    enum Kind {
        /** Of a probe: number is the target, value the round trip. */
        PROBE,
        /** Of a state: words are its name, a space and the reason. */
        STATE,
        /** Of the link: words are why it is down, or empty. */
        LINK
    }

    /** Takes an entry. */
    @FunctionalInterface
    interface Reader {
        void read(Kind kind, long at, int uplink, int number, long value, String words);
    }

    private final Kind[] kinds;
    private final long[] times;
    private final int[] uplinks;
    private final int[] numbers;
    private final long[] values;
    private final String[] words;
    private final AtomicLong head = new AtomicLong();
    private final AtomicLong tail = new AtomicLong();
    private final AtomicLong dropped = new AtomicLong();

    /** @param capacity a power of two */
    ProbeRing(int capacity) {
        kinds = new Kind[capacity];
        times = new long[capacity];
        uplinks = new int[capacity];
        numbers = new int[capacity];
        values = new long[capacity];
        words = new String[capacity];
    }

    void put(Kind kind, long at, int uplink, int number, long value, String text) {
        long next = tail.getPlain();
        if (next - head.getAcquire() == kinds.length) {
            dropped.incrementAndGet();
            return;
        }
        int index = (int) next & (kinds.length - 1);
        kinds[index] = kind;
        times[index] = at;
        uplinks[index] = uplink;
        numbers[index] = number;
        values[index] = value;
        words[index] = text;
        tail.setRelease(next + 1);
    }

    /** Takes all that is there, and at most so many entries. */
    int drain(int most, Reader reader) {
        long first = head.getPlain();
        int count = (int) Math.min(most, tail.getAcquire() - first);
        for (int i = 0; i < count; i++) {
            int index = (int) (first + i) & (kinds.length - 1);
            reader.read(kinds[index], times[index], uplinks[index], numbers[index], values[index], words[index]);
            head.setRelease(first + i + 1);
        }
        return count;
    }

    boolean hasDropped() {
        return dropped.getPlain() > 0;
    }

    /** How many were dropped since this was asked last. */
    long takeDropped() {
        return dropped.getAndSet(0);
    }
}
