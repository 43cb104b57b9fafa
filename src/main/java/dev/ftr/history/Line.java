package dev.ftr.history;

import dev.ftr.model.FaultPlace;
import dev.ftr.model.UplinkState;
import dev.ftr.notify.Event;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The timeline of one uplink while it is written. */
final class Line {
    private final Instant awaited;
    private final List<Stretch> stretches = new ArrayList<>();
    private Optional<Now> now = Optional.empty();
    private Instant configured = Instant.MIN;

    /** What lasts. */
    private record Now(Instant from, boolean up, String reason, Optional<FaultPlace> place) {
        Stretch until(Instant to) {
            return new Stretch(new Span(from, to), up, reason, place);
        }
    }

    Line(Instant awaited) {
        this.awaited = awaited;
    }

    /** A line under the same name may be another one from now on, which only the next event tells. */
    void configured(Instant at) {
        configured = at;
    }

    /** There were no events because nothing happened. */
    void wasAllAlong(UplinkState state, Instant since) {
        if (state != UplinkState.UNKNOWN) now = Optional.of(new Now(since, isUp(state), "", Optional.empty()));
    }

    void changed(Event.UplinkChanged change, Instant at) {
        now.filter(n -> !isAs(change.before(), n)).ifPresent(this::lostUnseen);
        UplinkState after = change.after();
        if (now.isPresent() && isAs(after, now.get())) return;
        lost(at);
        if (after == UplinkState.UNKNOWN) return;
        boolean up = isUp(after);
        now = Optional.of(new Now(at, up, up ? "" : change.reason(), up ? Optional.empty() : change.place()));
    }

    /** Events are missing, or the config has put another line in its place: when, only the latter tells. */
    private void lostUnseen(Now was) {
        lost(configured.isAfter(was.from()) ? configured : was.from());
    }

    /** From then on nothing is known. */
    void lost(Instant at) {
        lost(at, false);
    }

    /** Nobody watches any more. An outage that had just begun is one all the same: it goes on, or its end is missed. */
    void unwatched(Instant at) {
        lost(at, true);
    }

    private void lost(Instant at, boolean keepBegunOutage) {
        now.map(n -> n.until(Span.later(n.from(), at)))
                .filter(s -> !s.span().length().isZero() || (keepBegunOutage && !s.up()))
                .ifPresent(this::append);
        now = Optional.empty();
    }

    private void append(Stretch next) {
        if (!stretches.isEmpty()) {
            Stretch before = stretches.getLast();
            if (before.up() == next.up()
                    && before.span().to().equals(next.span().from())) {
                stretches.removeLast();
                append(new Stretch(
                        new Span(before.span().from(), next.span().to()),
                        before.up(),
                        before.reason(),
                        before.place()));
                return;
            }
        }
        stretches.add(next);
    }

    /** The whole of it, where what lasts was seen until {@code sighted}. */
    Timeline until(Instant sighted, Instant until) {
        Line copy = new Line(awaited);
        copy.stretches.addAll(stretches);
        copy.now = now;
        copy.lost(sighted);
        return new Timeline(awaited, copy.stretches, until);
    }

    void forget(Instant before, int most) {
        stretches.removeIf(s -> s.span().to().isBefore(before));
        if (stretches.size() > most)
            stretches.subList(0, stretches.size() - most).clear();
    }

    private static boolean isAs(UplinkState state, Now now) {
        return state != UplinkState.UNKNOWN && isUp(state) == now.up();
    }

    private static boolean isUp(UplinkState state) {
        return switch (state) {
            case UP, DEGRADED -> true;
            case DOWN, UNKNOWN -> false;
        };
    }
}
