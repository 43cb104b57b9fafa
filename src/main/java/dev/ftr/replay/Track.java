package dev.ftr.replay;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.BitSet;
import java.util.List;

/** What is recorded of one uplink, by name. Results are in the order in which the probes were sent; times in nanoseconds. */
final class Track {
    /** So many probes in a row that a target does not answer while others do are the target's fault. */
    private static final int SILENT = 4;

    static final int NOT_ANSWERED = -1;
    static final int REFUSED = -2;

    private final String name;
    private final List<String> targetNames = new ArrayList<>();
    private final List<Span> spans = new ArrayList<>();
    private final List<LinkDown> linkDowns = new ArrayList<>();
    private final StateLog states = new StateLog();
    private final BitSet silent = new BitSet();
    private long[] times = new long[1024];
    private int[] micros = new int[1024];
    private short[] targets = new short[1024];
    private int size;
    private int[][] byTarget = new int[0][];

    Track(String name) {
        this.name = name;
    }

    /** The uplink could not work, whatever probes say. */
    record LinkDown(long start, long end, String why) {}

    String name() {
        return name;
    }

    List<Span> spans() {
        return spans;
    }

    List<LinkDown> linkDowns() {
        return linkDowns;
    }

    /** What the daemon took the uplink for. */
    StateLog states() {
        return states;
    }

    /** The number of a target; it gets one if it has none yet. */
    int number(String target) {
        int known = targetNames.indexOf(target);
        if (known >= 0) return known;
        targetNames.add(target);
        if (targetNames.size() > Short.MAX_VALUE) throw new IllegalArgumentException("too many targets");
        return targetNames.size() - 1;
    }

    /** The number of a target, -1 if the recording has none such. */
    int find(String target) {
        return targetNames.indexOf(target);
    }

    /** @param from no result before this index is younger */
    void add(long at, int target, int roundTripMicros, int from) {
        if (size == times.length) {
            times = Arrays.copyOf(times, 2 * size);
            micros = Arrays.copyOf(micros, 2 * size);
            targets = Arrays.copyOf(targets, 2 * size);
        }
        int index = size++;
        // Results come in the order in which they were known; a lost one is known late.
        for (; index > from && times[index - 1] > at; index--) {
            times[index] = times[index - 1];
            micros[index] = micros[index - 1];
            targets[index] = targets[index - 1];
        }
        times[index] = at;
        micros[index] = roundTripMicros;
        targets[index] = (short) target;
    }

    int size() {
        return size;
    }

    long time(int index) {
        return times[index];
    }

    int target(int index) {
        return targets[index];
    }

    boolean isAnswered(int index) {
        return micros[index] >= 0;
    }

    /** Microseconds, {@link #NOT_ANSWERED} or {@link #REFUSED}. */
    int roundTrip(int index) {
        return micros[index];
    }

    /** Lost for the target's own fault. */
    boolean isSilent(int index) {
        return silent.get(index);
    }

    /** The results of one target, by index. */
    int[] of(int target) {
        return byTarget[target];
    }

    /** The first result sent at this time or later. */
    int indexAt(long time) {
        int found = Arrays.binarySearch(times, 0, size, time);
        int index = found < 0 ? -found - 1 : found;
        while (index > 0 && times[index - 1] == time) index--;
        return index;
    }

    /** To be called once, when all is there. */
    void finish() {
        int[] counts = new int[targetNames.size()];
        for (int i = 0; i < size; i++) counts[targets[i]]++;
        byTarget = new int[counts.length][];
        for (int k = 0; k < counts.length; k++) byTarget[k] = new int[counts[k]];
        int[] next = new int[counts.length];
        int[] answeredBefore = new int[size + 1];
        for (int i = 0; i < size; i++) {
            byTarget[targets[i]][next[targets[i]]++] = i;
            answeredBefore[i + 1] = answeredBefore[i] + (isAnswered(i) ? 1 : 0);
        }
        for (int[] own : byTarget) findSilence(own, answeredBefore);
    }

    private void findSilence(int[] own, int[] answeredBefore) {
        int start = 0;
        for (int i = 0; i <= own.length; i++) {
            if (i < own.length && !isAnswered(own[i])) continue;
            int length = i - start;
            if (length >= SILENT && answeredBefore[own[i - 1]] - answeredBefore[own[start]] >= length)
                for (int j = start; j < i; j++) silent.set(own[j]);
            start = i + 1;
        }
    }
}
