package dev.ftr.daemon;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Collection;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * Notices that somebody else keeps undoing what the daemon does. What had to be mended in three of the last five rounds is
 * contested: from then on the pause between repairs doubles with each further such round, from 200 ms up to a minute, and it
 * ends when a round mends nothing contested, or when all has been quiet for long.
 *
 * <p>Times are nanoseconds of one monotonic clock.
 */
final class Contention {
    private static final int ROUNDS = 5;
    private static final int TIMES = 3;
    private static final Duration SHORTEST = Duration.ofMillis(200);
    private static final Duration LONGEST = Duration.ofSeconds(60);
    private static final Duration QUIET = Duration.ofSeconds(5);
    private static final Duration MEMORY = Duration.ofSeconds(30);

    private final Deque<Round> rounds = new ArrayDeque<>();
    private Map<String, Integer> contested = Map.of();
    private Duration pause = Duration.ZERO;

    private record Round(long at, Set<String> objects) {}

    /** Takes note of what was mended in one round, by name; with nothing mended it is no round. */
    void mended(long now, Collection<String> objects) {
        if (objects.isEmpty()) return;
        forget(now);
        rounds.addLast(new Round(now, Set.copyOf(objects)));
        if (rounds.size() > ROUNDS) rounds.removeFirst();
        contested = rounds.stream()
                .flatMap(r -> r.objects().stream())
                .collect(Collectors.groupingBy(o -> o, TreeMap::new, Collectors.summingInt(o -> 1)));
        contested.values().removeIf(times -> times < TIMES);
        if (objects.stream().noneMatch(contested::containsKey)) contested = Map.of();
        pause = contested.isEmpty() ? Duration.ZERO : longer(pause);
    }

    /** How long to wait from one repair to the next: 0, or 200 ms to a minute. */
    Duration pause(long now) {
        forget(now);
        return pause;
    }

    /** What somebody else keeps changing, by name. */
    List<String> objects(long now) {
        forget(now);
        return List.copyOf(contested.keySet());
    }

    private static Duration longer(Duration pause) {
        Duration twice = pause.isZero() ? SHORTEST : pause.multipliedBy(2);
        return twice.compareTo(LONGEST) < 0 ? twice : LONGEST;
    }

    private void forget(long now) {
        Duration memory = MEMORY.plus(pause.multipliedBy(ROUNDS));
        while (!rounds.isEmpty() && now - rounds.getFirst().at() > memory.toNanos()) rounds.removeFirst();
        if (rounds.isEmpty() || now >= quietAt()) {
            contested = Map.of();
            pause = Duration.ZERO;
        }
    }

    /** When the fight is over unless it goes on before; {@link Long#MAX_VALUE}: there is none. */
    long endsAt(long now) {
        forget(now);
        return contested.isEmpty() ? Long.MAX_VALUE : quietAt();
    }

    private long quietAt() {
        return rounds.getLast().at() + QUIET.plus(pause.multipliedBy(2)).toNanos();
    }
}
