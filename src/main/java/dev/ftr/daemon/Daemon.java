package dev.ftr.daemon;

import dev.ftr.config.RouterConfig;
import dev.ftr.config.Uplink;
import dev.ftr.daemon.Reconciler.Outcome;
import dev.ftr.desired.Attachment;
import dev.ftr.desired.Layout;
import dev.ftr.health.Health;
import dev.ftr.kernel.ChangeText;
import dev.ftr.kernel.Kernel;
import dev.ftr.kernel.KernelException;
import dev.ftr.model.Family;
import dev.ftr.model.IpAddress;
import dev.ftr.model.Nexthop;
import dev.ftr.model.RouteAction;
import dev.ftr.model.RouteKey;
import dev.ftr.model.UplinkId;
import dev.ftr.model.UplinkState;
import dev.ftr.model.Weight;
import dev.ftr.notify.Event;
import dev.ftr.plan.Change;
import dev.ftr.plan.Plan;
import dev.ftr.probe.HealthWatch;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The loop: one thread that waits for a trigger or a deadline, then reads the kernel, decides and acts. Everything it knows
 * is in its fields; nothing is shared with other threads but the triggers.
 */
public final class Daemon {
    private static final Logger LOG = LoggerFactory.getLogger(Daemon.class);
    private static final String START = "start";
    private static final String RESYNC_TRIGGER = "resync";
    private static final Duration RESYNC = Duration.ofSeconds(60);
    private static final Duration MUCH_TOO_LATE = Duration.ofSeconds(3);
    private static final Duration SOON = Duration.ofSeconds(1);
    private static final Duration SHORTEST_RETRY = Duration.ofSeconds(1);
    private static final Duration LONGEST_RETRY = Duration.ofSeconds(60);

    /** At most one reconcile in this time for events of the kernel, however many there are. */
    private static final Duration THROTTLE = Duration.ofMillis(100);

    private final RouterConfig config;
    private final Reconciler reconciler;
    private final HealthWatch watch;
    private final HealthNews news;
    private final Reports reports;
    private final InstantSource clock;
    private final Layout layout;
    private final RouteKey multipath;
    private final BlockingQueue<Trigger> triggers = new LinkedBlockingQueue<>();
    private final AtomicBoolean kernelAnnounced = new AtomicBoolean();
    private final AtomicBoolean healthAnnounced = new AtomicBoolean();

    private List<Attachment> attachments = List.of();
    private Optional<List<UplinkId>> carrying = Optional.empty();
    private Duration retry = SHORTEST_RETRY;
    private long resyncAt;
    private long reconciledAt;
    private long statusAt;
    private long changedAt;
    private boolean kernelChanged;
    private boolean healthChanged;
    private boolean starting = true;

    /** @param watches makes what watches the uplinks; told whom to wake when it has news */
    public Daemon(
            RouterConfig config,
            Kernel kernel,
            Function<Runnable, HealthWatch> watches,
            Reports reports,
            InstantSource clock) {
        this.config = config;
        this.reconciler = new Reconciler(kernel);
        this.watch = watches.apply(() -> trigger(new Trigger.HealthChanged()));
        this.news = new HealthNews(config, watch, reports, clock);
        this.reports = reports;
        this.clock = clock;
        this.layout = new Layout(config.numbering());
        this.multipath = RouteKey.defaultRoute(Family.IPV4, layout.multipathTable(), 0);
    }

    /** Wakes the loop; may be called from any thread. A storm of events of one kind waits in the queue as one. */
    public void trigger(Trigger trigger) {
        boolean known =
                switch (trigger) {
                    case Trigger.KernelChanged() -> kernelAnnounced.getAndSet(true);
                    case Trigger.HealthChanged() -> healthAnnounced.getAndSet(true);
                    case Trigger.WatchEnded(), Trigger.Stop() -> false;
                };
        if (!known) triggers.add(trigger);
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
        reconcile(START);
        while (true) {
            long now = System.nanoTime();
            long wake = Math.min(Math.min(now + news.pace().toNanos(), deadline()), statusAt);
            Trigger first = triggers.poll(Math.max(0, wake - now), TimeUnit.NANOSECONDS);
            tellOfDelay(wake);
            List<Trigger> taken = new ArrayList<>();
            if (first != null) taken.add(first);
            triggers.drainTo(taken);
            if (taken.stream().anyMatch(t -> t instanceof Trigger.Stop)) break;
            handle(taken);
        }
    }

