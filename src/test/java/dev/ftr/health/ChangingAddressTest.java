package dev.ftr.health;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ftr.health.Story.Change;
import dev.ftr.model.UplinkId;
import dev.ftr.model.UplinkState;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

/** A provider takes an address away and gives another one; the line itself works all the time. */
class ChangingAddressTest {
    private static final Draft DRAFT = Draft.of(3, 2, 1, 1000);

    private final Story story = new Story((u, t, s) -> 20);

    @Test
    void anUplinkBetweenTwoAddressesIsUnknownAndUpWithItsFirstProof() {
        working();
        story.follow(without("no address")).until(11);
        assertEquals(UplinkState.UNKNOWN, story.state(0));
        story.follow(without("no gateway")).until(13).follow(with()).until(13.2);
        assertEquals(List.of(UplinkState.UP, UplinkState.UNKNOWN, UplinkState.UP), story.states(0));
        assertTrue(story.last().second() < 13.1, story.last().toString());
    }

    @Test
    void noneForLongIsDownWithTheReason() {
        working();
        Watched other = Story.watched(1, DRAFT);
        story.follow(without("no address"), other)
                .until(12)
                .follow(without("no gateway"), other)
                .until(16);
        assertEquals(List.of(UplinkState.UP, UplinkState.UNKNOWN, UplinkState.DOWN), story.states(0));
        Change down = story.changes().stream()
                .filter(c -> c.after() == UplinkState.DOWN)
                .findFirst()
                .orElseThrow();
        assertEquals(15, down.second(), 0.01, "five seconds after the address was taken away");
        assertEquals("no gateway", down.reason());
        story.until(60).follow(with(), other).until(61);
        assertEquals(UplinkState.DOWN, story.state(0), () -> "it has to prove itself: " + story.changes());
        story.until(70);
        assertEquals(UplinkState.UP, story.state(0));
    }

    @Test
    void whatWasDownBeforeIsNoBetterForIt() {
        Story dead = new Story((u, t, s) -> Story.NO_ANSWER);
        dead.follow(with()).until(10);
        dead.follow(without("no address")).until(11);
        assertEquals(List.of(UplinkState.DOWN), dead.states(0));
    }

    @Test
    void aMissingAddressThatAProbeNoticesFirstIsNoFailure() {
        working();
        story.gone(0).until(10.1);
        assertEquals(UplinkState.UNKNOWN, story.state(0));
        story.follow(without("no address")).until(10.5).move(with()).until(11);
        assertEquals(List.of(UplinkState.UP, UplinkState.UNKNOWN, UplinkState.UP), story.states(0));
        story.until(30);
        assertEquals(UplinkState.UP, story.state(0));
    }

    @Test
    void anAddressOfTheConfigThatIsMissingIsAFailureAtOnce() {
        story.follow(Story.watched(0, DRAFT)).until(10);
        story.follow(new Watched(new UplinkId(0), DRAFT.policy(), true, Optional.of("no address")))
                .until(10.1);
        assertEquals(List.of(UplinkState.UP, UplinkState.DOWN), story.states(0));
    }

    private void working() {
        story.follow(with()).until(10);
        assertEquals(List.of(UplinkState.UP), story.states(0));
    }

    private static Watched with() {
        return new Watched(new UplinkId(0), DRAFT.policy(), true, Optional.empty(), true);
    }

    private static Watched without(String why) {
        return new Watched(new UplinkId(0), DRAFT.policy(), true, Optional.of(why), true);
    }
}
