package dev.ftr.replay;

import dev.ftr.health.HealthEngine;
import dev.ftr.health.ProbeObserver;
import dev.ftr.health.ProbeSchedule;
import dev.ftr.health.VirtualProbing;
import dev.ftr.health.Watched;
import dev.ftr.model.ProbePolicy;
import dev.ftr.model.UplinkId;
import dev.ftr.model.UplinkState;
import dev.ftr.replay.Track.LinkDown;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;

/**
 * Lets the engine decide again, on what was recorded.
 *
 * <p>What it cannot know: a recording with a probe each second does not tell what a faster config would have seen in between,
 * and the recorded timeout is the longest wait for an answer of which it knows. Probes that the other config would have sent,
 * but that were not, are answered as {@link Lookup} says. The order of targets is shuffled anew, so that a replay by the same
 * settings need not be the same to the last probe.
 */
public final class Replay {
    private static final long SEED = 157;

    private final List<Player> players = new ArrayList<>();
    private final HealthEngine engine;

    private Replay() {
        engine = new HealthEngine(new Random(SEED)::nextInt, new Observer());
    }

    /**
     * What is told of one uplink.
     *
     * @param judged time without gaps in the recording, in which it is judged
     * @param outages failures of the line that the recording shows
     * @param longestOutage the longest of these
     * @param recorded what the daemon decided
     * @param again what its settings decide when they are replayed: the closer to {@code recorded}, the better can the replay
     *     be trusted
     * @param other what the other settings decide
     */
    public record Comparison(
            String uplink,
            Duration judged,
            int outages,
            Duration longestOutage,
            Fared recorded,
            Fared again,
            Optional<Fared> other) {}

    /**
     * Sets the decisions that were made beside those of other settings.
     *
     * @param settings of another config, by the name of the uplink; empty: there is none
     */
    public static List<Comparison> compare(Recording recording, Map<String, Settings> settings) {
        List<StateLog> again = new Replay().play(recording.tracks(), Map.of());
        List<Track> both = recording.tracks().stream()
                .filter(t -> settings.containsKey(t.name()))
                .toList();
        List<StateLog> other = new Replay().play(both, settings);
        List<Comparison> comparisons = new ArrayList<>();
        for (int i = 0; i < recording.tracks().size(); i++) {
            Track track = recording.tracks().get(i);
            List<Outage> outages = Outage.of(track);
            Settings own = settings.get(track.name());
            Optional<Fared> fared = own == null
                    ? Optional.empty()
                    : Optional.of(Judgement.of(track, outages, other.get(both.indexOf(track)), span -> own.policy()));
            comparisons.add(new Comparison(
                    track.name(),
                    Duration.ofNanos(
                            track.spans().stream().mapToLong(Span::length).sum()),
                    outages.size(),
                    Duration.ofNanos(outages.stream()
                            .mapToLong(o -> o.end() - o.start())
                            .max()
                            .orElse(0)),
                    Judgement.of(track, outages, track.states(), Span::policy),
                    Judgement.of(track, outages, again.get(i), Span::policy),
                    fared));
        }
        return comparisons;
    }

    private List<StateLog> play(List<Track> tracks, Map<String, Settings> settings) {
        TreeSet<Long> moments = new TreeSet<>();
        for (Track track : tracks) {
            players.add(
                    new Player(new UplinkId(players.size()), track, Optional.ofNullable(settings.get(track.name()))));
            for (Span span : track.spans()) moments.addAll(List.of(span.start(), span.end()));
            for (LinkDown down : track.linkDowns()) moments.addAll(List.of(down.start(), down.end()));
        }
        if (!moments.isEmpty()) {
            VirtualProbing probing = new VirtualProbing(engine, this::roundTrip, moments.first());
            for (long moment : moments) {
                probing.runUntil(moment);
                engine.follow(
                        players.stream().flatMap(p -> p.at(moment).stream()).toList(), Set.of(), moment);
            }
        }
        return players.stream().map(p -> p.states).toList();
    }

    private long roundTrip(UplinkId uplink, int target, long sentAt) {
        if (target == ProbeSchedule.GATEWAY) return ProbeObserver.LOST;
        return players.get(uplink.value()).lookup.roundTrip(target, sentAt);
    }

    private final class Observer implements ProbeObserver {
        @Override
        public void decided(UplinkId uplink, int target, long sentAt, long roundTrip) {}

        @Override
        public void changed(UplinkId uplink, UplinkState before, UplinkState after, String reason, long at) {
            players.get(uplink.value()).states.add(at, after);
        }
    }

    /** One uplink while it is played. */
    private static final class Player {
        private final UplinkId id;
        private final Track track;
        private final Optional<Settings> settings;
        private final Lookup lookup;
        private final StateLog states = new StateLog();
        private int span;
        private int linkDown;
        private boolean playing;

        Player(UplinkId id, Track track, Optional<Settings> settings) {
            this.id = id;
            this.track = track;
            this.settings = settings;
            this.lookup = new Lookup(track, Outage.of(track));
        }

        /** How it is to be watched from this moment on; empty: not at all. */
        Optional<Watched> at(long moment) {
            if (playing && track.spans().get(span).end() <= moment) {
                playing = false;
                span++;
                states.add(moment, UplinkState.UNKNOWN);
            }
            if (span == track.spans().size() || track.spans().get(span).start() > moment) return Optional.empty();
            Span now = track.spans().get(span);
            ProbePolicy policy = settings.map(Settings::policy).orElse(now.policy());
            if (!playing) lookup.use(now, policy.targets());
            playing = true;
            List<LinkDown> downs = track.linkDowns();
            while (linkDown < downs.size() && downs.get(linkDown).end() <= moment) linkDown++;
            boolean isDown = linkDown < downs.size() && downs.get(linkDown).start() <= moment;
            return Optional.of(new Watched(
                    id,
                    policy,
                    settings.map(Settings::candidate).orElse(now.candidate()),
                    isDown ? Optional.of(downs.get(linkDown).why()) : Optional.empty()));
        }
    }
}