    private static void tellOfDelay(long wake) {
        Duration late = Duration.ofNanos(System.nanoTime() - wake);
        if (late.compareTo(MUCH_TOO_LATE) > 0)
            LOG.warn("the program was held up for {} s: suspended, stopped or starved", late.toSeconds());
    }

    private void handle(List<Trigger> taken) {
        for (Trigger trigger : taken) {
            switch (trigger) {
                case Trigger.HealthChanged() -> healthAnnounced.set(false);
                case Trigger.KernelChanged() -> {
                    kernelAnnounced.set(false);
                    kernelChanged = true;
                }
                case Trigger.WatchEnded() ->
                    LOG.warn("ip monitor has ended; changes are now seen every {} s", RESYNC.toSeconds());
                case Trigger.Stop() -> {}
            }
        }
        long now = System.nanoTime();
        if (news.refresh(now)) {
            healthChanged = true;
            changedAt = now;
        }
        starting &= news.isAwaited();
        if (healthChanged && !starting) reconcile("health");
        else if (kernelChanged && now - reconciledAt >= THROTTLE.toNanos()) reconcile("kernel");
        else if (now - resyncAt >= 0) reconcile(RESYNC_TRIGGER);
        else if (now - statusAt >= 0) writeStatus();
    }

    /** At the start all first verdicts are awaited, so that the first answer does not get all the traffic. */
    private Health decided() {
        return starting ? Health.UNKNOWN : news.health();
    }

    private long deadline() {
        return kernelChanged ? Math.min(resyncAt, reconciledAt + THROTTLE.toNanos()) : resyncAt;
    }

    private void reconcile(String trigger) {
        long begin = System.nanoTime();
        kernelChanged = false;
        healthChanged &= starting;
        try {
            boolean everywhere = trigger.equals(START) || trigger.equals(RESYNC_TRIGGER);
            Outcome next = reconciler.reconcile(config, decided(), everywhere);
            long end = System.nanoTime();
            follow(next);
            report(next, trigger, (end - begin) / 1e6);
            boolean done = next.last().plan().isEmpty() && next.refusals().isEmpty();
            retry = done ? SHORTEST_RETRY : longer(retry);
            resyncAt = end + (done ? RESYNC : retry).toNanos();
        } catch (KernelException e) {
            reports.trouble(clock.instant(), List.of(String.valueOf(e.getMessage())));
            retry = longer(retry);
            resyncAt = System.nanoTime() + retry.toNanos();
        }
        reconciledAt = System.nanoTime();
        writeStatus();
    }

    private static Duration longer(Duration retry) {
        Duration twice = retry.multipliedBy(2);
        return twice.compareTo(LONGEST_RETRY) < 0 ? twice : LONGEST_RETRY;
    }

    private void follow(Outcome next) {
        List<Attachment> now = config.uplinks().stream()
                .map(u -> Attachment.of(u, next.last().reading().links()))
                .toList();
        for (int i = 0; i < attachments.size(); i++) reportAddress(attachments.get(i), now.get(i));
        attachments = now;
        news.follow(Watching.of(now, next.last().reading().links()));
        for (Plan.Step step : next.made())
            if (step.change() instanceof Change.PutRoute put)
                layout.uplinkOf(put.after().key().table()).ifPresent(watch::excuse);
    }

    private void reportAddress(Attachment before, Attachment after) {
        if (before.address().equals(after.address()) && before.gateway().equals(after.gateway())) return;
        reports.event(new Event.AddressChanged(
                clock.instant(),
                after.uplink().name(),
                after.uplink().description(),
                text(before.address()),
                text(after.address()),
                text(before.gateway()),
                text(after.gateway())));
    }

