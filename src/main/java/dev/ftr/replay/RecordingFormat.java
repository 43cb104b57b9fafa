package dev.ftr.replay;

import dev.ftr.health.ProbeObserver;
import dev.ftr.model.ProbePolicy;
import dev.ftr.model.UplinkState;
import java.time.Instant;

/**
 * The lines of a recording. Times are microseconds since the start of the session, by the monotonic clock: the wall clock is
 * asked once, so that a line's time is the session's start and the time since then, whatever is done to the clock.
 *
 * <pre>
 * ftr-probes,1,2026-11-22T13:18:02.652Z,0     format version, start of the session, time at which this file takes it up
 * uplink,0,eth1,candidate,required=2,...      an uplink by number and name, candidate or not, and its policy
 * target,0,1,echo 203.0.113.1                 target 1 of uplink 0
 * link,0,0,up,                                why uplink 0 cannot work whatever probes say, or up
 * state,0,0,UNKNOWN,not probed yet            what the daemon takes uplink 0 for from this time on
 * 1000312,0,1,15208                           a probe: time sent, uplink, target, round trip in microseconds
 * 2000480,0,0,lost                            or lost, or refused
 * dropped,2500000,17                          so many lines are missing before this time
 * end,3000000                                 the daemon ended
 * </pre>
 *
 * <p>Words are percent-encoded. A line that ends in a question mark was left half-written and says nothing.
 */
public final class RecordingFormat {
    public static final int VERSION = 1;
    public static final int MOST_TARGETS = 64;

    /** Ends a line that was left half-written: no other line can end so. */
    public static final char TORN = '?';

    static final String MAGIC = "ftr-probes";
    static final String CANDIDATE = "candidate";
    static final String UP = "up";
    static final String LOST = "lost";
    static final String REFUSED = "refused";

    private RecordingFormat() {}

    /**
     * What a file, or what a new start adds to it, begins with.
     *
     * @param from time of the session at which this file takes it up, microseconds
     */
    public static String header(Instant start, long from) {
        return "%s,%d,%s,%d\n".formatted(MAGIC, VERSION, start, from);
    }

    /** The uplink and its targets. */
    public static String uplink(int id, String name, boolean candidate, ProbePolicy policy) {
        StringBuilder lines = new StringBuilder("uplink,%d,%s,%s,%s\n"
                .formatted(id, Fields.encode(name), candidate ? CANDIDATE : "reserve", PolicyText.of(policy)));
        for (int i = 0; i < policy.targets().size(); i++)
            lines.append("target,%d,%d,%s\n"
                    .formatted(
                            id, i, Fields.encode(TargetText.of(policy.targets().get(i)))));
        return lines.toString();
    }

    /**
     * The link from now on.
     *
     * @param down why it cannot work; empty: it may
     */
    public static String link(long micros, int id, String down) {
        return "link,%d,%d,%s,%s\n".formatted(micros, id, down.isEmpty() ? UP : "down", Fields.encode(down));
    }

    public static String state(long micros, int id, UplinkState state, String reason) {
        return "state,%d,%d,%s,%s\n".formatted(micros, id, state.name(), Fields.encode(reason));
    }

    public static String dropped(long micros, long count) {
        return "dropped,%d,%d\n".formatted(micros, count);
    }

    public static String end(long micros) {
        return "end,%d\n".formatted(micros);
    }

    /**
     * What became of a probe.
     *
     * @param roundTrip nanoseconds, {@link ProbeObserver#LOST} or {@link ProbeObserver#REFUSED}
     */
    public static void probe(StringBuilder text, long micros, int id, int target, long roundTrip) {
        text.append(micros).append(',').append(id).append(',').append(target).append(',');
        if (roundTrip == ProbeObserver.LOST) text.append(LOST);
        else if (roundTrip == ProbeObserver.REFUSED) text.append(REFUSED);
        else text.append(roundTrip / 1000);
        text.append('\n');
    }
}
