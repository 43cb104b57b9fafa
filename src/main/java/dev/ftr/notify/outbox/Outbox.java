package dev.ftr.notify.outbox;

import dev.ftr.notify.Channel;
import dev.ftr.notify.Courier;
import dev.ftr.notify.Event;
import dev.ftr.notify.LineState;
import dev.ftr.notify.Notice;
import dev.ftr.notify.outbox.Lane.Works;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import java.util.function.LongFunction;
import java.util.random.RandomGenerator;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * {@code outbox/}: notices on their way to couriers. The caller only appends, and never waits for a disk or a server: a thread
 * of its own has the disk keep what was appended, and each courier has a thread that delivers what is kept. What is in the
 * outbox outlives crashes and reboots, and goes out in order.
 */
public final class Outbox implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(Outbox.class);
    private static final Duration DISK_AGAIN = Duration.ofSeconds(5);
    private static final Duration PATIENCE = Duration.ofMillis(400);
    private static final Duration LAST_PATIENCE = Duration.ofSeconds(2);
    private static final int LONGEST_NAME = 200;

    private final Path folder;
    private final Works works;
    private final Map<String, LaneThread> lanes = new ConcurrentHashMap<>();
    private final Semaphore calls = new Semaphore(0);
    private final Thread keeper;
    private final Consumer<Dropped> lost;
    private volatile boolean ending;

    private Outbox(Path folder, Works works, Consumer<Dropped> lost) {
        this.folder = folder;
        this.works = works;
        this.lost = lost;
        this.keeper = Thread.ofPlatform().daemon().name("outbox").unstarted(this::keep);
    }

    /**
     * Opens it; nothing is delivered before {@link #start}.
     *
     * @param news told, from any thread, when messages are given up
     * @param lost told, from any thread, when notices got lost for want of disk and memory
     */
    public static Outbox open(
            Path folder,
            Storage storage,
            InstantSource clock,
            RandomGenerator random,
            Consumer<Event> news,
            Consumer<Dropped> lost) {
        Journal journal = Journal.open(folder, storage, Journal.SEGMENT);
        return new Outbox(folder, new Works(journal, storage, clock, System::nanoTime, random, news), lost);
    }

    /**
     * Has these couriers deliver from now on: one that is new begins with what comes next, and what one had that is gone is
     * forgotten.
     */
    public void adopt(List<Courier> couriers) {
        Map<String, Courier> byName = new TreeMap<>();
        couriers.forEach(courier -> byName.put(courier.name(), courier));
        for (String name : Set.copyOf(lanes.keySet())) if (!byName.containsKey(name)) remove(name);
        forgetOthers(byName.keySet());
        Map<String, Optional<Cursor>> kept = new TreeMap<>();
        for (String name : byName.keySet())
            if (!lanes.containsKey(name)) kept.put(name, cursorFile(name).read());
        kept.values().forEach(cursor -> cursor.ifPresent(c -> works.journal().goOnFrom(c.next())));
        byName.forEach((name, courier) -> {
            LaneThread lane = lanes.get(name);
            if (lane == null) add(courier, kept.getOrDefault(name, Optional.empty()));
            else {
                lane.lane().adopt(courier);
                lane.wake();
            }
        });
    }

    private void add(Courier courier, Optional<Cursor> kept) {
        Journal journal = works.journal();
        List<LineState> standing = journal.last().map(e -> e.notice().uplinks()).orElse(List.of());
        CursorFile file = cursorFile(courier.name());
        Lane lane = new Lane(courier, kept.orElseGet(() -> Cursor.at(journal.next(), standing)), file, works);
        if (kept.isEmpty()) lane.unsaved();
        LaneThread thread = new LaneThread(courier.name(), lane, calls::release);
        lanes.put(courier.name(), thread);
        if (keeper.isAlive()) thread.start();
        else lane.save(); // else a crash at once would have it begin later
    }

    private void remove(String name) {
        Optional.ofNullable(lanes.remove(name)).ifPresent(LaneThread::abandon);
    }

    private CursorFile cursorFile(String courier) {
        return new CursorFile(folder.resolve(fileName(courier)), works.storage());
    }

    /** Names of webhooks and hooks may have any letters, and be long. */
    private static String fileName(String courier) {
        String name = URLEncoder.encode(courier, StandardCharsets.UTF_8).replace("*", "%2A");
        String print = Integer.toHexString(courier.hashCode());
        return (name.length() <= LONGEST_NAME ? name : name.substring(0, LONGEST_NAME) + "-" + print) + CursorFile.END;
    }

    private void forgetOthers(Set<String> couriers) {
        Set<String> ours = couriers.stream().map(Outbox::fileName).collect(Collectors.toSet());
        try (Stream<Path> files = Files.exists(folder) ? Files.list(folder) : Stream.empty()) {
            for (Path file : files.toList()) {
                String name = file.getFileName().toString();
                if (name.endsWith(CursorFile.END) && !ours.contains(name))
                    works.storage().delete(file);
            }
        } catch (IOException e) {
            LOG.warn("{}: {}", folder, DurableFile.cause(e));
        }
    }

    public void start() {
        keeper.start();
        lanes.values().forEach(LaneThread::start);
    }

    /** The newest entry ever made; empty: there was none. */
    public Optional<Entry> last() {
        return works.journal().last();
    }

    /** Puts an entry under its number; any thread may. While there is no courier, nothing is kept. */
    public void add(LongFunction<Entry> entry) {
        if (lanes.isEmpty()) return;
        Notice notice = works.journal().append(entry).notice();
        lanes.values().forEach(lane -> lane.lane().noted(notice));
        calls.release();
    }

    /** What keeps messages from being delivered may be over: all are tried at once. */
    public void hurry() {
        lanes.values().forEach(lane -> {
            lane.lane().hurry();
            lane.wake();
        });
    }

    /** By name. */
    public List<Channel> channels() {
        return lanes.entrySet().stream()
                .sorted(Map.Entry.comparingByKey())
                .map(e -> e.getValue().lane().channel())
                .toList();
    }

    private void keep() {
        try {
            while (!ending) {
                long before = works.journal().synced();
                boolean waited = works.journal().isWaiting();
                works.journal().sync();
                works.journal().takeDropped().ifPresent(lost);
                if (waited || works.journal().synced() != before) lanes.values().forEach(LaneThread::wake);
                lanes.values().stream()
                        .mapToLong(lane -> lane.lane().needs())
                        .min()
                        .ifPresent(works.journal()::forget);
                Duration wait = works.journal().isWaiting() ? DISK_AGAIN : Lane.IDLE;
                if (calls.tryAcquire(wait.toNanos(), TimeUnit.NANOSECONDS)) calls.drainPermits();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Ends what is under way where that can be; the rest is delivered after the next start. */
    @Override
    public void close() {
        ending = true;
        calls.release();
        List<LaneThread> all = List.copyOf(lanes.values());
        all.forEach(LaneThread::end);
        awaitAll(all, PATIENCE);
        all.forEach(lane -> lane.lane().breakOff());
        awaitAll(all, LAST_PATIENCE);
        works.journal().close();
    }

    private static void awaitAll(List<LaneThread> all, Duration patience) {
        long end = System.nanoTime() + patience.toNanos();
        all.forEach(lane -> lane.await(Duration.ofNanos(Math.max(1, end - System.nanoTime()))));
    }
}
