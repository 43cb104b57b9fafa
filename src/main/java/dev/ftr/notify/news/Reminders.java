package dev.ftr.notify.news;

import dev.ftr.model.UplinkState;
import dev.ftr.notify.Event;
import dev.ftr.notify.LineState;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** When people are reminded of uplinks that stay down: each time a period has passed since one went down. */
final class Reminders {
    private final Map<String, Instant> due = new HashMap<>();
    private Optional<Duration> period = Optional.empty();

    void adopt(Optional<Duration> next) {
        if (!next.equals(period)) due.clear();
        period = next;
    }

    /** Those that are due. What fell due while no daemon ran is not made up for. */
    List<Event> due(List<LineState> lines, Instant now) {
        if (period.isEmpty()) return List.of();
        List<Event> reminders = new ArrayList<>();
        for (LineState line : lines) {
            if (line.state() != UplinkState.DOWN) {
                due.remove(line.name());
                continue;
            }
            Instant next = due.computeIfAbsent(line.name(), name -> after(line.since(), now));
            if (now.isBefore(next)) continue;
            reminders.add(new Event.StillDown(now, line.name(), line.description(), line.since(), line.reason()));
            due.put(line.name(), after(line.since(), now));
        }
        return reminders;
    }

    private Instant after(Instant since, Instant now) {
        Duration each = period.orElseThrow();
        long passed = now.isBefore(since) ? 0 : Duration.between(since, now).dividedBy(each);
        return since.plus(each.multipliedBy(passed + 1));
    }
}
