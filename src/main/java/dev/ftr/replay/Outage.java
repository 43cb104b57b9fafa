package dev.ftr.replay;

import java.util.ArrayList;
import java.util.List;

/**
 * A failure that the recording shows, whatever was decided: at least three probes in a row without an answer from any target,
 * over at least two seconds. What is shorter is not told from packets lost by chance. Targets that are silent while others
 * answer do not count; neither does a time in which the link was down.
 *
 * @param start when the first of these probes was sent; the failure may have begun up to an interval earlier
 * @param end when the first probe was sent that was answered again, or the end of the span
 */
record Outage(long start, long end) {
    private static final int LEAST_PROBES = 3;
    private static final long LEAST_NANOS = 2_000_000_000;

    /** All of an uplink, in the order of time. */
    static List<Outage> of(Track track) {
        List<Outage> outages = new ArrayList<>();
        for (Span span : track.spans()) of(track, span, outages);
        outages.removeIf(o -> track.linkDowns().stream().anyMatch(d -> d.start() <= o.end && d.end() >= o.start));
        return outages;
    }

    private static void of(Track track, Span span, List<Outage> outages) {
        int lost = 0;
        long start = 0;
        int end = track.indexAt(span.end() + 1);
        for (int i = track.indexAt(span.start()); i < end; i++) {
            if (track.isSilent(i)) continue;
            if (track.isAnswered(i)) {
                add(lost, start, track.time(i), outages);
                lost = 0;
            } else if (lost++ == 0) {
                start = track.time(i);
            }
        }
        add(lost, start, span.end(), outages);
    }

    private static void add(int lost, long start, long end, List<Outage> outages) {
        if (lost >= LEAST_PROBES && end - start >= LEAST_NANOS) outages.add(new Outage(start, end));
    }
}
