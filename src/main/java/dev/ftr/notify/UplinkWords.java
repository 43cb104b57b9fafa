package dev.ftr.notify;

import dev.ftr.model.UplinkState;
import dev.ftr.notify.MailPage.Item;
import dev.ftr.notify.MailPage.Line;
import dev.ftr.notify.MailPage.Tone;
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

    /** @param changes what has happened meanwhile; the first verdict on an uplink is told of by no message */
    List<Item> items(List<LineState> before, List<Event.UplinkChanged> changes, List<LineState> after) {
        Map<String, LineState> gone = new LinkedHashMap<>();
        before.forEach(line -> gone.put(line.name(), line));
        List<Item> items = new ArrayList<>();
        for (LineState line : after) {
            Optional<LineState> was = Optional.ofNullable(gone.remove(line.name()));
            items.add(item(was, stateBefore(was, changes, line), line));
        }
        gone.values().forEach(line -> items.add(gone(line)));
        return items;
    }

    private Item gone(LineState line) {
        return new Item(words.say("uplink.gone", words.uplink(line.name(), line.description())), Tone.PLAIN, List.of());
    }

    private static UplinkState stateBefore(Optional<LineState> was, List<Event.UplinkChanged> changes, LineState now) {
        return was.map(LineState::state)
                .filter(state -> state != UplinkState.UNKNOWN)
                .or(() -> changes.stream()
                        .filter(change -> change.uplink().equals(now.name()))
                        .findFirst()
                        .map(Event.UplinkChanged::before))
                .orElse(now.state());
    }

    private Item item(Optional<LineState> was, UplinkState stateBefore, LineState now) {
        List<Line> lines = new ArrayList<>();
        lines.add(words.line("state", words.change(words.state(stateBefore), words.state(now.state()))));
        lines.add(line("traffic", was, now, this::traffic));
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

    private String traffic(LineState line) {
        return words.say(line.routing() ? "traffic.routing" : line.standby() ? "traffic.standby" : "traffic.unused");
    }
}
