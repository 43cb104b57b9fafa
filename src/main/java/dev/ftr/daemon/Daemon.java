package dev.ftr.daemon;

import dev.ftr.config.ConfigProblem;
import dev.ftr.config.LoadResult.Invalid;
import dev.ftr.config.LoadResult.Loaded;
import dev.ftr.config.RouterConfig;
import dev.ftr.config.Uplink;
import dev.ftr.daemon.Agenda.Round;
import dev.ftr.daemon.Reconciler.Outcome;
import dev.ftr.daemon.Reconciler.Task;
import dev.ftr.daemon.Status.ConfigSource;
import dev.ftr.desired.Attachment;
import dev.ftr.desired.Layout;
import dev.ftr.health.Health;
import dev.ftr.kernel.ChangeText;
import dev.ftr.kernel.Kernel;
import dev.ftr.kernel.KernelException;
import dev.ftr.kernel.KernelPart;
import dev.ftr.model.UplinkId;
import dev.ftr.plan.Change;
import dev.ftr.plan.Plan;
import dev.ftr.probe.HealthWatch;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.random.RandomGenerator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The loop: one thread that waits for a trigger or a deadline, then reads the kernel, decides and acts. Everything it knows
 * is in its fields; nothing is shared with other threads but the triggers.
 */
public final class Daemon {
    private static final Logger LOG = LoggerFactory.getLogger(Daemon.class);
    private static final Duration MUCH_TOO_LATE = Duration.ofSeconds(3);
    private static final Duration SOON = Duration.ofSeconds(1);

    private final Surroundings world;
    private final Reconciler reconciler;
    private final HealthWatch watch;
    private final HealthNews news;
    private final RoundNews rounds;
    private final Reports reports;
    private final InstantSource clock;
    private final Agenda agenda;
    private final Health lastKnown;
    private final Partings partings = new Partings();
    private final Map<String, String> blind = new TreeMap<>();
    private final Unannounced unannounced = new Unannounced();
    private final BlockingQueue<Trigger> triggers = new LinkedBlockingQueue<>();
    private final Set<Trigger> announced = ConcurrentHashMap.newKeySet();

    private RouterConfig config;
    private long statusAt;
    private long changedAt;
    private boolean starting = true;
    private boolean failing;
    private String told = "";

    /**
     * What the daemon works with.
     *
     * @param lock held while the kernel is changed
     * @param watches makes what watches the uplinks; told whom to wake when it has news
     */
    public record Surroundings(
            Kernel kernel,
            ChangeLock lock,
            Function<Runnable, HealthWatch> watches,
            ConfigFeed configs,
            Reports reports,
            Systemd systemd,
            InstantSource clock,
            RandomGenerator random) {}

    /**
     * A daemon that has done nothing yet.
     *
     * @param lastKnown what an earlier daemon knew of the uplinks; goes until the first verdicts are in
     */
    public Daemon(RouterConfig config, Health lastKnown, Surroundings world) {
        this.config = config;
        this.lastKnown = lastKnown;
        this.world = world;
        this.reports = world.reports();
        this.clock = world.clock();
        this.reconciler = new Reconciler(world.kernel(), world.lock());
        this.watch = world.watches().apply(() -> trigger(new Trigger.HealthChanged()));
        this.news = new HealthNews(config, watch, reports, clock);
        this.rounds = new RoundNews(reports, clock);
        this.agenda = new Agenda(world.random());
    }

    /** Wakes the loop; may be called from any thread. A storm of equal triggers waits in the queue as one. */
    public void trigger(Trigger trigger) {
        if (announced.add(trigger)) triggers.add(trigger);
    }

    /** Works until {@link Trigger.Stop}, once. What it leaves in the kernel goes on working. */
    public void run() throws InterruptedException {
        try (watch) {
            work();
        }
        reports.stopped(clock.instant());
    }

