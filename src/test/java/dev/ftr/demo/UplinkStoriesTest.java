package dev.ftr.demo;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ftr.model.UplinkId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.stream.LongStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class UplinkStoriesTest {
    private static final long SECOND = 1_000_000_000;
    private static final UplinkId FIRST = new UplinkId(0);
    private static final UplinkId SECOND_UPLINK = new UplinkId(1);
    private static final List<UplinkId> ALL = List.of(FIRST, SECOND_UPLINK, new UplinkId(2));
    private static final Optional<Fault> BY_HAND = Optional.of(new Fault(1, true));

    @Test
    void whateverTheSeedOneOfTheBestIsCutSoonAndNobodyElse() {
        LongStream.range(0, 200).forEach(seed -> {
            UplinkStories stories = new UplinkStories(seed, ALL.subList(0, 2));
            assertEquals(List.of(), faulty(stories, 5 * SECOND - 1));
            List<UplinkId> cut = faulty(stories, 8 * SECOND);
            assertEquals(1, cut.size(), "seed " + seed);
            assertTrue(ALL.subList(0, 2).contains(cut.getFirst()));
            assertEquals(Optional.of(new Fault(1, false)), stories.fault(cut.getFirst(), 8 * SECOND));
        });
    }

    @Test
    void theSameSeedTellsTheSameStory() {
        assertEquals(story(7), story(7));
        assertTrue(Stream.of(8L, 9L, 10L).anyMatch(seed -> !story(seed).equals(story(7))));
    }

    @Test
    void whatIsCutByHandStaysCutUntilItIsHealed() {
        UplinkStories stories = new UplinkStories(1, List.of(SECOND_UPLINK));
        stories.cutOrHeal(FIRST, SECOND);
        assertEquals(BY_HAND, stories.fault(FIRST, 2 * SECOND));
        assertEquals(BY_HAND, stories.fault(FIRST, 10_000 * SECOND));
        stories.cutOrHeal(FIRST, 10_000 * SECOND);
        assertEquals(Optional.empty(), stories.fault(FIRST, 10_000 * SECOND));
    }

    @Test
    void aFaultOfTheStoryIsHealedByHandToo() {
        UplinkStories stories = new UplinkStories(1, List.of(FIRST));
        assertTrue(stories.fault(FIRST, 8 * SECOND).isPresent());
        stories.cutOrHeal(FIRST, 8 * SECOND);
        assertEquals(Optional.empty(), stories.fault(FIRST, 8 * SECOND));
    }

    private static List<UplinkId> faulty(UplinkStories stories, long now) {
        return ALL.stream().filter(u -> stories.fault(u, now).isPresent()).toList();
    }

    private static List<List<UplinkId>> story(long seed) {
        UplinkStories stories = new UplinkStories(seed, ALL);
        List<List<UplinkId>> story = new ArrayList<>();
        for (long now = 0; now < 300 * SECOND; now += SECOND) story.add(faulty(stories, now));
        return story;
    }
}
