package dev.ftr.demo;

import dev.ftr.health.ProbeObserver;
import dev.ftr.health.ProbeSchedule;
import dev.ftr.model.UplinkId;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;

/** What happens to simulated uplinks: now and then one is cut, or loses packets, for a while. */
final class UplinkStories {
    private static final Duration USUALLY_GOOD = Duration.ofSeconds(40);
    private static final Duration USUALLY_BAD = Duration.ofSeconds(15);
    private static final double CUT = 0.7;
    private static final double LOSSY = 0.6;
    private static final int FASTEST_MS = 5;
    private static final int SPREAD_MS = 30;

    private final long seed;
    private final Map<UplinkId, Story> stories = new HashMap<>();

    UplinkStories(long seed) {
        this.seed = seed;
    }

    /** As {@link dev.ftr.health.VirtualProbing.Network} has it; times of one uplink must not go back. */
    long roundTrip(UplinkId uplink, int target, long sentAt) {
        Story story = stories.computeIfAbsent(uplink, id -> new Story(new Random(seed + id.value())));
        double loss = story.lossAt(sentAt);
        // The gateway is on this side of what is cut.
        if (target != ProbeSchedule.GATEWAY && story.random.nextDouble() < loss) return ProbeObserver.LOST;
        return Duration.ofMillis(FASTEST_MS + story.random.nextInt(SPREAD_MS)).toNanos();
    }

    private static final class Story {
        private final Random random;
        private double loss = 1;
        private long chapterEnds;

        Story(Random random) {
            this.random = random;
        }

        double lossAt(long time) {
            while (time >= chapterEnds) {
                boolean good = loss > 0;
                loss = good ? 0 : random.nextDouble() < CUT ? 1 : LOSSY;
                double mean = (good ? USUALLY_GOOD : USUALLY_BAD).toNanos();
                chapterEnds += (long) (-mean * Math.log(1 - random.nextDouble()));
            }
            return loss;
        }
    }
}
