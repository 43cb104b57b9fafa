package dev.ftr.history;

import dev.ftr.model.FaultPlace;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * An uplink was down, with no time between at which it is known to have worked.
 *
 * @param span from the first to the last moment, as far as they are known
 * @param beginSeen whether it went down under our eyes; otherwise it was found down, and began before
 * @param unwatched how much of the span nobody watched it
 * @param reason of the first verdict; empty: not known any more
 */
public record Outage(
        Span span, boolean beginSeen, End end, Duration unwatched, String reason, Optional<FaultPlace> place) {
    /** How it ended. */
    public enum End {
        /** It came back under our eyes. */
        SEEN,
        /** It was found up after a time without watching: it came back at the end of the span at the latest. */
        MISSED,
        /** It is down still. */
        LASTS,
        /** It was down when it was watched last. */
        UNKNOWN
    }

    /** With what nobody watched; where the end was missed, the longest that it can have been. */
    public Duration length() {
        return span.length();
    }

    public boolean isOver() {
        return end == End.SEEN || end == End.MISSED;
    }

    /**
     * All of a timeline, from old to new.
     *
     * @param until when the timeline ends: what is down up to that moment lasts
     */
    static List<Outage> of(List<Stretch> stretches, Instant until) {
        List<Outage> outages = new ArrayList<>();
        int i = 0;
        while (i < stretches.size()) {
            int next = i;
            while (next < stretches.size() && !stretches.get(next).up()) next++;
            if (next > i) outages.add(of(stretches, i, next, until));
            i = Math.max(next, i + 1);
        }
        return outages;
    }

    /** Of the stretches from {@code first} to before {@code next}, all of them down. */
    private static Outage of(List<Stretch> stretches, int first, int next, Instant until) {
        Stretch begin = stretches.get(first);
        Instant last = stretches.get(next - 1).span().to();
        boolean beginSeen = first > 0
                && stretches.get(first - 1).span().to().equals(begin.span().from());
        Duration watched = stretches.subList(first, next).stream()
                .map(s -> s.span().length())
                .reduce(Duration.ZERO, Duration::plus);
        End end;
        if (next == stretches.size()) end = last.equals(until) ? End.LASTS : End.UNKNOWN;
        else end = stretches.get(next).span().from().equals(last) ? End.SEEN : End.MISSED;
        Span span = new Span(
                begin.span().from(),
                end == End.MISSED ? stretches.get(next).span().from() : last);
        return new Outage(span, beginSeen, end, span.length().minus(watched), begin.reason(), begin.place());
    }
}
