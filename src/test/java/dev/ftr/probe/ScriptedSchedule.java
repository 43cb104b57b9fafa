package dev.ftr.probe;

import dev.ftr.health.ProbeSchedule;
import dev.ftr.model.UplinkId;
import java.util.ArrayDeque;
import java.util.Queue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;

/** Sends at once what a test asks for, and keeps what it is told. */
final class ScriptedSchedule implements ProbeSchedule {
    enum What {
        ANSWERED,
        REFUSED,
        BROKEN,
        GONE
    }

    /** What it was told; a broken uplink has neither target nor number. */
    record Told(What what, UplinkId uplink, int target, int number, String why, long sentAt, long at) {
        long roundTripMillis() {
            return (at - sentAt) / 1_000_000;
        }
    }

    final BlockingQueue<Told> told = new LinkedBlockingQueue<>();
    private final Queue<Runnable> mishaps = new ArrayDeque<>();
    private final Queue<Wish> wishes = new ArrayDeque<>();
    private boolean advancing;

    private record Wish(UplinkId uplink, int target, int number) {}

    /** On the loop's thread. */
    void send(int uplink, int target, int number) {
        wishes.add(new Wish(new UplinkId(uplink), target, number));
    }

    /** On the loop's thread: happens in the next call of advance. */
    void suffer(Runnable mishap) {
        mishaps.add(mishap);
    }

    @Override
    public long due() {
        return wishes.isEmpty() && mishaps.isEmpty() ? Long.MAX_VALUE : System.nanoTime();
    }

    @Override
    public void advance(long now, Sender sender) {
        advancing = true;
        try {
            for (Runnable mishap = mishaps.poll(); mishap != null; mishap = mishaps.poll()) mishap.run();
            for (Wish wish = wishes.poll(); wish != null; wish = wishes.poll())
                sender.send(wish.uplink, wish.target, wish.number);
        } finally {
            advancing = false;
        }
    }

    @Override
    public void answered(UplinkId uplink, int target, int number, long sentAt, long receivedAt) {
        tell(new Told(What.ANSWERED, uplink, target, number, "", sentAt, receivedAt));
    }

    @Override
    public void refused(UplinkId uplink, int target, int number, String why, long at) {
        tell(new Told(What.REFUSED, uplink, target, number, why, at, at));
    }

    @Override
    public void broken(UplinkId uplink, String why, long at) {
        tell(new Told(What.BROKEN, uplink, Integer.MIN_VALUE, Integer.MIN_VALUE, why, at, at));
    }

    @Override
    public void gone(UplinkId uplink, String why, long at) {
        tell(new Told(What.GONE, uplink, Integer.MIN_VALUE, Integer.MIN_VALUE, why, at, at));
    }

    private void tell(Told what) {
        if (advancing) throw new IllegalStateException("told during advance: " + what);
        told.add(what);
    }
}
