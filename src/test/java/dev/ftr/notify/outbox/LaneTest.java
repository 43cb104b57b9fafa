package dev.ftr.notify.outbox;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ftr.config.Topic;
import dev.ftr.notify.Courier;
import dev.ftr.notify.Event;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class LaneTest {
    private static final Duration DIGEST = Duration.ofSeconds(30);
    private static final Duration RATE = Duration.ofMinutes(1);
    private static final Courier.Gathering MAIL = new Courier.Gathering(500, DIGEST, RATE, Road.KEEP_FOR);

    private final Road road;

    LaneTest(@TempDir Path folder) {
        this.road = new Road(folder);
    }

    @AfterEach
    void close() throws IOException {
        road.closeFiles();
    }

    private List<List<Long>> messages() {
        return List.copyOf(road.messages.values());
    }

    @Test
    void whatHappensWithinTheDigestGoesTogether() {
        road.gathering = MAIL;
        road.note();
        road.sync();
        assertEquals(DIGEST, road.turn());
        road.pass(DIGEST.minusSeconds(1));
        road.note();
        road.sync();
        assertEquals(Duration.ofSeconds(1), road.turn());
        road.pass(Duration.ofSeconds(1));
        road.turn();
        assertEquals(List.of(List.of(1L, 2L)), messages());
    }

    @Test
    void thereIsNoMoreThanOneMessageInTheLeastTime() {
        road.gathering = MAIL;
        road.note();
        road.drain();
        road.note();
        road.sync();
        assertEquals(RATE, road.turn());
        road.pass(RATE);
        road.turn();
        assertEquals(2, messages().size());
    }

    @Test
    void detailsAloneAreNoMessage() {
        road.gathering = MAIL;
        road.note(Topic.ROUTING, true);
        road.drain();
        assertEquals(List.of(), messages());
        assertEquals(0, road.lane().channel().pending());
    }

    @Test
    void detailsGoWithWhatTheyBelongTo() {
        road.gathering = MAIL;
        road.note(Topic.ROUTING, true);
        road.pass(Duration.ofSeconds(40));
        road.note(Topic.ROUTING, true);
        road.note();
        road.note(Topic.ROUTING, true);
        road.drain();
        assertEquals(List.of(List.of(2L, 3L, 4L)), messages());
    }

    @Test
    void otherTopicsAreLeftOut() {
        road.note(Topic.CONFIG, false);
        road.note();
        road.drain();
        assertEquals(List.of(List.of(2L)), messages());
    }

    @Test
    void waitsLongerAfterEachFailureAndNotAtAllWhenThereIsAWayOut() {
        road.answer = dispatch -> false;
        road.note();
        road.sync();
        road.turn();
        Duration first = road.turn();
        assertTrue(first.toMillis() >= 750 && first.toMillis() <= 1250, first::toString);
        for (int i = 0; i < 20; i++) {
            road.pass(road.turn());
            road.turn();
        }
        Duration longest = road.turn();
        assertTrue(longest.toSeconds() >= 225 && longest.toSeconds() <= 375, longest::toString);
        assertEquals(Optional.of("refused for now"), road.lane().channel().error());
        assertEquals(1, road.lane().channel().pending());
        road.lane().hurry();
        road.answer = dispatch -> true;
        road.turn();
        assertEquals(List.of(List.of(1L)), messages());
        assertEquals(Optional.empty(), road.lane().channel().error());
        assertEquals(0, road.lane().channel().pending());
    }

    @Test
    void allTriesOfAMessageHaveTheSameId() {
        road.answer = dispatch -> road.tries.size() > 4;
        road.note();
        road.drain();
        assertEquals(5, road.tries.size());
        assertEquals(1, road.tries.stream().map(Courier.Dispatch::id).distinct().count());
    }

    @Test
    void whatCannotBeDeliveredForTooLongIsGivenUpAndSaidSo() {
        road.answer = dispatch -> false;
        road.note();
        road.sync();
        while (road.news.isEmpty()) road.pass(road.turn());
        assertTrue(road.now().isAfter(Road.BEGIN.plus(Road.KEEP_FOR)));
        assertEquals(
                List.of(new Event.MessagesGivenUp(road.now(), "fake", 1, Road.BEGIN, "refused for now")), road.news);
        assertEquals(0, road.lane().channel().pending());
        road.turn();
        road.begin();
        road.answer = dispatch -> true;
        road.note();
        road.drain();
        assertEquals(List.of(List.of(2L)), messages());
    }

    @Test
    void aMessageThatSaysThatMessagesWereGivenUpIsGivenUpInSilence() {
        road.answer = dispatch -> false;
        road.note(Topic.ERROR, false, new Event.MessagesGivenUp(Road.BEGIN, "fake", 1, Road.BEGIN, "refused for now"));
        road.sync();
        while (road.lane().channel().pending() > 0) road.pass(road.turn());
        assertEquals(List.of(), road.news);
    }

    @Test
    void aClockThatWasSetDoesNotGiveUpWhatWasNeverTried() {
        road.note();
        road.pass(Duration.ofDays(10_000));
        road.drain();
        assertEquals(List.of(List.of(1L)), messages());
    }

    @Test
    void aClockThatWasPutBackKeepsNothingWaiting() {
        road.gathering = MAIL;
        road.note();
        road.pass(Duration.ofDays(-300));
        road.sync();
        road.turn();
        assertEquals(List.of(List.of(1L)), messages());
    }

    @Test
    void deliversFromMemoryWhileTheDiskIsFullAndWritesAgainAfterwards() {
        road.note();
        road.sync();
        road.storage.setFull(true);
        road.note();
        road.note();
        road.drain();
        road.assertArrived(List.of(1L, 2L, 3L));
        road.note();
        road.storage.setFull(false);
        road.sync();
        road.drain();
        road.begin();
        road.note();
        road.drain();
        road.assertArrived(List.of(1L, 2L, 3L, 4L, 5L));
    }

    @Test
    void countsWhatMemoryCouldNotHold() {
        road.storage.setFull(true);
        for (int i = 0; i < Journal.MOST_IN_MEMORY + 5; i++) road.note();
        assertEquals(Optional.empty(), road.journal().takeDropped());
        road.storage.setFull(false);
        road.sync();
        assertEquals(Optional.of(new Dropped(5, Road.BEGIN)), road.journal().takeDropped());
        road.drain();
        road.assertArrived(road.noted.subList(5, road.noted.size()));
    }

    @Test
    void tenThousandEventsAreDeliveredInOrderAndTheirFilesDeleted() {
        for (int i = 0; i < 10_000; i++) road.note();
        road.gathering = new Courier.Gathering(500, Duration.ZERO, Duration.ZERO, Road.KEEP_FOR);
        road.drain();
        road.assertArrived(road.noted);
        assertEquals(20, messages().size());
        assertTrue(road.journal().segmentOf(1).orElseThrow() > 9_900);
    }
}
