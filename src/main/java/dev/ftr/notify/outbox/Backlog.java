package dev.ftr.notify.outbox;

import dev.ftr.config.Topic;
import dev.ftr.notify.Notice;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** How much a courier has still to tell people. What was in the journal before is counted by the lane's own thread. */
final class Backlog {
    private final Journal journal;
    private long fresh;
    private Set<Topic> topics;
    private boolean counted;
    private int count;
    private Optional<Instant> oldest = Optional.empty();

    Backlog(Journal journal, Set<Topic> topics) {
        this.journal = journal;
        this.topics = topics;
        this.fresh = journal.next();
    }

    synchronized void adopt(Set<Topic> next) {
        if (next.equals(topics)) return;
        topics = next;
        fresh = journal.next();
        count = 0;
        counted = false;
    }

    void countWhatWasThere(long from) {
        long end;
        synchronized (this) {
            if (counted) return;
            counted = true;
            end = fresh;
        }
        int found = 0;
        try (JournalReader reader = new JournalReader(journal, from)) {
            for (Optional<Entry> e = reader.next(); e.isPresent() && e.get().number() < end; e = reader.next())
                if (counts(e.get().notice())) found++;
        }
        synchronized (this) {
            count += found;
        }
    }

    private synchronized boolean counts(Notice notice) {
        return !notice.detail() && topics.contains(notice.topic());
    }

    synchronized void add(Notice notice) {
        if (notice.number() < fresh || !counts(notice)) return;
        if (count == 0) oldest = Optional.of(notice.event().at());
        count++;
    }

    synchronized void remove(List<Notice> notices) {
        count = Math.max(
                0, count - (int) notices.stream().filter(n -> !n.detail()).count());
        if (count == 0) oldest = Optional.empty();
    }

    synchronized void seen(Optional<Instant> first) {
        if (first.isPresent()) oldest = first;
    }

    synchronized int count() {
        return count;
    }

    synchronized Optional<Instant> oldest() {
        return count == 0 ? Optional.empty() : oldest;
    }
}
