package dev.ftr.demo;

import dev.ftr.health.ProbeObserver;
import dev.ftr.health.ProbeSchedule;
import dev.ftr.model.UplinkId;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;

/**
 * What happens to simulated uplinks: one is cut soon, so that there is something to see; from then on now and then one is
 * cut, or loses packets, for a while.
 */
final class UplinkStories {
    private static final Duration OPENING = Duration.ofSeconds(5);
    private static final Duration OPENING_SPREAD = Duration.ofSeconds(2);
    private static final Duration FIRST_CUT = Duration.ofSeconds(12);
    private static final Duration OTHERS_WAIT = Duration.ofSeconds(25);
    private static final Duration USUALLY_GOOD = Duration.ofSeconds(40);
    private static final Duration USUALLY_BAD = Duration.ofSeconds(15);
    private static final double CUT = 0.7;
    private static final double LOSSY = 0.6;
    private static final int FASTEST_MS = 5;
    private static final int LONGEST_WAY_MS = 30;
    private static final double SPREAD_MS = 6;

    /** Seeds that are near each other begin alike. */
    private static final long UNLIKE = 0x9E3779B97F4A7C15L;

    private final long seed;
    private final Optional<UplinkId> first;
    private final Map<UplinkId, Story> stories = new HashMap<>();

    /** @param candidates one of these is cut first; empty: it is left to chance */
    UplinkStories(long seed, List<UplinkId> candidates) {
        this.seed = seed;
        this.first = candidates.isEmpty()
                ? Optional.empty()
                : Optional.of(candidates.get(new Random(seed).nextInt(candidates.size())));
    }

    /** As {@link dev.ftr.health.VirtualProbing.Network} has it; times of one uplink must not go back. */
    long roundTrip(UplinkId uplink, int target, long sentAt) {
        Story story = story(uplink);
        double loss = story.lossAt(sentAt);
        // The gateway is on this side of what is cut.
        if (target != ProbeSchedule.GATEWAY && story.random.nextDouble() < loss) return ProbeObserver.LOST;
        return (long) (1e6 * (story.wayMs + SPREAD_MS * story.random.nextDouble()));
    }

    /** What is wrong at this time, which must not go back. */
    Optional<Fault> fault(UplinkId uplink, long now) {
        Story story = story(uplink);
        double loss = story.lossAt(now);
        return loss > 0 ? Optional.of(new Fault(loss, story.cutByHand)) : Optional.empty();
    }

    /** Cuts an uplink until this is called again; heals one that is at fault, and its story goes on from there. */
    void cutOrHeal(UplinkId uplink, long now) {
        story(uplink).cutOrHeal(now);
    }

    private Story story(UplinkId uplink) {
        return stories.computeIfAbsent(
                uplink,
                id -> new Story(
                        new Random(seed + id.value() * UNLIKE),
                        first.filter(id::equals).isPresent()));
    }

    private static final class Story {
        private final Random random;
        private final double wayMs;
        private boolean opening;
        private boolean cutByHand;
        private double loss;
        private long chapterEnds;

        Story(Random random, boolean opening) {
            this.random = random;
            this.opening = opening;
            wayMs = FASTEST_MS + LONGEST_WAY_MS * random.nextDouble();
            chapterEnds = opening
                    ? OPENING.toNanos() + (long) (OPENING_SPREAD.toNanos() * random.nextDouble())
                    : OTHERS_WAIT.toNanos() + some(USUALLY_GOOD);
        }

        double lossAt(long time) {
            if (cutByHand) return 1;
            while (time >= chapterEnds) turnPage();
            return loss;
        }

        private void turnPage() {
            boolean good = loss > 0;
            loss = good ? 0 : opening || random.nextDouble() < CUT ? 1 : LOSSY;
            chapterEnds += opening ? FIRST_CUT.toNanos() : some(good ? USUALLY_GOOD : USUALLY_BAD);
            opening = false;
        }

        void cutOrHeal(long now) {
            boolean bad = lossAt(now) > 0;
            cutByHand = !bad;
            if (!bad) return;
            loss = 0;
            opening = false;
            chapterEnds = now + some(USUALLY_GOOD);
        }

        /** Exponentially distributed. */
        private long some(Duration mean) {
            return (long) (-mean.toNanos() * Math.log(1 - random.nextDouble()));
        }
    }
}
