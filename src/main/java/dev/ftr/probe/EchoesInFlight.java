package dev.ftr.probe;

import java.util.Arrays;

/**
 * The last echo requests of one socket, by sequence number. Whoever sees or answers one of them knows nothing about the
 * cookies of the others. A request is forgotten when it has been answered, or when another takes its place.
 */
final class EchoesInFlight {
    /** A power of two. At ten probes per second they are remembered for 100 seconds; each takes 28 bytes. */
    static final int SIZE = 1024;

    static final int NONE = -1;
    private static final byte[] NOWHERE = {};

    private final long[] cookies = new long[SIZE];
    private final long[] sentAt = new long[SIZE];
    private final int[] numbers = new int[SIZE];
    private final int[] targets = new int[SIZE];
    private final byte[][] addresses = new byte[SIZE][];
    private final boolean[] refused = new boolean[SIZE];

    EchoesInFlight() {
        forgetAll();
    }

    void forgetAll() {
        Arrays.fill(addresses, NOWHERE);
    }

    static int sequence(int number) {
        return number & 0xffff;
    }

    void sent(int number, int target, byte[] address, long cookie, long at) {
        int slot = number & (SIZE - 1);
        cookies[slot] = cookie;
        sentAt[slot] = at;
        numbers[slot] = number;
        targets[slot] = target;
        addresses[slot] = address;
        refused[slot] = false;
    }

    void forget(int slot) {
        addresses[slot] = NOWHERE;
    }

    /** Where the request is that this reply belongs to, and nothing has replied to yet. */
    int answeredBy(IcmpMessage reply, ReceivedDatagram datagram) {
        int slot = agreeing(reply);
        return slot != NONE && datagram.isFrom(addresses[slot]) ? slot : NONE;
    }

    /** Where the request is that this error quotes; each is found once. */
    int refusedBy(IcmpMessage error, byte[] source) {
        int slot = agreeing(error);
        if (slot == NONE || refused[slot] || !error.quotes(source, addresses[slot])) return NONE;
        // Errors are easier to forge than replies: whatever one says, the answer is still waited for.
        refused[slot] = true;
        return slot;
    }

    private int agreeing(IcmpMessage message) {
        int slot = message.sequence() & (SIZE - 1);
        boolean agrees = addresses[slot].length > 0
                && sequence(numbers[slot]) == message.sequence()
                && message.agreesWith(cookies[slot]);
        return agrees ? slot : NONE;
    }

    int number(int slot) {
        return numbers[slot];
    }

    int target(int slot) {
        return targets[slot];
    }

    long sentAt(int slot) {
        return sentAt[slot];
    }
}
