package dev.ftr.notify.outbox;

import dev.ftr.config.Topic;
import dev.ftr.notify.Courier.Gathering;
import dev.ftr.notify.Event;
import dev.ftr.notify.Notice;
import dev.ftr.notify.outbox.Cursor.Flight;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;

/** The oldest notices that a courier has not delivered, as many as go into one message. For one thread. */
final class Batch {
    /** So that a few long notices do not take all the memory: uplinks and lines of changes that are held. */
    private static final int MOST_WEIGHT = 100_000;

    private final JournalReader reader;
    private final Deque<Notice> notices = new ArrayDeque<>();

    Batch(JournalReader reader) {
        this.reader = reader;
    }

    /** Reads on until it is full or there is nothing more. */
    void fill(Set<Topic> topics, Gathering gathering) {
        int weight = notices.stream().mapToInt(Batch::weight).sum();
        while (notices.size() < gathering.most() && weight < MOST_WEIGHT) {
            Optional<Entry> next = reader.next();
            if (next.isEmpty()) return;
            Notice notice = next.get().notice();
            if (!topics.contains(notice.topic())) continue;
            notices.add(notice);
            weight += weight(notice);
        }
    }

    private static int weight(Notice notice) {
        int lines = notice.event() instanceof Event.Reconciled reconciled
                ? reconciled.changes().size()
                : 0;
        return 1 + notice.uplinks().size() + lines;
    }

    /** Reads all of a message that was begun before a crash, and nothing behind it. */
    void fill(Set<Topic> topics, Flight flight) {
        while (reader.from() <= flight.to()) {
            Optional<Entry> next = reader.next(flight.to());
            if (next.isEmpty()) return;
            Notice notice = next.get().notice();
            if (notice.number() >= flight.from() && topics.contains(notice.topic())) notices.add(notice);
        }
    }

    /**
     * Drops details that nothing else came with in time.
     *
     * @return for how long to wait for what may come, if it is not to go out now; empty: it is to go out
     */
    Optional<Duration> gathered(Gathering gathering, Optional<Instant> lastSent, Instant now) {
        Optional<Notice> subject = notices.stream().filter(n -> !n.detail()).findFirst();
        Instant until = subject.map(n -> n.event().at()).orElse(now);
        while (!notices.isEmpty() && notices.getFirst().detail()) {
            Duration left = remaining(notices.getFirst().event().at(), gathering.digest(), until);
            if (left.isPositive()) break;
            notices.removeFirst();
        }
        if (subject.isEmpty())
            return Optional.of(notices.isEmpty() ? Lane.IDLE : remaining(first().at(), gathering.digest(), now));
        Duration digest = notices.size() < gathering.most()
                ? remaining(subject.get().event().at(), gathering.digest(), now)
                : Duration.ZERO;
        Duration rate =
                lastSent.map(at -> remaining(at, gathering.maxRate(), now)).orElse(Duration.ZERO);
        Duration wait = digest.compareTo(rate) > 0 ? digest : rate;
        return wait.isPositive() ? Optional.of(wait) : Optional.empty();
    }

    private Event first() {
        return notices.getFirst().event();
    }

    /** What is left of a span of time; nothing, where the clock was put back meanwhile. */
    private static Duration remaining(Instant since, Duration span, Instant now) {
        return since.isAfter(now) ? Duration.ZERO : Duration.between(now, since.plus(span));
    }

    /** Takes out those at the beginning that are of before a moment. */
    List<Notice> takeBefore(Instant moment) {
        Predicate<Notice> old = n -> n.event().at().isBefore(moment);
        List<Notice> taken = notices.stream().takeWhile(old).toList();
        for (int i = 0; i < taken.size(); i++) notices.removeFirst();
        return taken;
    }

    List<Notice> notices() {
        return List.copyOf(notices);
    }

    void clear() {
        notices.clear();
    }

    /** The number from which on nothing is delivered. */
    long next() {
        return notices.isEmpty() ? reader.from() : notices.getFirst().number();
    }

    /** When the first that people are to be told of happened; empty: there is none. */
    Optional<Instant> oldest() {
        return notices.stream()
                .filter(n -> !n.detail())
                .findFirst()
                .map(n -> n.event().at());
    }
}
