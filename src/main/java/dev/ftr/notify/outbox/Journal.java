package dev.ftr.notify.outbox;

import dev.ftr.notify.outbox.Storage.Tail;
import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.LongFunction;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * All notices in order, in files of about a megabyte, each named by the number of its first. What is appended outlives the
 * process at once, and the power when {@link #sync} has been called; only then can it be read. While the disk takes nothing,
 * the newest notices are kept in memory and can be read there.
 */
final class Journal implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Journal.class);
    private static final String END = ".jsonl";
    static final long SEGMENT = 1 << 20;
    static final int MOST_IN_MEMORY = 1000;
    private static final long MOST_BYTES_IN_MEMORY = 8 << 20;

    private final Path folder;
    private final Storage storage;
    private final long segmentSize;
    private final NavigableMap<Long, Path> segments = new TreeMap<>();
    private final Deque<Waiting> waiting = new ArrayDeque<>();
    private final List<Tail> full = new ArrayList<>();
    private Optional<Tail> tail = Optional.empty();
    private Optional<Entry> last = Optional.empty();
    private long size;
    private long next = 1;
    private long written;
    private long synced;
    private long waitingBytes;
    private int dropped;
    private Instant droppedSince = Instant.MIN;
    private boolean failing;

    /** What the disk has not taken. */
    private static final class Waiting {
        private final Entry entry;
        private final byte[] line;

        Waiting(Entry entry) {
            this.entry = entry;
            this.line = EntryLine.of(entry);
        }

        Entry entry() {
            return entry;
        }

        byte[] line() {
            return line;
        }
    }

    private Journal(Path folder, Storage storage, long segmentSize) {
        this.folder = folder;
        this.storage = storage;
        this.segmentSize = segmentSize;
    }

    static Journal open(Path folder, Storage storage, long segmentSize) {
        Journal journal = new Journal(folder, storage, segmentSize);
        try {
            journal.find();
        } catch (IOException e) {
            LOG.error("{} cannot be read: {}", folder, DurableFile.cause(e));
            // Above whatever is there.
            journal.next = System.currentTimeMillis();
        }
        journal.written = journal.next - 1;
        journal.synced = journal.written;
        return journal;
    }

    private void find() throws IOException {
        if (Files.notExists(folder)) return;
        try (Stream<Path> files = Files.list(folder)) {
            files.filter(f -> f.getFileName().toString().matches("\\d{8,18}\\.jsonl"))
                    .forEach(f -> segments.put(first(f), f));
        } catch (DirectoryIteratorException e) {
            throw e.getCause();
        }
        for (Map.Entry<Long, Path> segment : segments.descendingMap().entrySet()) {
            boolean newest = segment.equals(segments.lastEntry());
            long whole = scan(segment.getValue());
            if (newest) {
                size = whole;
                next = segment.getKey();
            }
            if (last.isPresent()) break;
        }
        last.ifPresent(entry -> next = Math.max(next, entry.number() + 1));
    }

    private static long first(Path file) {
        String name = file.getFileName().toString();
        return Long.parseLong(name.substring(0, name.length() - END.length()));
    }

    /** Takes the last entry of a file; bytes up to the end of its last whole line. */
    private long scan(Path file) throws IOException {
        long whole = 0;
        byte[] newest = {};
        try (Lines lines = new Lines(file)) {
            for (Optional<byte[]> line = lines.next(); line.isPresent(); line = lines.next()) {
                if (!EntryLine.isWhole(line.get())) continue;
                whole = lines.offset();
                newest = line.get();
            }
        }
        last = EntryLine.read(newest);
        return whole;
    }

    /** Numbers go on from here at least. */
    synchronized void goOnFrom(long number) {
        if (number <= next) return;
        next = number;
        written = next - 1;
        synced = written;
    }

    /** The number of the next notice. */
    synchronized long next() {
        return next;
    }

    /** The newest; empty: there was none. */
    synchronized Optional<Entry> last() {
        return last;
    }

    /** Appends without waiting for a disk. */
    synchronized Entry append(LongFunction<Entry> entry) {
        Entry appended = entry.apply(next++);
        last = Optional.of(appended);
        Waiting line = new Waiting(appended);
        waiting.add(line);
        waitingBytes += line.line().length;
        write();
        while (waiting.size() > MOST_IN_MEMORY || (waitingBytes > MOST_BYTES_IN_MEMORY && waiting.size() > 1)) {
            Waiting oldest = waiting.removeFirst();
            waitingBytes -= oldest.line().length;
            if (dropped++ == 0) droppedSince = oldest.entry().notice().event().at();
        }
        return appended;
    }

    /** What was dropped unread since the last call, for want of disk and memory; told when there is room for it. */
    synchronized Optional<Dropped> takeDropped() {
        if (dropped == 0 || !waiting.isEmpty()) return Optional.empty();
        Dropped all = new Dropped(dropped, droppedSince);
        dropped = 0;
        return Optional.of(all);
    }

    private void write() {
        try {
            while (!waiting.isEmpty()) {
                Waiting first = waiting.getFirst();
                write(first);
                waiting.removeFirst();
                waitingBytes -= first.line().length;
            }
            if (failing) LOG.info("{} can be written again", folder);
            failing = false;
        } catch (IOException e) {
            if (!failing)
                LOG.error(
                        "{} cannot be written: {}; up to {} messages are kept in memory",
                        folder,
                        DurableFile.cause(e),
                        MOST_IN_MEMORY);
            failing = true;
            // To be opened anew, and to lose what may be half a line.
            tail.ifPresent(full::add);
            tail = Optional.empty();
        }
    }

    private void write(Waiting next) throws IOException {
        Tail open = tail.isPresent() && size < segmentSize
                ? tail.get()
                : reopened(next.entry().number());
        open.append(next.line());
        size += next.line().length;
        written = next.entry().number();
    }

    private Tail reopened(long number) throws IOException {
        if (segments.isEmpty() || size >= segmentSize) {
            tail.ifPresent(full::add);
            tail = Optional.empty();
            Path file = folder.resolve("%08d%s".formatted(number, END));
            Tail open = storage.open(file);
            tail = Optional.of(open);
            segments.put(number, file);
            size = 0;
        } else tail = Optional.of(storage.open(segments.lastEntry().getValue()));
        Tail open = tail.get();
        if (open.size() > size) open.truncate(size);
        else size = open.size(); // the file is another one than it was
        return open;
    }

    /** Has all that was appended outlive the power; may take its time. */
    void sync() {
        List<Tail> behind;
        List<Tail> all;
        long upTo;
        synchronized (this) {
            write();
            behind = List.copyOf(full);
            all = Stream.concat(behind.stream(), tail.stream()).toList();
            upTo = written;
            if (upTo == synced && behind.isEmpty()) return;
        }
        for (Tail each : all) force(each);
        synchronized (this) {
            synced = Math.max(synced, upTo);
            full.removeAll(behind);
        }
        behind.forEach(Journal::close);
    }

    /** Better told with the risk of telling it again than not told. */
    private void force(Tail written) {
        try {
            written.force();
        } catch (IOException e) {
            LOG.warn("{} cannot be forced to the disk: {}", folder, DurableFile.cause(e));
        }
    }

    private static void close(Tail tail) {
        try {
            tail.close();
        } catch (IOException e) {
            LOG.debug("cannot be closed: {}", e.getMessage());
        }
    }

    /** Whether something waits in memory for a disk that takes it. */
    synchronized boolean isWaiting() {
        return !waiting.isEmpty();
    }

    /** Up to which number the disk has them for good. */
    synchronized long synced() {
        return synced;
    }

    /** The file after the one that begins with a number. */
    synchronized Optional<Long> segmentAfter(long first) {
        return Optional.ofNullable(segments.higherKey(first));
    }

    /** The file in which a number is, if it is in any. */
    synchronized Optional<Long> segmentOf(long number) {
        return Optional.ofNullable(segments.floorKey(number)).or(() -> segmentAfter(number));
    }

    synchronized Path file(long first) {
        return segments.getOrDefault(first, folder.resolve("%08d%s".formatted(first, END)));
    }

    /** The first from a number on that is only in memory, when all that is on the disk may be read. */
    synchronized Optional<Entry> inMemory(long from) {
        if (written > synced) return Optional.empty();
        return waiting.stream()
                .map(Waiting::entry)
                .filter(e -> e.number() >= from)
                .findFirst();
    }

    /** Deletes files of which nobody needs anything: of numbers below this one. The newest notice stays, for what it tells. */
    void forget(long below) {
        while (true) {
            Path file;
            synchronized (this) {
                if (segments.size() < 2) return;
                long second = segments.higherKey(segments.firstKey());
                if (second > below || second > synced) return;
                file = segments.pollFirstEntry().getValue();
            }
            try {
                storage.delete(file);
            } catch (IOException e) {
                LOG.debug("{} cannot be deleted: {}", file, DurableFile.cause(e));
            }
        }
    }

    @Override
    public void close() {
        sync();
        synchronized (this) {
            tail.ifPresent(Journal::close);
            tail = Optional.empty();
        }
    }
}
