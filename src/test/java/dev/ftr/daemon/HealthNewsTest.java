package dev.ftr.daemon;

import static dev.ftr.scenario.Configs.uplink;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ftr.config.RouterConfig;
import dev.ftr.daemon.Status.ConfigSource;
import dev.ftr.health.Health;
import dev.ftr.health.Watched;
import dev.ftr.model.UplinkId;
import dev.ftr.model.UplinkState;
import dev.ftr.notify.Event;
import dev.ftr.probe.HealthWatch;
import dev.ftr.scenario.Configs;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class HealthNewsTest {
    private static final long NOW = 1_000_000_000_000L;

    private final RouterConfig config = Configs.of(uplink(0), uplink(1), uplink(2));
    private final FixedWatch watch = new FixedWatch();
    private final List<Event> events = new ArrayList<>();
    private long seconds;
    private final HealthNews news = new HealthNews(
            config,
            watch,
            Reports.to(events::add, status -> {}, new ConfigSource("/etc/ftr.conf", "c0ffee", Instant.EPOCH)),
            () -> Instant.ofEpochSecond(++seconds));

    @BeforeEach
    void know() {
        watch.health = Configs.health(Map.of(0, UplinkState.UP, 1, UplinkState.DOWN, 2, UplinkState.UP));
        news.follow(new Watching(List.of(), Map.of()));
        news.refresh(NOW);
        events.clear();
    }

    @Test
    void keepsWhatItKnowsOfTheSameLine() {
        Instant since = news.since(new UplinkId(1));
        news.adopt(Configs.of(uplink(0), uplink(1, OptionalInt.of(3), 9), uplink(2)));
        assertEquals(UplinkState.DOWN, state(1));
        assertEquals(since, news.since(new UplinkId(1)));
        news.refresh(NOW);
        assertEquals(List.of(), events);
    }

    @Test
    void knowsNothingOfUplinksThatHaveChangedNumbers() {
        news.adopt(swapped());
        assertEquals(UplinkState.UP, state(0));
        assertEquals(UplinkState.UNKNOWN, state(1));
        assertEquals(UplinkState.UNKNOWN, state(2));
    }

    @Test
    void doesNotBelieveTheWatchOfRenumberedUplinksBeforeItFollowsTheNewConfig() {
        news.adopt(swapped());
        news.refresh(NOW);
        assertEquals(UplinkState.UNKNOWN, state(1));
        assertEquals(UplinkState.UNKNOWN, state(2));
        assertEquals(List.of(), events);
        watch.health = Configs.health(Map.of(0, UplinkState.UP, 1, UplinkState.UP, 2, UplinkState.DOWN));
        news.follow(new Watching(List.of(), Map.of()));
        assertTrue(news.refresh(NOW));
        assertEquals(UplinkState.UP, state(1));
        assertEquals(UplinkState.DOWN, state(2));
    }

    @Test
    void forgetsARemovedUplink() {
        news.adopt(Configs.of(uplink(0), uplink(2)));
        news.refresh(NOW);
        assertEquals(UplinkState.UNKNOWN, state(1));
        assertEquals(List.of(), events);
    }

    @Test
    void anUplinkThatIsPutBackIsNewAgain() {
        news.adopt(Configs.of(uplink(0), uplink(2)));
        news.adopt(config);
        news.refresh(NOW);
        assertEquals(UplinkState.UNKNOWN, state(1));
        news.follow(new Watching(List.of(), Map.of()));
        news.refresh(NOW);
        assertEquals(UplinkState.DOWN, state(1));
    }

    private UplinkState state(int id) {
        return news.health().state(new UplinkId(id));
    }

    private static RouterConfig swapped() {
        return Configs.of(
                uplink(0),
                Configs.uplink(Configs.DEFAULTS, 1, 2, false, OptionalInt.of(1), 1),
                Configs.uplink(Configs.DEFAULTS, 2, 1, false, OptionalInt.of(1), 1));
    }

    /** Says what it was told to say, whoever follows what. */
    private static final class FixedWatch implements HealthWatch {
        private Health health = Health.UNKNOWN;

        @Override
        public void follow(List<Watched> uplinks, Map<UplinkId, Path> paths) {}

        @Override
        public void excuse(UplinkId uplink) {}

        @Override
        public Health health() {
            return health;
        }

        @Override
        public Duration overdue() {
            return Duration.ZERO;
        }

        @Override
        public void close() {}
    }
}
