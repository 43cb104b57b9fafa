package dev.ftr.daemon;

import dev.ftr.config.RouterConfig;
import dev.ftr.config.Uplink;
import dev.ftr.daemon.Agenda.Round;
import dev.ftr.daemon.Reconciler.Extent;
import dev.ftr.daemon.Reconciler.Outcome;
import dev.ftr.desired.Attachment;
import dev.ftr.desired.Layout;
import dev.ftr.health.Health;
import dev.ftr.kernel.ChangeText;
import dev.ftr.model.Family;
import dev.ftr.model.IpAddress;
import dev.ftr.model.RouteKey;
import dev.ftr.model.UplinkState;
import dev.ftr.notify.Event;
import dev.ftr.plan.Change;
import dev.ftr.plan.Plan;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** What the rounds of the daemon did and found: tells it, and keeps it for the status. */
final class RoundNews {
    private final Reports reports;
    private final InstantSource clock;
    private final PolicyNews policies = new PolicyNews();
    private List<Attachment> attachments = List.of();
    private Optional<List<String>> carrying = Optional.empty();
    private List<String> notices = List.of();

    RoundNews(Reports reports, InstantSource clock) {
        this.reports = reports;
        this.clock = clock;
    }

    /** How the uplinks were attached when the kernel was last read. */
    List<Attachment> attachments() {
        return attachments;
    }

    /** The names of the uplinks that carry new connections, by what the kernel says. */
    List<String> carrying() {
        return carrying.orElse(List.of());
    }

    /** The state of things in one line. */
    String summary(RouterConfig config) {
        return "%d uplinks, new connections over %s"
                .formatted(config.uplinks().size(), carrying().isEmpty() ? "none" : String.join(", ", carrying()));
    }

    /** Takes note of where the uplinks are attached now; tells of those whose address is another one. */
    void attached(List<Attachment> now) {
        Map<String, Attachment> before = new HashMap<>();
        attachments.forEach(a -> before.put(a.uplink().name(), a));
        for (Attachment attachment : now) {
            Attachment was = before.get(attachment.uplink().name());
            if (was != null) reportAddress(was, attachment);
        }
        attachments = now;
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

    /**
     * Tells what a round did.
     *
     * @param troubles what else is wrong, a line each
     */
    void ended(
            RouterConfig config,
            Outcome outcome,
            Health health,
            Round round,
            double durationMs,
            List<String> troubles) {
        Instant now = clock.instant();
        List<String> changes =
                outcome.made().stream().map(RoundNews::describe).distinct().toList();
        if (!changes.isEmpty()) reports.event(new Event.Reconciled(now, round.cause(), changes));
        RouteKey multipath = RouteKey.defaultRoute(Family.IPV4, new Layout(config.numbering()).multipathTable(), 0);
        reportCarrying(outcome, multipath, now);
        policies.tell(config, outcome.last(), attachments, now, reports);
        List<String> problems = new ArrayList<>(outcome.problems());
        problems.addAll(troubles);
        outage(config, health).ifPresent(problems::add);
        reports.trouble(now, problems);
        warn(outcome, round.extent());
        reports.reconciled(
                new Status.LastReconcile(now, durationMs, changes.size(), round.cause()),
                outcome.converged() && troubles.isEmpty());
    }

    /** A round that did not look at the firewall, or only at what is ours, says nothing of what was found there before. */
    private void warn(Outcome outcome, Extent extent) {
        if (extent == Extent.GLANCE && outcome.made().isEmpty()) return;
        if (!outcome.last().reading().firewall().isEmpty())
            notices = outcome.last().reading().notices();
        reports.warnings(
                Stream.concat(outcome.warnings().stream().filter(w -> !outcome.isObstacle(w)), notices.stream())
                        .distinct()
                        .toList());
    }

    private void reportCarrying(Outcome outcome, RouteKey multipath, Instant now) {
        List<String> after = carrying(outcome, multipath);
        boolean changed = outcome.made().stream()
                .anyMatch(s -> s.change() instanceof Change.PutRoute put
                        && put.after().key().equals(multipath));
        // What a daemon finds at its start is told as well, changed or not.
        List<String> before = carrying.orElse(changed ? List.of() : after);
        String reason = outcome.last().desired().routeReasons().getOrDefault(multipath, "");
        if (carrying.isEmpty() || !before.equals(after))
            reports.event(new Event.RoutingChanged(now, before, after, reason));
        carrying = Optional.of(after);
    }

    private List<String> carrying(Outcome outcome, RouteKey multipath) {
        return PolicyNews.carrying(outcome.last().reading().state(), multipath, attachments);
    }

    private Optional<String> outage(RouterConfig config, Health health) {
        List<Uplink> candidates = config.uplinks().stream()
                .filter(u -> u.priorityGroup().isPresent())
                .toList();
        boolean out =
                !candidates.isEmpty() && candidates.stream().allMatch(u -> health.state(u.id()) == UplinkState.DOWN);
        return out
                ? Optional.of("no uplink works; new connections stay on: " + String.join(", ", carrying()))
                : Optional.empty();
    }

    private static String describe(Plan.Step step) {
        ChangeText text = ChangeText.of(step.change());
        String action = step.change().action().name().toLowerCase(Locale.ROOT);
        String value = text.after().or(text::before).map(v -> ": " + v).orElse("");
        return "%s %s%s (%s)".formatted(action, text.title(), value, step.reason());
    }
}
