package dev.ftr.replay;

import dev.ftr.model.UplinkState;
import java.util.Arrays;

/** The states of an uplink one after the other; in the order of time. */
final class StateLog {
    private long[] times = new long[16];
    private UplinkState[] states = new UplinkState[16];
    private int size;

    void add(long at, UplinkState state) {
        if (size > 0 && states[size - 1] == state) return;
        if (size == times.length) {
            times = Arrays.copyOf(times, 2 * size);
            states = Arrays.copyOf(states, 2 * size);
        }
        times[size] = size == 0 ? at : Math.max(at, times[size - 1]);
        states[size++] = state;
    }

    int size() {
        return size;
    }

    long time(int index) {
        return times[index];
    }

    UplinkState state(int index) {
        return states[index];
    }

    /** The last one taken on before this time. */
    UplinkState before(long time) {
        int index = indexAt(time);
        return index == 0 ? UplinkState.UNKNOWN : states[index - 1];
    }

    /** The first one taken on at this time or later. */
    int indexAt(long time) {
        int low = 0;
        int high = size;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (times[middle] < time) low = middle + 1;
            else high = middle;
        }
        return low;
    }
}
