package dev.ftr.health;

import java.util.Arrays;

/** Which targets have answered since a certain probe. */
final class Tally {
    private final boolean[] answered;
    private int count;
    private int from;

    Tally(int targets) {
        answered = new boolean[targets];
    }

    /** Counts afresh, answers to this probe and those after it. */
    void begin(int number) {
        Arrays.fill(answered, false);
        count = 0;
        from = number;
    }

    /** Goes on from where the other one is. */
    void copy(Tally other) {
        System.arraycopy(other.answered, 0, answered, 0, answered.length);
        count = other.count;
        from = other.from;
    }

    /** Whether an answer to this probe counts. */
    boolean counts(int number) {
        return number - from >= 0;
    }

    void add(int target, int number) {
        if (!counts(number) || answered[target]) return;
        answered[target] = true;
        count++;
    }

    boolean has(int target) {
        return answered[target];
    }

    int count() {
        return count;
    }
}
