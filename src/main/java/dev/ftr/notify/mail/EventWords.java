package dev.ftr.notify.mail;

import dev.ftr.config.Topic;
import dev.ftr.model.UplinkState;
import dev.ftr.notify.Event;
import dev.ftr.notify.Notice;
import dev.ftr.notify.mail.MailPage.Item;
import dev.ftr.notify.mail.MailPage.Line;
import dev.ftr.notify.mail.MailPage.Tone;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Says what has happened. */
final class EventWords {
    /** Of a commit or a sum, as many digits tell it from others. */
    private static final int SHORT = 12;

    /** Errors of one event. */
    private static final int MOST = 20;

    private final MailWords words;

    EventWords(MailWords words) {
        this.words = words;
    }

    /** A line with the time, and what else is known. */
    Item item(Notice notice) {
        Item said = said(notice);
        return new Item(words.time(notice.event().at()) + "  " + said.head(), said.tone(), said.lines());
    }

    private Item said(Notice notice) {
        return switch (notice.event()) {
            case Event.UplinkChanged change -> uplink(notice, change);
            case Event.StillDown down -> stillDown(notice, down);
            case Event.AddressChanged change -> address(change);
            case Event.RoutingChanged change ->
                new Item(routing(change), change.after().isEmpty() ? Tone.BAD : Tone.PLAIN, why(change.reason()));
            case Event.PolicyMoved move ->
                new Item(policy(move), move.after().isEmpty() ? Tone.DOUBTFUL : Tone.PLAIN, why(move.reason()));
            case Event.Reconciled made ->
                new Item(
                        words.count(
                                notice.topic() == Topic.DRIFT ? "event.drift" : "event.reconciled",
                                made.changes().size()),
                        Tone.PLAIN,
                        List.of(words.line("trigger", words.translated(made.trigger()))));
            case Event.ConfigTaken config ->
                new Item(
                        words.say(
                                config.commit().isEmpty() ? "event.config" : "event.config.commit",
                                words.foreign(config.path()),
                                shortened(config.sha256()),
                                shortened(config.commit())),
                        Tone.GOOD,
                        List.of());
            case Event.ConfigRefused config ->
                new Item(
                        words.say("event.config.refused", words.foreign(config.path())),
                        Tone.BAD,
                        lines("error", config.errors()));
            case Event.Trouble trouble ->
                trouble.problems().isEmpty()
                        ? new Item(words.say("event.trouble.over"), Tone.GOOD, List.of())
                        : new Item(
                                words.count("event.trouble", trouble.problems().size()),
                                Tone.BAD,
                                lines("problem", trouble.problems()));
            case Event.Warned warned ->
                warned.warnings().isEmpty()
                        ? new Item(words.say("event.warned.over"), Tone.GOOD, List.of())
                        : new Item(words.say("event.warned"), Tone.DOUBTFUL, lines("warning", warned.warnings()));
            case Event.ChangeEnded end -> ended(end);
            case Event.TargetChanged target ->
                new Item(
                        words.say(
                                target.answering() ? "event.target.again" : "event.target",
                                words.foreign(target.target())),
                        target.answering() ? Tone.GOOD : Tone.DOUBTFUL,
                        List.of());
            case Event.Lifecycle life -> new Item(words.translated(life.text()), Tone.PLAIN, List.of());
            case Event.MessagesGivenUp given ->
                new Item(
                        words.count("event.given_up", given.count(), words.foreign(given.way())),
                        Tone.BAD,
                        List.of(
                                words.line("oldest", words.time(given.oldest())),
                                words.line("reason", words.translated(given.reason()))));
        };
    }

    private Item uplink(Notice notice, Event.UplinkChanged change) {
        List<Line> lines = new ArrayList<>(why(change.reason()));
        change.place().ifPresent(p -> lines.add(words.line("place", words.say("place." + p))));
        boolean over = change.before() == UplinkState.DOWN;
        notice.outages().ifPresent(o -> lines.addAll(outages(o, over ? "outage.ended" : "outage.last")));
        return new Item(
                words.say("event.uplink." + change.after(), words.uplink(change.uplink(), change.description())),
                words.tone(change.after()),
                lines);
    }

    private Item stillDown(Notice notice, Event.StillDown down) {
        List<Line> lines = new ArrayList<>();
        lines.add(words.line("since", words.time(down.since())));
        lines.addAll(why(down.reason()));
        notice.outages().ifPresent(o -> lines.addAll(outages(o, "outage.last")));
        return new Item(
                words.say(
                        "event.reminder",
                        words.uplink(down.uplink(), down.description()),
                        words.duration(Duration.between(down.since(), down.at()))),
                Tone.BAD,
                lines);
    }

    private List<Line> outages(Notice.Outages outages, String last) {
        List<Line> lines = new ArrayList<>();
        outages.last().ifPresent(d -> lines.add(words.line(last, words.duration(d))));
        // Of one that has just begun, there is no length to tell.
        if (outages.count() != 1 || outages.total().toSeconds() > 0)
            lines.add(words.line(
                    "outage.week", words.count("outage.week", outages.count(), words.duration(outages.total()))));
        return lines;
    }

    private Item address(Event.AddressChanged change) {
        return new Item(
                words.say("event.address", words.uplink(change.uplink(), change.description())),
                change.ipAfter().isEmpty() ? Tone.BAD : Tone.PLAIN,
                List.of(
                        words.line("ip", words.change(words.orNone(change.ipBefore()), words.orNone(change.ipAfter()))),
                        words.line(
                                "gateway",
                                words.change(
                                        words.orNone(change.gatewayBefore()), words.orNone(change.gatewayAfter())))));
    }

    private String routing(Event.RoutingChanged change) {
        String before = change.before().isEmpty() ? words.say("event.routing.nobody") : words.list(change.before());
        if (change.after().isEmpty()) return words.say("event.routing.none", before);
        String key = change.before().equals(change.after()) ? "event.routing.same" : "event.routing";
        return words.say(key, words.list(change.after()), before);
    }

    private String policy(Event.PolicyMoved move) {
        String wanted = words.list(move.wanted());
        if (!move.after().isEmpty()) return words.say("event.policy", wanted, words.list(move.after()));
        return words.say(move.refused() ? "event.policy.refused" : "event.policy.any", wanted);
    }

    private Item ended(Event.ChangeEnded end) {
        List<Line> lines = new ArrayList<>(why(end.reason()));
        lines.addAll(lines("problem", end.problems()));
        if (end.confirmed()) return new Item(words.say("event.confirmed"), Tone.GOOD, lines);
        return end.problems().isEmpty()
                ? new Item(words.say("event.restored"), Tone.DOUBTFUL, lines)
                : new Item(words.say("event.restored.partly"), Tone.BAD, lines);
    }

    private List<Line> why(String reason) {
        return reason.isEmpty() ? List.of() : List.of(words.line("reason", words.translated(reason)));
    }

    private List<Line> lines(String label, List<String> texts) {
        return texts.stream()
                .limit(MOST)
                .map(t -> words.line(label, words.translated(t)))
                .toList();
    }

    static String shortened(String id) {
        return id.length() <= SHORT ? id : id.substring(0, SHORT);
    }
}
