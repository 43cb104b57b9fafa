package dev.ftr.health;

/**
 * The probes of one uplink that may still be answered, by number. Numbers are given out one after the other, all waits are
 * equally long, so the oldest one ends first. Allocates nothing after construction.
 */
final class Pending {
    private static final byte FREE = 0;
    private static final byte OPEN = 1;

    private final long timeout;
    private final int[] targets;
    private final long[] sentAt;
    private final long[] suspectAt;
    private final byte[] states;
    private int oldest;
    private int next;

    /** @param atOnce how many may be open at a time; rounded up to a power of two */
    Pending(int atOnce, long timeout) {
        int capacity = Integer.highestOneBit(Math.max(1, atOnce - 1)) << 1;
        this.timeout = timeout;
        targets = new int[capacity];
        sentAt = new long[capacity];
        suspectAt = new long[capacity];
        states = new byte[capacity];
    }

    /** Goes on with this number, so that answers to probes with lower ones are not taken for answers to those here. */
    void startAt(int number) {
        oldest = number;
        next = number;
    }

    /** The number that the next probe will have. */
    int next() {
        return next;
    }

    /** The number of the oldest probe that may be open. */
    int oldest() {
        return oldest;
    }

    boolean isFull() {
        return next - oldest == states.length;
    }

    /**
     * Takes a probe.
     *
     * @param suspicious when its missing answer is suspicious; {@link Long#MAX_VALUE}: never
     */
    int add(int target, long now, long suspicious) {
        int index = index(next);
        targets[index] = target;
        sentAt[index] = now;
        suspectAt[index] = suspicious;
        states[index] = OPEN;
        return next++;
    }

    boolean isOpen(int number) {
        return number - oldest >= 0 && number - next < 0 && states[index(number)] == OPEN;
    }

    int target(int number) {
        return targets[index(number)];
    }

    long sentAt(int number) {
        return sentAt[index(number)];
    }

    /** Whether a missing answer would be suspicious. */
    boolean isHeartbeat(int number) {
        return suspectAt[index(number)] != Long.MAX_VALUE;
    }

    void close(int number) {
        states[index(number)] = FREE;
        while (oldest != next && states[index(oldest)] == FREE) oldest++;
    }

    void closeAll() {
        for (; oldest != next; oldest++) states[index(oldest)] = FREE;
    }

    /** When the wait for the oldest one ends. */
    long expiry() {
        return oldest == next ? Long.MAX_VALUE : sentAt[index(oldest)] + timeout;
    }

    /** The first probe whose missing answer is suspicious by now; {@link #next()} if there is none. */
    int suspect(long now) {
        int number = oldest;
        while (number != next && !(isOpen(number) && suspectAt[index(number)] <= now)) number++;
        return number;
    }

    /** No probe that is open now will be suspicious. */
    void trustAll() {
        for (int number = oldest; number != next; number++) suspectAt[index(number)] = Long.MAX_VALUE;
    }

    /** When the first missing answer is suspicious. */
    long suspicion() {
        long first = Long.MAX_VALUE;
        for (int number = oldest; number != next; number++)
            if (isOpen(number) && suspectAt[index(number)] < first) first = suspectAt[index(number)];
        return first;
    }

    private int index(int number) {
        return number & (states.length - 1);
    }
}
