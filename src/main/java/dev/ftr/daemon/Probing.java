package dev.ftr.daemon;

import dev.ftr.config.RouterConfig.ProbeSettings;
import dev.ftr.config.Uplink;
import dev.ftr.desired.Attachment;
import dev.ftr.health.ProbeBudget;
import dev.ftr.model.IpAddress;
import dev.ftr.model.UplinkId;
import dev.ftr.probe.Prober;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Consumer;

/** When each uplink is probed. All times are nanoseconds of a monotonic clock. */
final class Probing {
    /** While no uplink works there is no wait between rounds, but never less than this from start to start. */
    private static final Duration SHORTEST_ROUND = Duration.ofSeconds(1);

    private final Prober prober;
    private final ProbeSettings settings;
    private final Random random;
    private final Consumer<Trigger.Probed> results;
    private final Map<UplinkId, Prober.Path> paths = new TreeMap<>();
    private final Map<UplinkId, Long> lastStart = new HashMap<>();
    private final Set<UplinkId> underWay = new HashSet<>();
    private final Set<UplinkId> decided = new HashSet<>();
    private final Set<UplinkId> excused = new HashSet<>();
    private final Set<UplinkId> repeated = new HashSet<>();

    Probing(Prober prober, ProbeSettings settings, Random random, Consumer<Trigger.Probed> results) {
        this.prober = prober;
        this.settings = settings;
        this.random = random;
        this.results = results;
    }

    /** Takes note of where the uplinks are attached now. One that has moved is probed at once. */
    void follow(List<Attachment> attachments) {
        for (Attachment attachment : attachments) {
            Uplink uplink = attachment.uplink();
            Optional<Prober.Path> path = path(attachment);
            if (path.isEmpty()) paths.remove(uplink.id());
            else if (!path.get().equals(paths.put(uplink.id(), path.get()))) lastStart.remove(uplink.id());
        }
    }

    /** The way that probes of the uplink take; empty while it cannot be used. */
    static Optional<Prober.Path> path(Attachment attachment) {
        Uplink uplink = attachment.uplink();
        return attachment
                .address()
                .filter(address -> attachment.usable())
                .map(address -> new Prober.Path(uplink.id(), uplink.device(), address, uplink.mark()));
    }

    /** Whether some uplink waits for the end of its first round. */
    boolean undecided() {
        return paths.keySet().stream().anyMatch(id -> !decided.contains(id));
    }

    /**
     * The way out of the uplink has just been put back: a round under way that fails may have met the moment without it.
     * Such a round is done again, but never twice in a row, so that a fight over the route cannot blind us.
     */
    void excuse(UplinkId uplink) {
        if (underWay.contains(uplink) && !repeated.contains(uplink)) excused.add(uplink);
    }

    /** Takes note of a result; false when it says nothing of the uplink as it is attached now. */
    boolean accepts(Trigger.Probed probed) {
        UplinkId uplink = probed.path().uplink();
        underWay.remove(uplink);
        if (!probed.path().equals(paths.get(uplink))) return false;
        boolean failed = probed.round().answered() < settings.requiredSuccessful();
        if (excused.remove(uplink) && failed) {
            repeated.add(uplink);
            lastStart.remove(uplink);
            return false;
        }
        repeated.remove(uplink);
        decided.add(uplink);
        return true;
    }

    /**
     * Starts the rounds that are due.
     *
     * @param hurry no uplink works: probe without a wait
     * @return when to call again
     */
    long start(long now, boolean hurry) {
        long next = Long.MAX_VALUE;
        for (Prober.Path path : paths.values()) {
            if (underWay.contains(path.uplink())) continue;
            long due = due(path.uplink(), now, hurry);
            if (due - now <= 0) {
                lastStart.put(path.uplink(), now);
                underWay.add(path.uplink());
                prober.start(path, round(), round -> results.accept(new Trigger.Probed(round, path)));
            } else {
                next = Math.min(next, due);
            }
        }
        return next;
    }

    private long due(UplinkId uplink, long now, boolean hurry) {
        Long last = lastStart.get(uplink);
        if (last == null) return now;
        long interval = settings.interval().toNanos();
        return last + (hurry ? Math.min(interval, SHORTEST_ROUND.toNanos()) : interval);
    }

    private Prober.Round round() {
        List<IpAddress> shuffled = new ArrayList<>(settings.targets());
        Collections.shuffle(shuffled, random);
        return new Prober.Round(shuffled, settings.requiredSuccessful(), settings.retries(), ProbeBudget.TIMEOUT);
    }
}