    private void work() throws InterruptedException {
        reports.started(
                clock.instant(),
                "ftr monitor starts with %d uplinks".formatted(config.uplinks().size()));
        guarded(() -> reconcile(Round.START));
        world.systemd().ready(summary());
        while (true) {
            long now = System.nanoTime();
            long wake = Math.min(Math.min(now + mostSleep(), agenda.due(now)), statusAt);
            Trigger first = triggers.poll(Math.max(0, wake - now), TimeUnit.NANOSECONDS);
            tellOfDelay(wake);
            List<Trigger> taken = new ArrayList<>();
            if (first != null) taken.add(first);
            triggers.drainTo(taken);
            // Before anything is looked at: what happens from now on is a trigger of its own.
            announced.removeAll(taken);
            if (taken.stream().anyMatch(t -> t instanceof Trigger.Stop)) break;
            guarded(() -> turn(taken));
            world.systemd().alive();
        }
        world.systemd().stopping();
    }

    private long mostSleep() {
        Duration watchdog = world.systemd().watchdogPeriod().orElse(news.pace());
        return Math.min(watchdog.toNanos(), news.pace().toNanos());
    }

    private static void tellOfDelay(long wake) {
        Duration late = Duration.ofNanos(System.nanoTime() - wake);
        if (late.compareTo(MUCH_TOO_LATE) > 0)
            LOG.warn("the program was held up for {} s: suspended, stopped or starved", late.toSeconds());
    }

    /** A fault of our own must not end the daemon; what it was doing is tried again like anything that failed. */
    private void guarded(Runnable part) {
        try {
            part.run();
            failing = false;
        } catch (RuntimeException e) {
            if (!failing) LOG.error("internal error, please report: {} (--debug shows where)", e.toString());
            LOG.debug("internal error", e);
            failing = true;
            long now = System.nanoTime();
            agenda.ended(now, Round.START, false, List.of());
            // Else the loop would be woken for it again and again.
            statusAt = Math.max(statusAt, now + SOON.toNanos());
        }
    }

    private void turn(List<Trigger> triggered) {
        boolean configAsked = false;
        for (Trigger trigger : triggered) {
            switch (trigger) {
                case Trigger.HealthChanged(), Trigger.Stop() -> {}
                case Trigger.KernelChanged(KernelPart part) -> agenda.kernelChanged(part);
                case Trigger.ChangesMissed(String why) -> {
                    LOG.warn("changes of the kernel may have been missed: {}", why);
                    agenda.changesMissed();
                }
                case Trigger.WatchState(String source, String why) -> see(source, why);
                case Trigger.ConfigChanged() -> configAsked = true;
                case Trigger.MachineSeen(var warnings) -> reports.lints(clock.instant(), warnings);
            }
        }
        long now = System.nanoTime();
        refresh(now);
        Optional<Loaded> taken = configAsked ? reload() : Optional.empty();
        agenda.next(now, !starting).ifPresent(this::reconcile);
        if (now - statusAt >= 0) writeStatus();
        // Writing it to the disk may take a while, and nobody waits for it.
        taken.ifPresent(world.configs()::taken);
    }

    private void see(String source, String why) {
        if (why.isEmpty() ? blind.remove(source) != null : !why.equals(blind.put(source, why))) {
            if (why.isEmpty()) LOG.info("{} works again", source);
            else LOG.warn("{} does not work: {}; changes are looked for every few seconds", source, why);
        }
        lookOften();
    }

    private void lookOften() {
        agenda.setBlind(!blind.isEmpty() || unannounced.isAwaited(news.health()));
    }

    private void refresh(long now) {
        Health before = news.health();
        boolean changed = news.refresh(now);
        starting &= news.isAwaited();
        if (!changed) return;
        partings.follow(config, before, news.health());
        agenda.healthChanged();
        changedAt = now;
        // If the next step is our last, the next daemon begins with what this one knew.
        writeStatus();
    }

    private Optional<Loaded> reload() {
        if (!starting) world.systemd().reloading();
        Optional<Loaded> taken =
                switch (world.configs().load()) {
                    case Invalid(var errors) ->
                        refuse(errors.stream().map(ConfigProblem::toString).toList());
                    case Loaded loaded
                    when loaded.sha256().equals(reports.source().sha256()) -> {
                        reports.configRestored(clock.instant());
                        if (!starting) LOG.info("the config was read again: it is what is in force");
                        yield Optional.empty();
                    }
                    case Loaded loaded
                    when loaded.config().numbering().routeProtocol()
                            != config.numbering().routeProtocol() ->
                        refuse(List.of(
                                ("%s: /route_protocol: a running daemon knows its own routes by this number; stop "
                                                + "ftr, run ftr teardown with the old config, then start with the new one")
                                        .formatted(reports.source().path())));
                    case Loaded loaded -> {
                        take(loaded);
                        yield Optional.of(loaded);
                    }
                };
        writeStatus();
        world.systemd().ready(summary());
        return taken;
    }

