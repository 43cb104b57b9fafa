package dev.ftr.daemon;

import dev.ftr.config.RouterConfig;
import dev.ftr.config.Uplink;
import dev.ftr.health.ProbeObserver;
import dev.ftr.health.Watched;
import dev.ftr.model.UplinkId;
import dev.ftr.model.UplinkState;
import dev.ftr.probe.HealthWatch;
import dev.ftr.replay.RecordingFormat;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.locks.LockSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Records what becomes of the probes, for {@code ftr replay}; see {@link RecordingFormat}. The probing thread only puts it
 * into a ring; a thread of its own writes it, so that a slow disk delays no verdict.
 */
public final class ProbeRecorder implements ProbeObserver, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(ProbeRecorder.class);
    private static final long PERIOD_NANOS = 1_000_000_000;
    private static final long END_MILLIS = 500;

    /** More than a minute of three uplinks, or ten seconds of 64 uplinks in trouble. */
    private static final int ROOM = 1 << 15;

    private static final int LINKS_ROOM = 1 << 10;
    private static final int LINES_AT_ONCE = 1 << 13;

    private final RouterConfig config;
    private final Instant start;
    private final long startNanos;
    private final ProbeFile file;
    private final ProbeRing probes = new ProbeRing(ROOM);

    /** Apart, as the loop of the daemon fills it, not the probing thread. */
    private final ProbeRing links = new ProbeRing(LINKS_ROOM);

    private final String[] linkDown = new String[UplinkId.COUNT];
    private final String[] told = new String[UplinkId.COUNT];
    private final UplinkState[] states = new UplinkState[UplinkId.COUNT];
    private final String[] reasons = new String[UplinkId.COUNT];

    /** What a header tells of: links and states as they were before the lines that are to be written. */
    private String[] earlierLinks = new String[0];

    private UplinkState[] earlierStates = new UplinkState[0];
    private String[] earlierReasons = new String[0];

    private final StringBuilder lines = new StringBuilder();
    private final Thread writer = new Thread(this::write, "probe-recorder");
    private long lastMicros;
    private long headerMicros;
    private long unwritten;
    private boolean complained;
    private volatile boolean ending;

    /** @param startNanos the moment {@code start} by the clock of the engine */
    ProbeRecorder(Path stateDir, RouterConfig config, Instant start, long startNanos, long maxBytes) {
        this.config = config;
        this.start = start;
        this.startNanos = startNanos;
        this.file = new ProbeFile(stateDir, maxBytes, this::header);
        Arrays.fill(linkDown, "");
        Arrays.fill(told, "");
        Arrays.fill(states, UplinkState.UNKNOWN);
        Arrays.fill(reasons, "");
    }

    /** Records into the state folder from now on. */
    public static ProbeRecorder start(Path stateDir, RouterConfig config) {
        ProbeRecorder recorder =
                new ProbeRecorder(stateDir, config, Instant.now(), System.nanoTime(), ProbeFile.MAX_BYTES);
        recorder.writer.setDaemon(true);
        recorder.writer.start();
        return recorder;
    }

    /** The same watch, but what it is told of links is recorded too; its end is the recorder's. */
    public HealthWatch watch(HealthWatch watch) {
        return new RecordedWatch(watch, this);
    }

    @Override
    public void decided(UplinkId uplink, int target, long sentAt, long roundTrip) {
        probes.put(ProbeRing.Kind.PROBE, sentAt, uplink.value(), target, roundTrip, "");
    }

    @Override
    public void changed(UplinkId uplink, UplinkState before, UplinkState after, String reason, long at) {
        probes.put(ProbeRing.Kind.STATE, at, uplink.value(), 0, 0, after.name() + " " + reason);
    }

    /** Takes note of links that have gone down or come up. */
    void follow(List<Watched> uplinks, long now) {
        for (Watched uplink : uplinks) {
            int id = uplink.uplink().value();
            String down = uplink.linkDown().orElse("");
            if (down.equals(told[id])) continue;
            told[id] = down;
            links.put(ProbeRing.Kind.LINK, now, id, 0, 0, down);
        }
    }

    /** Says once that the disk does not keep up; not on the writer's thread, which may hang for that very reason. */
    void complain() {
        if (complained || !(probes.hasDropped() || links.hasDropped())) return;
        complained = true;
        LOG.warn("results of probes are not all recorded: the disk of the state folder is too slow");
    }

    private void write() {
        while (!ending) {
            LockSupport.parkNanos(PERIOD_NANOS);
            flush();
        }
        flush();
        file.append(RecordingFormat.end(lastMicros));
    }

    /** Writes what is there. */
    void flush() {
        int count;
        do {
            headerMicros = lastMicros;
            earlierLinks = linkDown.clone();
            earlierStates = states.clone();
            earlierReasons = reasons.clone();
            count = links.drain(LINES_AT_ONCE, this::line) + probes.drain(LINES_AT_ONCE, this::line);
            long dropped = probes.takeDropped() + links.takeDropped() + unwritten;
            if (dropped > 0) lines.append(RecordingFormat.dropped(lastMicros, dropped));
            if (!lines.isEmpty()) unwritten = file.append(lines) ? 0 : dropped + count;
            lines.setLength(0);
        } while (count > 0);
    }

    private void line(ProbeRing.Kind kind, long at, int uplink, int number, long value, String words) {
        long micros = Math.max(0, (at - startNanos) / 1000);
        lastMicros = Math.max(lastMicros, micros);
        switch (kind) {
            case PROBE -> RecordingFormat.probe(lines, micros, uplink, number, value);
            case STATE -> {
                int space = words.indexOf(' ');
                states[uplink] = UplinkState.valueOf(words.substring(0, space));
                // What follows a semicolon is the words of a target, which may name all of a URL.
                reasons[uplink] = words.substring(space + 1).split(";", 2)[0];
                lines.append(RecordingFormat.state(micros, uplink, states[uplink], reasons[uplink]));
            }
            case LINK -> {
                linkDown[uplink] = words;
                lines.append(RecordingFormat.link(micros, uplink, words));
            }
        }
    }

    private String header() {
        StringBuilder text = new StringBuilder(RecordingFormat.header(start, headerMicros));
        for (Uplink uplink : config.uplinks()) {
            int id = uplink.id().value();
            text.append(RecordingFormat.uplink(
                    id, uplink.name(), uplink.priorityGroup().isPresent(), uplink.tests()));
        }
        for (Uplink uplink : config.uplinks()) {
            int id = uplink.id().value();
            if (!earlierLinks[id].isEmpty()) text.append(RecordingFormat.link(headerMicros, id, earlierLinks[id]));
            if (earlierStates[id] != UplinkState.UNKNOWN)
                text.append(RecordingFormat.state(headerMicros, id, earlierStates[id], earlierReasons[id]));
        }
        return text.toString();
    }

    /** Ends with what is still to be written, unless the disk hangs. */
    @Override
    public void close() {
        ending = true;
        LockSupport.unpark(writer);
        try {
            writer.join(END_MILLIS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
