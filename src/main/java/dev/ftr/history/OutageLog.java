package dev.ftr.history;

import dev.ftr.notify.Event;
import dev.ftr.notify.EventJson;
import dev.ftr.notify.Notice;
import dev.ftr.notify.OutageRecord;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The outages of the last seven days, kept by a running daemon. May be used by several threads. */
public final class OutageLog implements OutageRecord {
    private static final Logger LOG = LoggerFactory.getLogger(OutageLog.class);
    private static final Duration KEPT = Duration.ofDays(7);
    private static final int MOST = 4096;

    /** What matters here; most of the events are long ones about the kernel, not worth parsing at each start. */
    private static final Pattern OF_USE = Pattern.compile("\"type\":\"(started|stopped|config|uplink)\"");

    /** The daemon that asks is alive: what lasts, lasts until now. */
    private final Outages outages = new Outages(Sightings.NONE);

    private int added;

    private OutageLog() {}

    /** With what the file of events tells; if it cannot be read, with nothing. */
    public static OutageLog from(Path stateDir, Instant now) {
        OutageLog log = new OutageLog();
        try {
            EventFile.read(stateDir, line -> {
                if (OF_USE.matcher(line).find()) EventJson.read(line).ifPresent(event -> log.add(event, now));
            });
        } catch (IOException e) {
            LOG.warn("{} cannot be read, earlier outages are not known: {}", EventFile.in(stateDir), e.getMessage());
        }
        log.outages.forget(now.minus(KEPT), MOST);
        return log;
    }

    @Override
    public synchronized void told(Event event) {
        add(event, event.at());
    }

    private void add(Event event, Instant now) {
        outages.add(event, now);
        if (++added % MOST == 0) outages.forget(now.minus(KEPT), MOST);
    }

    /** Of more than 4096 changes of state, of the last of them. */
    @Override
    public synchronized Notice.Outages of(String uplink, Instant now) {
        // An outage that begins at this very moment is one already.
        Instant until = now.plusNanos(1);
        Timeline timeline =
                outages.until(until, (name, span) -> Optional.of(span.to())).get(uplink);
        if (timeline == null) return new Notice.Outages(Optional.empty(), 0, Duration.ZERO);
        Span week = new Span(now.minus(KEPT), until);
        List<Outage> recent =
                timeline.outages().stream().filter(o -> o.span().touches(week)).toList();
        Optional<Duration> last =
                recent.stream().filter(Outage::isOver).map(Outage::length).reduce((earlier, later) -> later);
        Duration total = recent.stream().map(o -> week.shared(o.span())).reduce(Duration.ZERO, Duration::plus);
        return new Notice.Outages(last, recent.size(), total.truncatedTo(ChronoUnit.MILLIS));
    }
}
