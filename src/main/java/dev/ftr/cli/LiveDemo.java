package dev.ftr.cli;

import dev.ftr.config.RouterConfig;
import dev.ftr.config.Uplink;
import dev.ftr.daemon.Status;
import dev.ftr.daemon.Status.UplinkStatus;
import dev.ftr.daemon.StatusFile;
import dev.ftr.demo.Fault;
import dev.ftr.desired.Layout;
import dev.ftr.health.UplinkHealth;
import dev.ftr.model.Family;
import dev.ftr.model.RouteAction;
import dev.ftr.model.RouteKey;
import dev.ftr.notify.Event;
import dev.ftr.plan.Change;
import dev.ftr.plan.Change.Action;
import dev.ftr.plan.Plan;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TimeZone;
import java.util.stream.Collectors;

/** The demo on a screen: the table of {@code status --watch}, and above all what happens and why. */
final class LiveDemo implements DemoStage {
    private static final Duration FRAME = Duration.ofMillis(100);
    private static final Duration SPAN = Duration.ofSeconds(1);
    private static final int KEPT = 200;
    private static final int STORIES = 3;
    private static final int KEYS = 9;

    private final RouterConfig config;
    private final Page page;
    private final Demo demo;
    private final Narration narration;
    private final LineHistory history = new LineHistory(SPAN);
    private final List<Event> events = new ArrayList<>();
    private final Set<Uplink> faulty = new HashSet<>();
    private Optional<Status> status = Optional.empty();
    private List<String> planned = List.of();
    private volatile boolean over;

    LiveDemo(RouterConfig config, Page page, long seed, Optional<Duration> end) {
        this.config = config;
        this.page =
                new Page(page.width(), page.colours(), page.glyphs(), page.sentences(), TimeZone.getTimeZone("UTC"));
        this.narration = new Narration(config, this.page);
        this.demo = new Demo(config, this, seed, end);
    }

    void stop() {
        demo.stop();
    }

    /** Shows it until it ends, or {@code q} is pressed. */
    void show(Screen screen) throws InterruptedException {
        Thread daemon = Thread.ofPlatform().name("demo").daemon().start(this::run);
        while (!over) {
            screen.draw(picture(page.withWidth(screen.columns()), screen.rows()));
            screen.key(FRAME).ifPresent(this::pressed);
        }
        daemon.join();
    }

    private void run() {
        try {
            demo.run();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            over = true;
        }
    }

    private void pressed(char key) {
        if (key == 'q') stop();
        int number = key - '1';
        if (number >= 0 && number < Math.min(KEYS, config.uplinks().size()))
            demo.cutOrHeal(config.uplinks().get(number));
    }

    @Override
    public synchronized void event(Event event) {
        events.add(event);
        if (events.size() > KEPT) events.removeFirst();
        narration.event(event);
    }

    @Override
    public synchronized void status(Status now) {
        status = Optional.of(now);
    }

    @Override
    public synchronized void fault(Uplink uplink, Optional<Fault> fault, Instant at) {
        if (fault.isPresent()) faulty.add(uplink);
        else faulty.remove(uplink);
        narration.fault(uplink, fault, at);
    }

    @Override
    public synchronized void plan(Plan plan, Instant at) {
        RouteKey spread = RouteKey.defaultRoute(Family.IPV4, new Layout(config.numbering()).multipathTable(), 0);
        for (Plan.Step step : plan.steps())
            if (step.change() instanceof Change.PutRoute(var before, var after)
                    && after.key().equals(spread)) {
                String made = before.map(b -> replaced(spread, nexthops(b.action()), nexthops(after.action())))
                        .orElseGet(() -> begun(plan));
                planned = List.of(made);
            }
    }

    private String begun(Plan plan) {
        return page.say("plan")
                + page.colours().green(" + ")
                + page.say(
                        "plan.first",
                        Long.toString(plan.count(Action.CREATE)),
                        Long.toString(plan.count(Action.REPLACE)));
    }

    private String replaced(RouteKey route, String before, String after) {
        Colours colours = page.colours();
        return page.say("plan")
                + colours.yellow(" ~ ")
                + page.say("plan.replaced", route.toString(), colours.red(before), colours.green(after));
    }

    private String nexthops(RouteAction action) {
        return switch (action) {
            case RouteAction.Unicast(var nexthops, var source) ->
                nexthops.size() == 1
                        ? nexthops.getFirst().device().toString()
                        : nexthops.stream()
                                .map(n -> page.say(
                                        "plan.nexthop",
                                        n.device().toString(),
                                        n.weight().toString()))
                                .collect(Collectors.joining(" + "));
            case RouteAction.Unreachable() -> page.say("plan.nobody");
            case RouteAction.Foreign(String text) -> text;
        };
    }

    private synchronized List<String> picture(Page now, int rows) {
        List<String> head = new ArrayList<>(now.wrapped(now.say("demo.intro"), 0));
        String foot = keys(now);
        if (status.isEmpty()) return new LivePicture(head, List.of(), List.of(), foot).lines(rows);
        StatusView view = StatusView.of(StatusFile.json(fresh(status.get())), events, demo.now());
        history.add(view);
        head.add("");
        head.addAll(StatusTable.lines(view, now));
        head.add("");
        head.addAll(new Sparklines(history, now).lines(view));
        return new LivePicture(head, story(now, view), new StatusNotes(view, now).events(rows, false), foot)
                .lines(rows);
    }

    /** The daemon writes its status every few seconds, and the screen is drawn more often. */
    private Status fresh(Status old) {
        List<UplinkStatus> uplinks = old.uplinks().stream().map(this::fresh).toList();
        return new Status(
                old.pid(),
                old.startedAt(),
                old.config(),
                old.configErrors(),
                old.converged(),
                old.problems(),
                old.warnings(),
                old.lastReconcile(),
                uplinks,
                old.notifications());
    }

    private UplinkStatus fresh(UplinkStatus old) {
        UplinkHealth now = demo.health().uplink(old.uplink().id());
        UplinkHealth health = now.isAwaited() ? old.health() : now;
        return new UplinkStatus(old.uplink(), old.attachment(), health, old.routing(), old.since(), old.heldUntil());
    }

    private List<String> story(Page now, StatusView view) {
        List<String> lines = new ArrayList<>();
        List<Narration.Told> told = narration.told();
        for (Narration.Told part : told.subList(Math.max(0, told.size() - STORIES), told.size())) {
            String time = now.clock(part.at(), view.now());
            List<String> said = now.wrapped(time + " " + part.text(), time.length() + 1);
            boolean latest = part.equals(told.getLast());
            said.forEach(l -> lines.add(latest ? now.colours().strong(l) : l));
        }
        if (!planned.isEmpty()) lines.add("");
        lines.addAll(planned);
        return lines;
    }

    private String keys(Page now) {
        List<String> keys = new ArrayList<>();
        for (int i = 0; i < Math.min(KEYS, config.uplinks().size()); i++) {
            Uplink uplink = config.uplinks().get(i);
            String key = faulty.contains(uplink) ? "demo.keys.heal" : "demo.keys.cut";
            keys.add(now.say(key, Integer.toString(i + 1), uplink.name()));
        }
        keys.add(now.say("demo.keys.end"));
        return now.colours().faint(now.clipped(String.join("   ", keys), now.width()));
    }
}
