package dev.ftr.probe;

import dev.ftr.health.ProbeSchedule;
import dev.ftr.model.UplinkId;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/** Probes some uplinks in turn at an even pace, the targets of each in rotation, and only counts. */
final class CountingSchedule implements ProbeSchedule {
    private final List<UplinkId> uplinks;
    private final int targets;
    private final long pace;
    private final int atOnce;
    private final int[] numbers = new int[UplinkId.COUNT];
    private int next;
    private long due = Long.MAX_VALUE;
    private final AtomicLong sent = new AtomicLong();
    private final AtomicLong answers = new AtomicLong();
    private final AtomicLong failures = new AtomicLong();
    private volatile long longest;

    /** @param pace nanoseconds from one probe to the next */
    CountingSchedule(List<UplinkId> uplinks, int targets, long pace) {
        this(uplinks, targets, pace, 1);
    }

    /**
     * @param pace nanoseconds from one burst to the next
     * @param atOnce probes in a burst
     */
    CountingSchedule(List<UplinkId> uplinks, int targets, long pace, int atOnce) {
        this.uplinks = new ArrayList<>(uplinks);
        this.targets = targets;
        this.pace = pace;
        this.atOnce = atOnce;
    }

    /** On the loop's thread. */
    void begin() {
        due = System.nanoTime();
    }

    @Override
    public long due() {
        return due;
    }

    @Override
    public void advance(long now, Sender sender) {
        if (due == Long.MAX_VALUE || due - now > 0) return;
        due = Math.max(due + pace, now);
        for (int i = 0; i < atOnce; i++) {
            UplinkId uplink = uplinks.get(next);
            next = (next + 1) % uplinks.size();
            int number = numbers[uplink.value()]++;
            sender.send(uplink, number % targets, number);
        }
        sent.addAndGet(atOnce);
    }

    @Override
    public void answered(UplinkId uplink, int target, int number, long sentAt, long receivedAt) {
        answers.incrementAndGet();
        longest = Math.max(longest, receivedAt - sentAt);
    }

    @Override
    public void refused(UplinkId uplink, int target, int number, String why, long at) {
        failures.incrementAndGet();
    }

    @Override
    public void broken(UplinkId uplink, String why, long at) {
        failures.incrementAndGet();
    }

    @Override
    public void gone(UplinkId uplink, String why, long at) {
        failures.incrementAndGet();
    }

    void awaitAnswers(long count) {
        long patience = System.nanoTime() + TimeUnit.MINUTES.toNanos(1);
        while (answers() < count) {
            if (System.nanoTime() - patience > 0) throw new IllegalStateException(answers() + " answers");
            try {
                Thread.sleep(10);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IllegalStateException(e);
            }
        }
    }

    long sent() {
        return sent.get();
    }

    long answers() {
        return answers.get();
    }

    long failures() {
        return failures.get();
    }

    /** The longest round trip so far, nanoseconds. */
    long longest() {
        return longest;
    }
}
