package dev.ftr.history;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.TreeSet;

/** The uplinks seen as one: up while any of them is, down while all of them are. */
public final class Together {
    /**
     * An uplink of which nothing was known for so long before the end has left the config; until then, and before its first
     * verdict, it may be up.
     */
    private static final Duration GONE = Duration.ofMinutes(15);

    private Together() {}

    /**
     * Their common timeline.
     *
     * @param until when they end
     */
    public static Timeline of(Collection<Timeline> timelines, Instant until) {
        TreeSet<Instant> edges = new TreeSet<>();
        for (Timeline line : timelines) {
            edges.add(line.awaited());
            edges.add(goneAt(line));
            for (Stretch stretch : line.stretches()) {
                edges.add(stretch.span().from());
                edges.add(stretch.span().to());
            }
        }
        List<Cursor> cursors = timelines.stream().map(Cursor::new).toList();
        List<Stretch> stretches = new ArrayList<>();
        Instant from = edges.isEmpty() ? until : edges.first();
        for (Instant to : edges.tailSet(from, false)) {
            if (to.isAfter(until)) break;
            add(stretches, state(cursors, from), new Span(from, to));
            from = to;
        }
        return new Timeline(edges.isEmpty() ? until : edges.first(), stretches, until);
    }

    private enum State {
        UP,
        DOWN,
        UNKNOWN,
        ABSENT
    }

    private static Instant goneAt(Timeline line) {
        return (line.stretches().isEmpty()
                        ? line.awaited()
                        : line.stretches().getLast().span().to())
                .plus(GONE);
    }

    private static State state(List<Cursor> cursors, Instant at) {
        List<State> states = cursors.stream().map(c -> c.at(at)).toList();
        if (states.contains(State.UP)) return State.UP;
        if (states.contains(State.UNKNOWN)) return State.UNKNOWN;
        return states.contains(State.DOWN) ? State.DOWN : State.UNKNOWN;
    }

    private static void add(List<Stretch> stretches, State state, Span span) {
        if (state != State.UP && state != State.DOWN) return;
        boolean up = state == State.UP;
        Span whole = span;
        if (!stretches.isEmpty()) {
            Stretch last = stretches.getLast();
            if (last.up() == up && last.span().to().equals(span.from())) {
                stretches.removeLast();
                whole = new Span(last.span().from(), span.to());
            }
        }
        stretches.add(up ? Stretch.up(whole) : Stretch.down(whole));
    }

    /** Goes through a timeline once, asked for later and later moments. */
    private static final class Cursor {
        private final Timeline line;
        private final Instant gone;
        private int next;

        Cursor(Timeline line) {
            this.line = line;
            this.gone = goneAt(line);
        }

        State at(Instant at) {
            List<Stretch> stretches = line.stretches();
            while (next < stretches.size() && !stretches.get(next).span().to().isAfter(at)) next++;
            if (next < stretches.size() && !stretches.get(next).span().from().isAfter(at))
                return stretches.get(next).up() ? State.UP : State.DOWN;
            return at.isBefore(line.awaited()) || !at.isBefore(gone) ? State.ABSENT : State.UNKNOWN;
        }
    }
}
