package dev.ftr.daemon;

import dev.ftr.config.RouterConfig;
import dev.ftr.config.Uplink;
import dev.ftr.daemon.Status.ConfigSource;
import dev.ftr.daemon.Status.LastReconcile;
import dev.ftr.daemon.Status.UplinkStatus;
import dev.ftr.model.IpAddress;
import dev.ftr.notify.Audience;
import dev.ftr.notify.Event;
import dev.ftr.notify.LineState;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What the daemon tells the outside: log, events and status. */
public final class Reports {
    private static final Logger LOG = LoggerFactory.getLogger(Reports.class);

    private ConfigSource source;
    private List<String> configErrors = List.of();
    private final Instant startedAt;
    private final Audience audience;
    private final Consumer<Event> events;
    private final Consumer<Status> statuses;
    private LastReconcile lastReconcile;
    private boolean converged;
    private List<String> problems = List.of();
    private List<String> warnings = List.of();
    private List<String> lints = List.of();

    private Reports(ConfigSource source, Audience audience, Consumer<Event> events, Consumer<Status> statuses) {
        this.source = source;
        this.audience = audience;
        this.startedAt = source.loadedAt();
        this.events = events;
        this.statuses = statuses;
        this.lastReconcile = new LastReconcile(startedAt, 0, 0, "start");
    }

    /**
     * Into the files of a real daemon, and the log.
     *
     * @param audience who is told, before the event is in any file
     * @param beside gets the status whenever it is written
     */
    public static Reports toFiles(
            Path runDir, Path stateDir, ConfigSource source, Audience audience, Consumer<Status> beside) {
        EventLog log = new EventLog(stateDir);
        StatusFile file = new StatusFile(runDir);
        return new Reports(
                source,
                audience,
                event -> {
                    logged(event);
                    log.add(event);
                },
                status -> {
                    file.writeOrComplain(status);
                    log.retry();
                    beside.accept(status);
                });
    }

    /** To listeners only; no file is touched. */
    public static Reports to(Consumer<Event> events, Consumer<Status> statuses, ConfigSource source) {
        return new Reports(source, Audience.NOBODY, events, statuses);
    }

    private static void logged(Event event) {
        switch (event) {
            case Event.Trouble trouble
            when !trouble.problems().isEmpty() -> trouble.problems().forEach(LOG::error);
            case Event.Warned warned when !warned.warnings().isEmpty() -> {} // each of them when it is new
            case Event.ConfigRefused refused -> refused.errors().forEach(LOG::error);
            case Event.Reconciled reconciled -> reconciled.changes().forEach(LOG::info);
            default -> LOG.info(event.text());
        }
    }

    void event(Event event) {
        audience.event(event);
        events.accept(event);
    }

    /** Something is as it was; people may have been told otherwise before this daemon began. */
    void stands(Event event) {
        audience.event(event);
    }

    void started(Instant at, String text) {
        event(new Event.Lifecycle(at, true, text));
    }

    void stopped(Instant at) {
        event(new Event.Lifecycle(at, false, "ftr monitor ends; forwarding goes on as it is"));
    }

    /** Another config is in force. */
    void configTaken(ConfigSource taken) {
        source = taken;
        configErrors = List.of();
        converged = false;
        event(new Event.ConfigTaken(taken.loadedAt(), taken.path(), taken.sha256(), taken.commit()));
    }

    /** What is written is not taken; told when the errors change. */
    void configRefused(Instant at, List<String> errors) {
        if (errors.equals(configErrors)) return;
        configErrors = List.copyOf(errors);
        event(new Event.ConfigRefused(at, source.path(), configErrors));
    }

    /** What is written is what is in force, again. */
    void configRestored(Instant at) {
        if (configErrors.isEmpty()) return;
        configErrors = List.of();
        event(new Event.ConfigTaken(at, source.path(), source.sha256(), source.commit()));
    }

    /** Why what is written as config is not in force, a line each. */
    List<String> configErrors() {
        return configErrors;
    }

    ConfigSource source() {
        return source;
    }

    /** Tells of problems when they change, once; people may have been told before this daemon began. */
    void trouble(Instant at, List<String> now) {
        Event.Trouble trouble = new Event.Trouble(at, List.copyOf(now));
        audience.event(trouble);
        if (now.equals(problems)) return;
        problems = List.copyOf(now);
        events.accept(trouble);
        if (!problems.isEmpty()) converged = false;
    }

    /** Logs each warning when it is new. */
    void warnings(List<String> now) {
        logNew(warnings, now);
        warnings = List.copyOf(now);
    }

    /** Tells of what else on this machine is in our way when that changes, once. */
    void lints(Instant at, List<String> now) {
        Event.Warned warned = new Event.Warned(at, List.copyOf(now));
        audience.event(warned);
        if (now.equals(lints)) return;
        logNew(lints, now);
        lints = List.copyOf(now);
        events.accept(warned);
    }

    private static void logNew(List<String> before, List<String> now) {
        now.stream().filter(w -> !before.contains(w)).forEach(w -> LOG.warn("{}", w));
    }

    void reconciled(LastReconcile last, boolean nowConverged) {
        lastReconcile = last;
        converged = nowConverged;
    }

    /** Another config says who is told. */
    void adopt(RouterConfig config) {
        audience.adopt(config);
    }

    /** Who is told knows how the uplinks stand, before what happens next. */
    void standing(List<UplinkStatus> uplinks) {
        audience.standing(uplinks.stream().map(Reports::line).toList()).forEach(this::event);
    }

    void status(List<UplinkStatus> uplinks) {
        standing(uplinks);
        statuses.accept(new Status(
                ProcessHandle.current().pid(),
                startedAt,
                source,
                configErrors,
                converged,
                problems,
                Stream.concat(warnings.stream(), lints.stream()).toList(),
                lastReconcile,
                uplinks,
                audience.channels()));
    }

    private static LineState line(UplinkStatus status) {
        Uplink uplink = status.uplink();
        return new LineState(
                uplink.name(),
                uplink.description(),
                status.attachment().address().map(IpAddress::toString).orElse(""),
                status.attachment().gateway().map(IpAddress::toString).orElse(""),
                status.health().state(),
                status.routing(),
                uplink.priorityGroup().isPresent(),
                status.since(),
                status.health().reason());
    }
}
