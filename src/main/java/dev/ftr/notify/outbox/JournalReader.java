package dev.ftr.notify.outbox;

import java.io.IOException;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Reads the journal from a number on, an entry at a time. For one thread. */
final class JournalReader implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(JournalReader.class);

    private final Journal journal;
    private Optional<Lines> lines = Optional.empty();
    private Optional<Entry> held = Optional.empty();
    private long segment;
    private long from;

    JournalReader(Journal journal, long from) {
        this.journal = journal;
        this.from = from;
        this.segment = journal.segmentOf(from).orElse(0L);
    }

    /** Above all that was read. */
    long from() {
        return from;
    }

    /** The next one; empty: there is none that may be read yet. */
    Optional<Entry> next() {
        return next(Long.MAX_VALUE);
    }

    /** The next one up to a number; empty: there is none that may be read yet. */
    Optional<Entry> next(long most) {
        Optional<Entry> next = held.or(this::onDisk);
        held = next;
        if (next.isPresent() && next.get().number() > journal.synced()) return Optional.empty();
        if (next.isEmpty()) next = journal.inMemory(from);
        if (next.filter(entry -> entry.number() > most).isPresent()) return Optional.empty();
        held = Optional.empty();
        next.ifPresent(entry -> from = entry.number() + 1);
        return next;
    }

    private Optional<Entry> onDisk() {
        while (true) {
            // Asked before reading: behind the last line of a file that has a successor there will be no other.
            Optional<Long> successor = journal.segmentAfter(segment);
            try {
                Optional<Entry> entry = inSegment();
                if (entry.isPresent()) return entry;
            } catch (IOException e) {
                LOG.warn("{} cannot be read: {}", journal.file(segment), DurableFile.cause(e));
                if (successor.isEmpty()) return Optional.empty();
            }
            if (successor.isEmpty()) return Optional.empty();
            close();
            segment = successor.get();
        }
    }

    private Optional<Entry> inSegment() throws IOException {
        if (segment == 0) return Optional.empty();
        if (lines.isEmpty()) lines = Optional.of(new Lines(journal.file(segment)));
        while (true) {
            Optional<byte[]> line = lines.get().next();
            if (line.isEmpty()) return Optional.empty();
            Optional<Entry> entry = EntryLine.read(line.get());
            if (entry.isEmpty()) LOG.warn("{} has a line that is not understood", journal.file(segment));
            if (entry.isPresent() && entry.get().number() >= from) return entry;
        }
    }

    @Override
    public void close() {
        lines.ifPresent(open -> {
            try {
                open.close();
            } catch (IOException e) {
                LOG.debug("cannot be closed: {}", e.getMessage());
            }
        });
        lines = Optional.empty();
    }
}
