package dev.ftr.notify.mail;

import dev.ftr.config.Topic;
import dev.ftr.model.UplinkState;
import dev.ftr.notify.Event;
import dev.ftr.notify.LineState;
import dev.ftr.notify.Notice;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Says in a line what matters most of all that happened. */
final class MailSubject {
    /** Characters: what a phone shows of it, and some more. */
    private static final int LONGEST = 110;

    /** Characters of something that others have said. */
    private static final int LONGEST_PART = 70;

    /** @param weight the less, the sooner it is told */
    private record Part(int weight, String text) {}

    private final MailWords words;

    MailSubject(MailWords words) {
        this.words = words;
    }

    /** @param notices at least one */
    String of(List<Notice> notices) {
        List<Notice> worthy = notices.stream().filter(n -> !n.detail()).toList();
        return joined(
                parts(worthy.isEmpty() ? notices : worthy, notices.getLast().uplinks()));
    }

    private String joined(List<String> parts) {
        String joined = parts.getFirst();
        for (int i = 1; i < parts.size(); i++) {
            String longer = joined + words.say("list.separator") + parts.get(i);
            if (longer.length() > LONGEST) return words.say("subject.more", joined, Integer.toString(parts.size() - i));
            joined = longer;
        }
        return joined;
    }

    private List<String> parts(List<Notice> notices, List<LineState> now) {
        Map<String, List<UplinkState>> changes = new LinkedHashMap<>();
        Map<String, Notice> reminders = new LinkedHashMap<>();
        List<Notice> rest = new ArrayList<>();
        for (Notice notice : notices)
            switch (notice.event()) {
                case Event.UplinkChanged change ->
                    changes.computeIfAbsent(change.uplink(), name -> new ArrayList<>())
                            .add(change.after());
                case Event.StillDown down -> reminders.put(down.uplink(), notice);
                default -> rest.add(notice);
            }
        reminders.keySet().removeAll(changes.keySet());
        List<Part> others = Stream.concat(reminders.values().stream(), rest.stream())
                .map(this::part)
                .toList();
        List<String> parts = new ArrayList<>();
        changes.forEach((name, states) -> parts.add(uplink(name, states)));
        if (!changes.isEmpty()) parts.addAll(Math.min(parts.size(), 2), traffic(now));
        others.stream()
                .filter(o -> changes.isEmpty() || o.weight() < ROUTING)
                .sorted(Comparator.comparingInt(Part::weight))
                .map(Part::text)
                .distinct()
                .forEach(parts::add);
        return parts;
    }

    private String uplink(String name, List<UplinkState> states) {
        String shown = short_(name);
        String state = words.state(states.getLast());
        return states.size() == 1
                ? words.say("subject.uplink", shown, state)
                : words.say("subject.uplink.again", shown, state, Integer.toString(states.size()));
    }

    private List<String> traffic(List<LineState> now) {
        // When all are down the route stays on some of them, which carries nothing.
        long routing = now.stream()
                .filter(line -> line.routing() && line.state() != UplinkState.DOWN)
                .count();
        return now.isEmpty() ? List.of() : List.of(words.say("subject.traffic", routing, now.size()));
    }

    private static final int ROUTING = 20;

    private Part part(Notice notice) {
        return switch (notice.event()) {
            case Event.UplinkChanged change -> new Part(0, uplink(change.uplink(), List.of(change.after())));
            case Event.StillDown down ->
                new Part(
                        1,
                        words.say(
                                "subject.reminder",
                                short_(down.uplink()),
                                words.duration(Duration.between(down.since(), down.at()))));
            case Event.Trouble trouble ->
                trouble.problems().isEmpty()
                        ? new Part(9, words.say("subject.trouble.over"))
                        : new Part(
                                2,
                                words.say(
                                        "subject.trouble",
                                        english(trouble.problems().getFirst())));
            case Event.MessagesGivenUp given ->
                new Part(3, words.count("subject.given_up", given.count(), short_(given.way())));
            case Event.ConfigRefused config ->
                new Part(
                        4,
                        words.say(
                                "subject.config.refused",
                                config.errors().isEmpty()
                                        ? short_(config.path())
                                        : english(config.errors().getFirst())));
            case Event.ChangeEnded end -> new Part(5, words.say(ended(end)));
            case Event.Reconciled made ->
                new Part(
                        notice.topic() == Topic.DRIFT ? 6 : ROUTING + 3,
                        words.count("subject.drift", made.changes().size()));
            case Event.ConfigTaken config ->
                new Part(
                        7,
                        config.commit().isEmpty()
                                ? words.say("subject.config")
                                : words.say("subject.config.commit", EventWords.shortened(config.commit())));
            case Event.AddressChanged change ->
                new Part(
                        8,
                        change.ipAfter().isEmpty()
                                ? words.say("subject.address.none", short_(change.uplink()))
                                : words.say("subject.address", short_(change.uplink()), short_(change.ipAfter())));
            case Event.RoutingChanged change ->
                new Part(
                        ROUTING,
                        change.after().isEmpty()
                                ? words.say("subject.routing.none")
                                : words.say("subject.routing", OneLine.of(words.list(change.after()), LONGEST_PART)));
            case Event.PolicyMoved move ->
                new Part(ROUTING + 1, words.say("subject.policy", OneLine.of(words.list(move.wanted()), LONGEST_PART)));
            case Event.Warned warned ->
                warned.warnings().isEmpty()
                        ? new Part(ROUTING - 1, words.say("subject.warned.over"))
                        : new Part(
                                10,
                                words.say(
                                        "subject.warned",
                                        english(warned.warnings().getFirst())));
            case Event.TargetChanged target ->
                new Part(
                        11,
                        words.say(
                                target.answering() ? "subject.target.again" : "subject.target",
                                short_(target.target())));
            case Event.Lifecycle life ->
                new Part(12, words.say(life.started() ? "subject.started" : "subject.stopped"));
        };
    }

    private static String ended(Event.ChangeEnded end) {
        if (end.confirmed()) return "subject.confirmed";
        return end.problems().isEmpty() ? "subject.restored" : "subject.restored.partly";
    }

    private String english(String text) {
        return OneLine.of(words.translated(text), LONGEST_PART);
    }

    private static String short_(String text) {
        return OneLine.of(text, 40);
    }
}
