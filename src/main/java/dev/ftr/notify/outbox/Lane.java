package dev.ftr.notify.outbox;

import dev.ftr.notify.Channel;
import dev.ftr.notify.Courier;
import dev.ftr.notify.Courier.Delivery;
import dev.ftr.notify.Courier.Dispatch;
import dev.ftr.notify.Event;
import dev.ftr.notify.Notice;
import dev.ftr.notify.outbox.Cursor.Flight;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.function.Consumer;
import java.util.function.LongSupplier;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The way of the notices to one courier: which message is next, when it is tried, and what becomes of it. A message is written
 * down before its first try, so that after a crash the same one, under the same id, is tried again. Works in one thread; the
 * others may only {@link #adopt}, {@link #hurry} and look.
 */
final class Lane {
    /** How long to wait when there is nothing to do; then it looks all the same, as the daemon does at its resync. */
    static final Duration IDLE = Duration.ofMinutes(1);

    private static final Duration SAVE_AGAIN = Duration.ofSeconds(5);

    private static final Logger LOG = LoggerFactory.getLogger(Lane.class);

    private final CursorFile file;
    private final InstantSource clock;
    private final LongSupplier ticks;
    private final Consumer<Event> news;
    private final Batch batch;
    private final Backlog backlog;
    private final Backoff backoff;
    private volatile Courier courier;
    private volatile boolean hurried;
    private volatile String error = "";
    private volatile Cursor cursor;
    private Optional<Thread> trying = Optional.empty();
    private final Object keeping = new Object();
    private volatile boolean abandoned;
    private boolean saved = true;
    private long tryAt;

    /**
     * What a lane works with.
     *
     * @param ticks a monotonic clock, nanoseconds
     * @param news told when messages are given up
     */
    record Works(
            Journal journal,
            Storage storage,
            InstantSource clock,
            LongSupplier ticks,
            RandomGenerator random,
            Consumer<Event> news) {}

    Lane(Courier courier, Cursor cursor, CursorFile file, Works works) {
        this.courier = courier;
        this.cursor = cursor;
        this.file = file;
        this.clock = works.clock();
        this.ticks = works.ticks();
        this.news = works.news();
        this.batch = new Batch(new JournalReader(works.journal(), cursor.next()));
        this.backlog = new Backlog(works.journal(), courier.topics());
        this.backoff = new Backoff(works.random());
        this.tryAt = ticks.getAsLong();
    }

    /** Goes on with another courier of the same name, from the next message or try on. */
    void adopt(Courier next) {
        courier.hurry();
        courier = next;
        backlog.adopt(next.topics());
        hurry();
    }

    /** What keeps messages from being delivered may be over. */
    void hurry() {
        hurried = true;
        courier.hurry();
    }

    /** A notice is in the journal that was not there. */
    void noted(Notice notice) {
        backlog.add(notice);
    }

    Channel channel() {
        return new Channel(
                courier.name(),
                backlog.count(),
                backlog.oldest(),
                cursor.lastSent(),
                Optional.of(error.isEmpty() ? String.join("; ", cursor.refused()) : error)
                        .filter(why -> !why.isEmpty()));
    }

    /** Nothing below this number is needed. */
    long needs() {
        return cursor.next();
    }

    /** Has the cursor kept with the next {@link #save}. */
    void unsaved() {
        saved = false;
    }

    /** Nothing is delivered or kept of it any more: its file is not written after this. */
    void abandon() {
        synchronized (keeping) {
            abandoned = true;
        }
        breakOff();
    }

    /** Keeps the cursor where it is not kept yet. */
    void save() {
        synchronized (keeping) {
            if (!saved && !abandoned) saved = file.save(cursor);
        }
    }

    private void move(Cursor next) {
        cursor = next;
        saved = false;
    }

    boolean isSaved() {
        return saved;
    }

    /**
     * Does what is due, one try at most.
     *
     * @return for how long there is nothing to do, if nothing happens
     */
    Duration turn() throws InterruptedException {
        backlog.countWhatWasThere(cursor.next());
        if (hurried) {
            hurried = false;
            backoff.reset();
            tryAt = ticks.getAsLong();
        }
        Courier now = courier;
        Optional<Duration> wait = next(now);
        backlog.seen(batch.oldest());
        if (wait.isPresent()) {
            save();
            return saved || wait.get().compareTo(SAVE_AGAIN) < 0 ? wait.get() : SAVE_AGAIN;
        }
        Flight flight = cursor.flight().orElseThrow();
        save();
        List<Notice> notices = batch.notices();
        Dispatch dispatch = new Dispatch(flight.id(), notices, cursor.before(), flight.remaining());
        switch (tried(now, dispatch)) {
            case Delivery.Done done -> done(now, notices, done.refused());
            case Delivery.Later later -> later(now, notices, flight, later);
        }
        return Duration.ZERO;
    }

    /** Has the next message begun; or says for how long there is none to be tried. */
    private Optional<Duration> next(Courier now) {
        if (cursor.flight().isPresent()) resume(now, cursor.flight().get());
        if (cursor.flight().isEmpty()) {
            batch.fill(now.topics(), now.gathering());
            if (!error.isEmpty()) giveUp(now, batch.takeBefore(expiry(now)));
            Optional<Duration> wait = batch.gathered(now.gathering(), cursor.lastSent(), clock.instant());
            if (batch.next() > cursor.next()) cursor = cursor.moved(batch.next());
            if (wait.isPresent()) return wait;
            move(cursor.with(flight(now, batch.notices())));
        }
        Duration left = Duration.ofNanos(tryAt - ticks.getAsLong());
        return left.isPositive() ? Optional.of(left) : Optional.empty();
    }

    private void resume(Courier now, Flight flight) {
        if (batch.notices().isEmpty()) batch.fill(now.topics(), flight);
        // What it is about is not told by this courier any more; or it has arrived, and only that was not written down.
        if (batch.notices().isEmpty()) move(cursor.moved(flight.to() + 1));
    }

    private static Flight flight(Courier courier, List<Notice> notices) {
        Notice first = notices.getFirst();
        long to = notices.getLast().number();
        // Not at random: where the disk takes no cursor, the same message has the same id after a crash nevertheless.
        String key = "%s %d %d %s"
                .formatted(courier.name(), first.number(), to, first.event().at());
        String id = UUID.nameUUIDFromBytes(key.getBytes(StandardCharsets.UTF_8)).toString();
        return new Flight(id, first.number(), to, List.of());
    }

    private Delivery tried(Courier courier, Dispatch dispatch) throws InterruptedException {
        trying(Optional.of(Thread.currentThread()));
        try {
            if (abandoned) throw new InterruptedException("nobody wants it any more");
            return courier.deliver(dispatch);
        } catch (RuntimeException e) {
            LOG.debug("internal error", e);
            return new Delivery.Later("internal error: " + e, dispatch.remaining());
        } finally {
            trying(Optional.empty());
            // The files that are written next would be closed by it.
            Thread.interrupted();
        }
    }

    private synchronized void trying(Optional<Thread> thread) {
        trying = thread;
    }

    /** Breaks off what is being tried now, where that can be; it is tried again after the next start. */
    synchronized void breakOff() {
        trying.ifPresent(Thread::interrupt);
    }

    private void done(Courier by, List<Notice> notices, List<String> refused) {
        if (!error.isEmpty() && refused.isEmpty()) LOG.info("{} works again", by.name());
        error = "";
        backoff.reset();
        tryAt = ticks.getAsLong();
        LOG.debug(
                "{}: delivered {} to {}",
                by.name(),
                notices.getFirst().number(),
                notices.getLast().number());
        refused.forEach(line -> LOG.warn("{} is refused: {}", by.name(), line));
        if (!refused.isEmpty() && !refused.equals(cursor.refused())) tell(by, notices, String.join("; ", refused));
        backlog.remove(notices);
        move(cursor.delivered(notices.getLast().number() + 1, notices.getLast().uplinks(), clock.instant(), refused));
        batch.clear();
    }

    private void later(Courier by, List<Notice> notices, Flight flight, Delivery.Later later) {
        if (!later.why().equals(error)) LOG.warn("{} is not delivered yet: {}", by.name(), later.why());
        error = later.why().isEmpty() ? "no reason given" : later.why();
        tryAt = ticks.getAsLong() + backoff.failed().toNanos();
        if (notices.getLast().event().at().isBefore(expiry(by))) {
            batch.clear();
            giveUp(by, notices);
            move(cursor.moved(flight.to() + 1));
        } else if (!later.remaining().equals(flight.remaining()))
            move(cursor.with(new Flight(flight.id(), flight.from(), flight.to(), later.remaining())));
    }

    private Instant expiry(Courier by) {
        return clock.instant().minus(by.gathering().keepFor());
    }

    private void giveUp(Courier by, List<Notice> notices) {
        if (notices.isEmpty()) return;
        saved = false;
        backlog.remove(notices);
        List<Notice> subjects = notices.stream().filter(n -> !n.detail()).toList();
        if (subjects.isEmpty()) return;
        LOG.error("{}: {} events are given up: {}", by.name(), subjects.size(), error);
        tell(by, subjects, error);
    }

    /** Not where messages about this are given up themselves: that would never end. */
    private void tell(Courier by, List<Notice> notices, String why) {
        List<Notice> subjects = notices.stream().filter(n -> !n.detail()).toList();
        if (subjects.stream().allMatch(n -> n.event() instanceof Event.MessagesGivenUp)) return;
        Instant oldest = subjects.getFirst().event().at();
        news.accept(new Event.MessagesGivenUp(clock.instant(), by.name(), subjects.size(), oldest, why));
    }
}
