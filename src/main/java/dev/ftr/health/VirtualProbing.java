package dev.ftr.health;

import dev.ftr.model.UplinkId;
import java.util.PriorityQueue;

/** Runs an engine in virtual time over a network that is made up or remembered: months in seconds. */
public final class VirtualProbing {
    /** What becomes of a probe. */
    @FunctionalInterface
    public interface Network {
        /**
         * The answer to a probe.
         *
         * @param target index in the uplink's targets, or {@link ProbeSchedule#GATEWAY}
         * @param sentAt nanoseconds of virtual time
         * @return the round-trip time in nanoseconds, {@link ProbeObserver#LOST}, or {@link ProbeObserver#REFUSED}, said at once
         */
        long roundTrip(UplinkId uplink, int target, long sentAt);
    }

    private final HealthEngine engine;
    private final Network network;
    private final PriorityQueue<Answer> answers = new PriorityQueue<>();
    private long now;
    private long sequence;
    private long sent;

    public VirtualProbing(HealthEngine engine, Network network, long begin) {
        this.engine = engine;
        this.network = network;
        this.now = begin;
    }

    /** The virtual time. */
    public long now() {
        return now;
    }

    /** Probes sent so far, to gateways too. */
    public long sent() {
        return sent;
    }

    /** Goes on to this time, and does all that happens before it. */
    public void runUntil(long end) {
        while (true) {
            long next = Math.min(engine.due(), answers.isEmpty() ? Long.MAX_VALUE : answers.peek().at);
            if (next > end) break;
            now = Math.max(now, next);
            while (!answers.isEmpty() && answers.peek().at <= now) tell(answers.remove());
            engine.advance(now, this::send);
        }
        now = Math.max(now, end);
    }

    private void send(UplinkId uplink, int target, int number) {
        sent++;
        long roundTrip = network.roundTrip(uplink, target, now);
        if (roundTrip == ProbeObserver.LOST) return;
        long at = now + Math.max(0, roundTrip);
        answers.add(new Answer(at, sequence++, uplink, target, number, now, roundTrip != ProbeObserver.REFUSED));
    }

    private void tell(Answer answer) {
        if (answer.good) engine.answered(answer.uplink, answer.target, answer.number, answer.sentAt, answer.at);
        else engine.refused(answer.uplink, answer.target, answer.number, "refused", answer.at);
    }

    private record Answer(long at, long sequence, UplinkId uplink, int target, int number, long sentAt, boolean good)
            implements Comparable<Answer> {
        @Override
        public int compareTo(Answer other) {
            int byTime = Long.compare(at, other.at);
            return byTime != 0 ? byTime : Long.compare(sequence, other.sequence);
        }
    }
}
