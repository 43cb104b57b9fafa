package dev.ftr.notify.outbox;

import java.time.Duration;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;

/** A thread for one lane, so that a courier that hangs hinders no other. */
final class LaneThread {
    private final Lane lane;
    private final Runnable moved;
    private final Semaphore calls = new Semaphore(0);
    private final Thread thread;
    private volatile boolean ending;

    /** @param moved called when the lane may need less of the journal */
    LaneThread(String name, Lane lane, Runnable moved) {
        this.lane = lane;
        this.moved = moved;
        this.thread = Thread.ofPlatform().daemon().name("courier " + name).unstarted(this::run);
    }

    Lane lane() {
        return lane;
    }

    void start() {
        thread.start();
    }

    /** There may be something to do. */
    void wake() {
        calls.release();
    }

    private void run() {
        try {
            while (!ending) {
                long before = lane.needs();
                Duration wait = lane.turn();
                if (lane.needs() != before) moved.run();
                if (calls.tryAcquire(wait.toNanos(), TimeUnit.NANOSECONDS)) calls.drainPermits();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Has it end after what it is trying now. */
    void end() {
        ending = true;
        wake();
    }

    /** Ends it for good: what it had still to deliver is forgotten. */
    void abandon() {
        end();
        lane.abandon();
    }

    /** Waits for the end; whether it has come. */
    boolean await(Duration patience) {
        try {
            if (!thread.join(patience)) return false;
            lane.save();
            return true;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