    private static String text(Optional<IpAddress> address) {
        return address.map(IpAddress::toString).orElse("");
    }

    private void report(Outcome next, String trigger, double durationMs) {
        Instant now = clock.instant();
        List<String> changes =
                next.made().stream().map(Daemon::describe).distinct().toList();
        if (!changes.isEmpty()) reports.event(new Event.Reconciled(now, trigger, changes));
        reportCarrying(next, now);
        reports.trouble(now, problems(next));
        reports.warnings(
                next.warnings().stream().filter(w -> !next.isObstacle(w)).toList());
        reports.reconciled(new Status.LastReconcile(now, durationMs, changes.size(), trigger), next.converged());
    }

    private void reportCarrying(Outcome next, Instant now) {
        List<UplinkId> after = carrying(next);
        boolean changed = next.made().stream()
                .anyMatch(s -> s.change() instanceof Change.PutRoute put
                        && put.after().key().equals(multipath));
        // What a daemon finds at its start is told as well, changed or not.
        List<UplinkId> before = carrying.orElse(changed ? List.of() : after);
        if (carrying.isEmpty() || !before.equals(after))
            reports.event(new Event.RoutingChanged(now, names(before), names(after), routingReason(next)));
        carrying = Optional.of(after);
    }

    private List<String> problems(Outcome next) {
        List<String> problems = new ArrayList<>(next.problems());
        List<Uplink> candidates = config.uplinks().stream()
                .filter(u -> u.priorityGroup().isPresent())
                .toList();
        news.standstill().ifPresent(problems::add);
        if (!candidates.isEmpty()
                && candidates.stream().allMatch(u -> news.health().state(u.id()) == UplinkState.DOWN))
            problems.add("no uplink works; new connections stay on: " + String.join(", ", names(carrying(next))));
        return problems;
    }

    private static String describe(Plan.Step step) {
        ChangeText text = ChangeText.of(step.change());
        String action = step.change().action().name().toLowerCase(Locale.ROOT);
        String value = text.after().or(text::before).map(v -> ": " + v).orElse("");
        return "%s %s%s (%s)".formatted(action, text.title(), value, step.reason());
    }

    private String routingReason(Outcome next) {
        return next.last().desired().routeReasons().getOrDefault(multipath, "");
    }

    /** The uplinks that carry new connections, by what the kernel says. */
    private List<UplinkId> carrying(Outcome next) {
        Set<Nexthop> nexthops = next.last().reading().state().routes().stream()
                .filter(r -> r.key().equals(multipath))
                .flatMap(r -> r.action() instanceof RouteAction.Unicast unicast
                        ? unicast.nexthops().stream()
                        : Stream.empty())
                .map(n -> n.withWeight(Weight.ONE))
                .collect(Collectors.toSet());
        return attachments.stream()
                .filter(a ->
                        nexthops.contains(new Nexthop(a.gateway(), a.uplink().device(), Weight.ONE)))
                .map(a -> a.uplink().id())
                .toList();
    }

    private List<String> names(List<UplinkId> ids) {
        return ids.stream()
                .flatMap(id -> config.uplink(id).stream())
                .map(Uplink::name)
                .toList();
    }

    private void writeStatus() {
        long now = System.nanoTime();
        // What a change does to loss and round-trip times is seen soon after it.
        boolean fresh = now - changedAt < StatusFile.PERIOD.toNanos();
        statusAt = now + (fresh ? SOON : StatusFile.PERIOD).toNanos();
        reports.status(attachments.stream().map(this::status).toList());
    }

    private Status.UplinkStatus status(Attachment attachment) {
        UplinkId id = attachment.uplink().id();
        return new Status.UplinkStatus(
                attachment.uplink(),
                attachment,
                news.health().uplink(id),
                carrying.orElse(List.of()).contains(id),
                news.since(id),
                news.heldUntil(id));
    }
}
