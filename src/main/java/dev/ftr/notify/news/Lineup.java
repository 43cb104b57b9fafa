package dev.ftr.notify.news;

import dev.ftr.config.RouterConfig;
import dev.ftr.config.Uplink;
import dev.ftr.model.UplinkState;
import dev.ftr.notify.Event;
import dev.ftr.notify.LineState;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;

/** How the uplinks stand, as people are told: what was known of them before this daemon goes until it knows better. */
final class Lineup {
    private Map<String, LineState> lines = new LinkedHashMap<>();

    /** @param known from before */
    Lineup(List<LineState> known) {
        known.forEach(line -> lines.put(line.name(), line));
    }

    void adopt(RouterConfig config, Instant now) {
        Map<String, LineState> next = new LinkedHashMap<>();
        for (Uplink uplink : config.uplinks())
            next.put(uplink.name(), lines.getOrDefault(uplink.name(), unknown(uplink, now)));
        lines = next;
    }

    private static LineState unknown(Uplink uplink, Instant now) {
        boolean standby = uplink.priorityGroup().isPresent();
        return new LineState(uplink.name(), uplink.description(), "", "", UplinkState.UNKNOWN, false, standby, now, "");
    }

    /** Nothing is known where nothing is said. */
    void stand(List<LineState> now) {
        if (now.isEmpty()) return;
        Map<String, LineState> next = new LinkedHashMap<>();
        for (LineState line : now) next.put(line.name(), merged(lines.getOrDefault(line.name(), line), line));
        lines = next;
    }

    private static LineState merged(LineState before, LineState now) {
        boolean same = now.state() == UplinkState.UNKNOWN || now.state() == before.state();
        return new LineState(
                now.name(),
                now.description(),
                now.ip(),
                now.gateway(),
                same ? before.state() : now.state(),
                now.routing(),
                now.standby(),
                same && before.since().isBefore(now.since()) ? before.since() : now.since(),
                now.state() == UplinkState.UNKNOWN ? before.reason() : now.reason());
    }

    /** What is told of an uplink changes the picture at once. */
    void apply(Event event) {
        switch (event) {
            case Event.UplinkChanged e -> change(e.uplink(), line -> state(line, e));
            case Event.AddressChanged e ->
                change(
                        e.uplink(),
                        l -> new LineState(
                                l.name(),
                                l.description(),
                                e.ipAfter(),
                                e.gatewayAfter(),
                                l.state(),
                                l.routing(),
                                l.standby(),
                                l.since(),
                                l.reason()));
            case Event.RoutingChanged e ->
                lines.replaceAll((name, line) -> routing(line, e.after().contains(name)));
            case Event.Lifecycle e -> {}
            case Event.TargetChanged e -> {}
            case Event.PolicyMoved e -> {}
            case Event.Reconciled e -> {}
            case Event.ConfigTaken e -> {}
            case Event.ConfigRefused e -> {}
            case Event.Trouble e -> {}
            case Event.Warned e -> {}
            case Event.ChangeEnded e -> {}
            case Event.StillDown e -> {}
            case Event.MessagesGivenUp e -> {}
        }
    }

    private void change(String uplink, UnaryOperator<LineState> to) {
        lines.computeIfPresent(uplink, (name, line) -> to.apply(line));
    }

    private static LineState state(LineState l, Event.UplinkChanged e) {
        Instant since = l.state() == e.after() ? l.since() : e.at();
        return new LineState(
                l.name(), l.description(), l.ip(), l.gateway(), e.after(), l.routing(), l.standby(), since, e.reason());
    }

    private static LineState routing(LineState l, boolean carries) {
        return new LineState(
                l.name(), l.description(), l.ip(), l.gateway(), l.state(), carries, l.standby(), l.since(), l.reason());
    }

    List<LineState> lines() {
        return List.copyOf(lines.values());
    }

    List<String> names() {
        return List.copyOf(lines.keySet());
    }
}
