package dev.ftr.daemon;

import static dev.ftr.scenario.Configs.uplink;
import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.ftr.config.RouterConfig;
import dev.ftr.config.RouterConfig.Numbering;
import dev.ftr.health.Health;
import dev.ftr.model.FwMark;
import dev.ftr.model.UplinkState;
import dev.ftr.plan.Change;
import dev.ftr.plan.Plan;
import dev.ftr.scenario.Configs;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class PartingsTest {
    private final RouterConfig config = Configs.of(uplink(0), uplink(1), uplink(2));
    private final Health allUp = Configs.down(config);
    private final Partings partings = new Partings();

    @Test
    void hasNobodyToPartFromWhileNothingHappens() {
        partings.follow(config, allUp, allUp);
        assertEquals(Set.of(), partings.pending());
    }

    @Test
    void partsFromAnUplinkThatGoesDownUntilItHasBeenDone() {
        partings.follow(config, allUp, Configs.down(config, 1));
        assertEquals(Set.of(mark(1)), partings.pending());
        partings.follow(config, Configs.down(config, 1), Configs.down(config, 1));
        assertEquals(Set.of(mark(1)), partings.pending());
        partings.made(List.of(forgotten(1)));
        assertEquals(Set.of(), partings.pending());
    }

    @Test
    void partsOnlyOnceFromAnUplinkThatStaysDown() {
        partings.follow(config, allUp, Configs.down(config, 1));
        partings.made(List.of(forgotten(1)));
        partings.follow(config, Configs.down(config, 1), Configs.down(config, 1));
        assertEquals(Set.of(), partings.pending());
    }

    @Test
    void doesNotPartFromAnUplinkThatIsBackBeforeItWasDone() {
        partings.follow(config, allUp, Configs.down(config, 1));
        partings.follow(config, Configs.down(config, 1), allUp);
        assertEquals(Set.of(), partings.pending());
    }

    @Test
    void partsAgainFromAnUplinkThatFailsAgain() {
        partings.follow(config, allUp, Configs.down(config, 1));
        partings.made(List.of(forgotten(1)));
        partings.follow(config, Configs.down(config, 1), allUp);
        partings.follow(config, allUp, Configs.down(config, 1));
        assertEquals(Set.of(mark(1)), partings.pending());
    }

    @Test
    void partsFromAnUplinkThatIsDownFromItsFirstVerdictOn() {
        partings.follow(config, Health.UNKNOWN, Configs.down(config, 2));
        assertEquals(Set.of(mark(2)), partings.pending());
    }

    @Test
    void staysWithUplinksThatAreWorseOrUnknown() {
        Health worse = Configs.health(Map.of(0, UplinkState.DEGRADED, 1, UplinkState.UNKNOWN, 2, UplinkState.UP));
        partings.follow(config, allUp, worse);
        assertEquals(Set.of(), partings.pending());
    }

    private static Numbering numbering() {
        return Configs.DEFAULTS;
    }

    private static FwMark mark(int id) {
        return Configs.mark(numbering(), id);
    }

    private static Plan.Step forgotten(int id) {
        return new Plan.Step(new Change.ForgetConnections(mark(id)), "test");
    }
}
