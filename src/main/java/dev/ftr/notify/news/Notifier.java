package dev.ftr.notify.news;

import dev.ftr.config.RouterConfig;
import dev.ftr.model.UplinkState;
import dev.ftr.notify.Audience;
import dev.ftr.notify.Channel;
import dev.ftr.notify.Courier;
import dev.ftr.notify.Event;
import dev.ftr.notify.LineState;
import dev.ftr.notify.Notice;
import dev.ftr.notify.OutageRecord;
import dev.ftr.notify.outbox.Disk;
import dev.ftr.notify.outbox.Dropped;
import dev.ftr.notify.outbox.Entry;
import dev.ftr.notify.outbox.Outbox;
import dev.ftr.notify.outbox.Storage;
import dev.ftr.notify.outbox.Told;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.function.Function;
import java.util.random.RandomGenerator;

/** Tells people what happens, by the couriers that the config asks for, through the outbox. */
public final class Notifier implements Audience, AutoCloseable {
    private final Function<RouterConfig, List<Courier>> couriers;
    private final OutageRecord record;
    private final InstantSource clock;
    private final Outbox outbox;
    private final Reminders reminders = new Reminders();
    private final WayOut wayOut = new WayOut();
    private final Queue<Event> givenUp = new ConcurrentLinkedQueue<>();
    private final News news;
    private final Lineup lineup;
    private boolean settled;

    private Notifier(Path folder, Storage storage, Tools tools) {
        this.couriers = tools.couriers();
        this.record = tools.record();
        this.clock = tools.clock();
        this.outbox = Outbox.open(folder, storage, clock, tools.random(), this::giveUp, this::lost);
        Optional<Entry> last = outbox.last();
        this.news = new News(last.map(Entry::told).orElse(Told.NOTHING));
        this.lineup = new Lineup(last.map(e -> e.notice().uplinks()).orElse(List.of()));
    }

    /**
     * What it works with.
     *
     * @param couriers makes those that a config asks for
     */
    public record Tools(
            Function<RouterConfig, List<Courier>> couriers,
            OutageRecord record,
            InstantSource clock,
            RandomGenerator random) {}

    /**
     * Opens the outbox in the folder {@code outbox} and has the couriers deliver. What is wrong with the disk is logged, and
     * stops nothing.
     */
    public static Notifier start(Path stateDir, RouterConfig config, Tools tools) {
        return start(stateDir, config, tools, new Disk());
    }

    static Notifier start(Path stateDir, RouterConfig config, Tools tools, Storage storage) {
        Notifier notifier = new Notifier(stateDir.resolve("outbox"), storage, tools);
        notifier.adopt(config);
        notifier.outbox.start();
        return notifier;
    }

    @Override
    public void adopt(RouterConfig config) {
        synchronized (this) {
            lineup.adopt(config, clock.instant());
            news.adopt(lineup.names());
        }
        reminders.adopt(config.notifications().reminder());
        outbox.adopt(couriers.apply(config));
    }

    @Override
    public void event(Event event) {
        if (event instanceof Event.MessagesGivenUp) return; // it came from here
        note(event);
        if (wayOut.opensWith(event)) outbox.hurry();
    }

    private synchronized void note(Event event) {
        record.told(event);
        Optional<News.Item> item = news.of(event, settled);
        lineup.apply(event);
        item.ifPresent(this::note);
    }

    private void note(News.Item item) {
        List<LineState> lines = lineup.lines();
        Optional<Notice.Outages> outages = uplink(item.event()).map(u -> record.of(u, clock.instant()));
        outbox.add(number ->
                new Entry(new Notice(number, item.topic(), item.detail(), item.event(), lines, outages), item.told()));
    }

    private static Optional<String> uplink(Event event) {
        return switch (event) {
            case Event.UplinkChanged e -> Optional.of(e.uplink());
            case Event.StillDown e -> Optional.of(e.uplink());
            default -> Optional.empty();
        };
    }

    private void giveUp(Event event) {
        note(event);
        givenUp.add(event);
    }

    private void lost(Dropped dropped) {
        giveUp(new Event.MessagesGivenUp(
                clock.instant(),
                "outbox",
                dropped.count(),
                dropped.oldest(),
                "the disk took nothing, and memory is small"));
    }

    @Override
    public List<Event> standing(List<LineState> now) {
        List<Event> meanwhile = new ArrayList<>();
        synchronized (this) {
            settled = !now.isEmpty() && now.stream().noneMatch(line -> line.state() == UplinkState.UNKNOWN);
            lineup.stand(now);
            if (settled) meanwhile.addAll(reminders.due(lineup.lines(), clock.instant()));
        }
        for (Event event = givenUp.poll(); event != null; event = givenUp.poll()) meanwhile.add(event);
        return meanwhile;
    }

    @Override
    public List<Channel> channels() {
        return outbox.channels();
    }

    /** What is not delivered yet is delivered after the next start. */
    @Override
    public void close() {
        outbox.close();
    }
}