    private Optional<Loaded> refuse(List<String> errors) {
        reports.configRefused(clock.instant(), errors);
        return Optional.empty();
    }

    private void take(Loaded loaded) {
        loaded.warnings().forEach(w -> LOG.warn("{}", w));
        config = loaded.config();
        news.adopt(config);
        reports.adopt(config);
        reports.configTaken(new ConfigSource(
                reports.source().path(), loaded.sha256(), world.configs().commit(), clock.instant()));
        agenda.configChanged();
    }

    /** At the start all first verdicts are awaited, so that the first answer does not get all the traffic. */
    private Health decided() {
        return starting ? lastKnown : news.health();
    }

    private void reconcile(Round round) {
        long begin = System.nanoTime();
        agenda.begun(round, !starting);
        try {
            Outcome outcome = reconciler.reconcile(new Task(config, decided(), round.extent(), partings.pending()));
            double millis = (System.nanoTime() - begin) / 1e6;
            partings.made(outcome.made());
            follow(outcome);
            agenda.ended(
                    System.nanoTime(),
                    round,
                    outcome.isDone() && outcome.refusals().isEmpty(),
                    outcome.made().stream()
                            .map(s -> ChangeText.of(s.change()).title())
                            .toList());
            rounds.ended(config, outcome, news.health(), round, millis, troubles());
        } catch (KernelException e) {
            reports.trouble(clock.instant(), List.of(String.valueOf(e.getMessage())));
            agenda.ended(System.nanoTime(), round, false, List.of());
        }
        writeStatus();
    }

    private void follow(Outcome outcome) {
        var links = outcome.last().reading().links();
        List<Attachment> now =
                config.uplinks().stream().map(u -> Attachment.of(u, links)).toList();
        rounds.attached(now);
        reports.standing(statuses());
        if (unannounced.follow(now, outcome.last().reading(), outcome.last().desired())) agenda.changesMissed();
        lookOften();
        news.follow(Watching.of(now, links));
        Layout layout = new Layout(config.numbering());
        for (Plan.Step step : outcome.made())
            if (step.change() instanceof Change.PutRoute put)
                layout.uplinkOf(put.after().key().table()).ifPresent(watch::excuse);
    }

    /** What is wrong beside what the round itself found. */
    private List<String> troubles() {
        List<String> troubles = new ArrayList<>();
        news.standstill().ifPresent(troubles::add);
        long now = System.nanoTime();
        List<String> contested = agenda.contested(now);
        if (!contested.isEmpty())
            troubles.add(
                    ("somebody else keeps changing what is ours: %s; it is put right again, but no more often than "
                                    + "every %s s%s")
                            .formatted(
                                    String.join(", ", contested),
                                    agenda.pause(now).toMillis() / 1000.0,
                                    Suspects.hint()));
        return troubles;
    }

    private void writeStatus() {
        long now = System.nanoTime();
        // What a change does to loss and round-trip times is seen soon after it.
        boolean fresh = now - changedAt < StatusFile.PERIOD.toNanos();
        statusAt = now + (fresh ? SOON : StatusFile.PERIOD).toNanos();
        reports.status(statuses());
        tellSystemd();
    }

    private List<Status.UplinkStatus> statuses() {
        return rounds.attachments().stream().map(this::status).toList();
    }

    private void tellSystemd() {
        String now = summary();
        if (!now.equals(told)) world.systemd().status(now);
        told = now;
    }

    private String summary() {
        List<String> errors = reports.configErrors();
        return rounds.summary(config) + (errors.isEmpty() ? "" : "; the config is not taken: " + errors.getFirst());
    }

    private Status.UplinkStatus status(Attachment attachment) {
        Uplink uplink = attachment.uplink();
        UplinkId id = uplink.id();
        Instant since = news.since(id);
        Optional<Instant> heldUntil = news.heldUntil(id);
        return new Status.UplinkStatus(
                uplink,
                attachment,
                news.health().uplink(id),
                rounds.carrying().contains(uplink.name()),
                since,
                heldUntil);
    }
}
