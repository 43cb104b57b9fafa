package dev.ftr.notify.outbox;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.ftr.config.Topic;
import dev.ftr.model.UplinkState;
import dev.ftr.notify.Courier;
import dev.ftr.notify.Event;
import dev.ftr.notify.Notice;
import dev.ftr.notify.outbox.Lane.Works;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.Set;
import java.util.function.Predicate;

/** A journal and one courier, moved by hand in one thread, with a clock of its own; it can be ended and begun again. */
public final class Road {
    public static final Instant BEGIN = Instant.parse("2026-03-01T10:00:00Z");
    public static final Duration KEEP_FOR = Duration.ofDays(7);
    private static final long SMALL_SEGMENT = 2000;

    final Crashes storage = new Crashes();
    final List<Event> news = new ArrayList<>();
    /** What has arrived, by id; each try that arrived. */
    final Map<String, List<Long>> messages = new LinkedHashMap<>();

    final List<String> arrivals = new ArrayList<>();
    final List<Courier.Dispatch> tries = new ArrayList<>();
    /** The notices that were put into the journal, and that it has said yes to. */
    final List<Long> noted = new ArrayList<>();

    Predicate<Courier.Dispatch> answer = dispatch -> true;
    Courier.Gathering gathering = new Courier.Gathering(1, Duration.ZERO, Duration.ZERO, KEEP_FOR);
    private final Path folder;
    private Instant now = BEGIN;
    private long ticks;
    private Journal journal;
    private Lane lane;

    Road(Path folder) {
        this.folder = folder;
        begin();
    }

    /** Begins anew from what is in the files. */
    void begin() {
        journal = Journal.open(folder, storage, SMALL_SEGMENT);
        CursorFile file = new CursorFile(folder.resolve("fake.cursor"), storage);
        Optional<Cursor> kept = file.read();
        kept.ifPresent(cursor -> journal.goOnFrom(cursor.next()));
        Works works = new Works(journal, storage, () -> now, () -> ticks, new Random(1), news::add);
        lane = new Lane(new Fake(), kept.orElseGet(() -> Cursor.at(journal.next(), List.of())), file, works);
        if (kept.isEmpty()) lane.unsaved();
        lane.save();
    }

    /** Whether the cursor is in its file. */
    boolean isKept() {
        lane.save();
        return lane.isSaved();
    }

    Lane lane() {
        return lane;
    }

    Journal journal() {
        return journal;
    }

    void pass(Duration time) {
        now = now.plus(time);
        ticks += Math.max(0, time.toNanos());
    }

    Instant now() {
        return now;
    }

    long note(Topic topic, boolean detail) {
        return note(
                topic,
                detail,
                new Event.UplinkChanged(
                        now, "eth1", "Fibre", UplinkState.UP, UplinkState.DOWN, "no answer", Optional.empty()));
    }

    long note(Topic topic, boolean detail, Event event) {
        Entry entry = journal.append(number ->
                new Entry(new Notice(number, topic, detail, event, List.of(), Optional.empty()), Told.NOTHING));
        lane.noted(entry.notice());
        noted.add(entry.number());
        return entry.number();
    }

    long note() {
        return note(Topic.UPLINK, false);
    }

    void sync() {
        journal.sync();
        journal.forget(lane.needs());
    }

    Duration turn() {
        try {
            Duration wait = lane.turn();
            journal.forget(lane.needs());
            return wait;
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    /** Until everything is delivered, however long that takes. */
    void drain() {
        sync();
        for (int i = 0; i < 10_000; i++) {
            Duration wait = turn();
            if (wait.equals(Lane.IDLE) || (!lane.isSaved() && lane.channel().pending() == 0)) return;
            pass(wait);
        }
        throw new AssertionError("it never ends");
    }

    /** All of these have arrived, in order, and none twice but as the same message. */
    void assertArrived(List<Long> expected) {
        List<Long> arrived = messages.values().stream().flatMap(List::stream).toList();
        assertEquals(expected, arrived);
    }

    void closeFiles() throws IOException {
        storage.cutPower();
    }

    private final class Fake implements Courier {
        @Override
        public String name() {
            return "fake";
        }

        @Override
        public Set<Topic> topics() {
            return Set.of(Topic.UPLINK, Topic.ROUTING, Topic.ERROR);
        }

        @Override
        public Gathering gathering() {
            return gathering;
        }

        @Override
        public Delivery deliver(Dispatch dispatch) {
            tries.add(dispatch);
            if (!answer.test(dispatch)) return new Delivery.Later("refused for now", List.of());
            arrive(dispatch);
            return new Delivery.Done(List.of());
        }
    }

    void arrive(Courier.Dispatch dispatch) {
        List<Long> numbers = dispatch.notices().stream().map(Notice::number).toList();
        arrivals.add(dispatch.id());
        List<Long> before = messages.putIfAbsent(dispatch.id(), numbers);
        if (before != null) assertEquals(before, numbers, "the same id is the same message");
    }
}
