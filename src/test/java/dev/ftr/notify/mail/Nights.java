package dev.ftr.notify.mail;

import dev.ftr.config.Topic;
import dev.ftr.model.FaultPlace;
import dev.ftr.model.UplinkState;
import dev.ftr.notify.Courier.Dispatch;
import dev.ftr.notify.Event;
import dev.ftr.notify.LineState;
import dev.ftr.notify.Notice;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** What happened in a night, for tests of texts: an uplink of three fails. */
public final class Nights {
    static final Instant AT = Mails.AT;

    private Nights() {}

    static Dispatch fibreFails() {
        List<LineState> after = List.of(fibre(false), dsl(true), lte());
        return new Dispatch(
                "mail-17",
                List.of(
                        new Notice(
                                17,
                                Topic.UPLINK,
                                false,
                                fibreDown(),
                                after,
                                Optional.of(new Notice.Outages(
                                        Optional.of(Duration.ofMinutes(125)), 3, Duration.ofMinutes(250)))),
                        new Notice(
                                18,
                                Topic.ROUTING,
                                true,
                                new Event.RoutingChanged(
                                        AT.plusMillis(100),
                                        List.of("fibre", "dsl"),
                                        List.of("dsl"),
                                        "uplink fibre is down"),
                                after,
                                Optional.empty()),
                        new Notice(
                                19,
                                Topic.ROUTING,
                                true,
                                new Event.Reconciled(
                                        AT.plusMillis(120),
                                        "health",
                                        List.of(
                                                "replace route table 65 default nexthop via 192.0.2.1 dev eth1 weight 1 nexthop via 198.51.100.1 dev eth2 weight 2 --> via 198.51.100.1 dev eth2",
                                                "delete conntrack entries with mark 0x1/0xff")),
                                after,
                                Optional.empty())),
                List.of(fibre(true), dsl(true), lte()),
                List.of());
    }

    public static Event.UplinkChanged fibreDown() {
        return new Event.UplinkChanged(
                AT,
                "fibre",
                "Example Provider 1",
                UplinkState.UP,
                UplinkState.DOWN,
                "0 of 3 targets answered, 2 required",
                Optional.of(FaultPlace.PROVIDER));
    }

    public static LineState fibre(boolean up) {
        return Mails.fibre(up);
    }

    public static LineState dsl(boolean up) {
        return new LineState(
                "dsl",
                "Example Provider 2",
                "198.51.100.20",
                "198.51.100.1",
                up ? UplinkState.UP : UplinkState.DOWN,
                up,
                false,
                AT.minusSeconds(86400),
                "3 of 3 targets answered, 2 required");
    }

    public static LineState lte() {
        return new LineState(
                "lte",
                "",
                "203.0.113.7",
                "203.0.113.1",
                UplinkState.UP,
                false,
                true,
                AT.minusSeconds(3600),
                "3 of 3 targets answered, 2 required");
    }

    static Dispatch of(Topic topic, Event... events) {
        List<LineState> lines = List.of(fibre(true), dsl(true), lte());
        long[] number = {0};
        return new Dispatch(
                "mail-1",
                List.of(events).stream()
                        .map(e -> new Notice(++number[0], topic, false, e, lines, Optional.empty()))
                        .toList(),
                lines,
                List.of());
    }
}
