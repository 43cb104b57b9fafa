package dev.ftr.notify.news;

import dev.ftr.config.Topic;
import dev.ftr.model.UplinkState;
import dev.ftr.notify.Event;
import dev.ftr.notify.outbox.Told;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** What of all that happens is told to people, and as what. */
final class News {
    /** What the interface of an uplink takes with it, and what it brings, is nobody's interference. */
    private static final Duration AFTERMATH = Duration.ofSeconds(5);

    /** Somebody who does the same again and again is not worth a message each time. */
    private static final Duration SAME_DRIFT = Duration.ofHours(1);

    private Told told;
    private Instant lineChanged = Instant.MIN;
    private Instant driftTold = Instant.MIN;
    private List<String> drift = List.of();

    /** @param told before */
    News(Told told) {
        this.told = told;
    }

    /**
     * A piece of news.
     *
     * @param event as it is to be told
     * @param told what people know with it
     */
    record Item(Topic topic, boolean detail, Event event, Told told) {}

    void adopt(List<String> uplinks) {
        told = told.only(uplinks);
    }

    Told told() {
        return told;
    }

    /**
     * What there is to tell; empty: nothing, or people know it.
     *
     * @param settled whether there is a verdict on all uplinks: before, nobody knows whether all is well
     */
    Optional<Item> of(Event event, boolean settled) {
        return switch (event) {
            case Event.UplinkChanged e -> uplink(e);
            case Event.AddressChanged e -> {
                lineChanged = e.at();
                yield item(Topic.UPLINK, e);
            }
            case Event.TargetChanged e -> target(e);
            case Event.RoutingChanged e -> routing(e);
            case Event.PolicyMoved e -> policy(e, settled);
            case Event.Reconciled e -> reconciled(e);
            case Event.ConfigTaken e -> item(Topic.CONFIG, e);
            case Event.ConfigRefused e -> item(Topic.CONFIG, e);
            case Event.ChangeEnded e -> item(Topic.CONFIG, e);
            case Event.Trouble e -> {
                if (e.problems().equals(told.problems()) || (e.problems().isEmpty() && !settled))
                    yield Optional.empty();
                told = told.withProblems(e.problems());
                yield item(Topic.ERROR, e);
            }
            case Event.Warned e -> {
                if (e.warnings().equals(told.warnings())) yield Optional.empty();
                told = told.withWarnings(e.warnings());
                yield item(Topic.ERROR, e);
            }
            case Event.MessagesGivenUp e -> item(Topic.ERROR, e);
            case Event.StillDown e -> item(Topic.REMINDER, e);
            case Event.Lifecycle e -> Optional.empty();
        };
    }

    private Optional<Item> item(Topic topic, Event event) {
        return Optional.of(new Item(topic, false, event, told));
    }

    /** Of an uplink that nobody was ever told of, people take it that it is up. */
    private Optional<Item> uplink(Event.UplinkChanged e) {
        lineChanged = e.at();
        UplinkState known = told.states().getOrDefault(e.uplink(), UplinkState.UP);
        if (e.after() == known) return Optional.empty();
        UplinkState before = told.states().getOrDefault(e.uplink(), e.before());
        told = told.with(e.uplink(), e.after());
        return item(
                Topic.UPLINK,
                new Event.UplinkChanged(e.at(), e.uplink(), e.description(), before, e.after(), e.reason(), e.place()));
    }

    private Optional<Item> routing(Event.RoutingChanged e) {
        Optional<List<String>> known = told.carrying();
        told = told.withCarrying(e.after());
        // What the very first start finds or sets up is no news.
        if (known.isEmpty() && (e.before().isEmpty() || e.before().equals(e.after()))) return Optional.empty();
        if (known.filter(e.after()::equals).isPresent()) return Optional.empty();
        return item(Topic.ROUTING, new Event.RoutingChanged(e.at(), known.orElse(e.before()), e.after(), e.reason()));
    }

    private Optional<Item> target(Event.TargetChanged e) {
        if (e.answering() != told.silent().contains(e.target())) return Optional.empty();
        told = told.withTarget(e.target(), e.answering());
        return item(Topic.UPLINK, e);
    }

    /** Of policies of which nobody was ever told, people take it that they have what they prefer. */
    private Optional<Item> policy(Event.PolicyMoved e, boolean settled) {
        String wanted = String.join(" ", e.wanted()) + (e.refused() ? "!" : "");
        Optional<List<String>> known = Optional.ofNullable(told.policies().get(wanted));
        boolean preferred = e.reason().isEmpty();
        if (preferred
                ? known.isEmpty() || !settled
                : known.filter(e.after()::equals).isPresent()) return Optional.empty();
        told = preferred ? told.withoutPolicy(wanted) : told.withPolicy(wanted, e.after());
        return item(Topic.ROUTING, e);
    }

    private Optional<Item> reconciled(Event.Reconciled e) {
        boolean others = e.trigger().equals("kernel") || e.trigger().equals("resync");
        if (!others || isWithin(AFTERMATH, lineChanged, e.at()))
            return Optional.of(new Item(Topic.ROUTING, true, e, told));
        List<String> sorted = new ArrayList<>(e.changes());
        sorted.sort(null);
        boolean again = sorted.equals(drift) && isWithin(SAME_DRIFT, driftTold, e.at());
        if (!again) driftTold = e.at();
        drift = sorted;
        return Optional.of(new Item(Topic.DRIFT, again, e, told));
    }

    private static boolean isWithin(Duration span, Instant begin, Instant now) {
        return !begin.equals(Instant.MIN) && Duration.between(begin, now).compareTo(span) < 0;
    }
}
