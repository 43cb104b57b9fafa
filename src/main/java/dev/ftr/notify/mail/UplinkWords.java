package dev.ftr.notify.mail;

import dev.ftr.model.UplinkState;
import dev.ftr.notify.Event;
import dev.ftr.notify.LineState;
import dev.ftr.notify.Notice;
import dev.ftr.notify.mail.MailPage.Item;
import dev.ftr.notify.mail.MailPage.Line;
import dev.ftr.notify.mail.MailPage.Tone;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/** Says of every uplink how it was and how it is. */
final class UplinkWords {
    private final MailWords words;

    UplinkWords(MailWords words) {
        this.words = words;
    }

    /**
     * Of each uplink.
     *
     * @param before the uplinks as they were; at a start, nothing is known of them but addresses
     * @param told what is told of: its first event about an uplink says what state it had, and whether it carried new connections
     */
    List<Item> items(List<LineState> before, List<Notice> told) {
        Map<String, UplinkState> states = new LinkedHashMap<>();
        Optional<List<String>> carrying = Optional.empty();
        for (Notice notice : told) {
            if (notice.event() instanceof Event.UplinkChanged change)
                states.putIfAbsent(change.uplink(), change.before());
            if (notice.event() instanceof Event.RoutingChanged change && carrying.isEmpty())
                carrying = Optional.of(change.before());
        }
        Map<String, LineState> gone = new LinkedHashMap<>();
        before.forEach(line -> gone.put(line.name(), line));
        List<Item> items = new ArrayList<>();
        for (LineState line : told.getLast().uplinks()) {
            boolean carried = carrying.map(names -> names.contains(line.name())).orElse(line.routing());
            items.add(item(
                    Optional.ofNullable(gone.remove(line.name())),
                    new Standing(states.getOrDefault(line.name(), line.state()), carried),
                    line));
        }
        gone.values().forEach(line -> items.add(gone(line)));
        return items;
    }

    private Item gone(LineState line) {
        return new Item(words.say("uplink.gone", words.uplink(line.name(), line.description())), Tone.PLAIN, List.of());
    }

    /** How an uplink stood before. */
    private record Standing(UplinkState state, boolean routing) {}

    private Item item(Optional<LineState> was, Standing before, LineState now) {
        List<Line> lines = new ArrayList<>();
        lines.add(words.line("state", words.change(words.state(before.state()), words.state(now.state()))));
        String traffic = traffic(now.routing(), now.standby());
        lines.add(words.line("traffic", words.change(traffic(before.routing(), now.standby()), traffic)));
        lines.add(line("ip", was, now, line -> words.orNone(line.ip())));
        lines.add(line("gateway", was, now, line -> words.orNone(line.gateway())));
        lines.add(words.line("since", words.time(now.since())));
        if (now.state() != UplinkState.UP && !now.reason().isEmpty())
            lines.add(words.line("reason", words.translated(now.reason())));
        String head = words.uplink(now.name(), now.description());
        String headBefore =
                was.map(w -> words.uplink(w.name(), w.description())).orElse(head);
        return new Item(words.change(headBefore, head), words.tone(now.state()), lines);
    }

    private Line line(String label, Optional<LineState> was, LineState now, Function<LineState, String> value) {
        String after = value.apply(now);
        return words.line(label, words.change(was.map(value).orElse(after), after));
    }

    private String traffic(boolean routing, boolean standby) {
        return words.say(routing ? "traffic.routing" : standby ? "traffic.standby" : "traffic.unused");
    }
}
