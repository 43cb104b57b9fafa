package dev.ftr.cli;

import dev.ftr.cli.StatusView.Before;
import dev.ftr.cli.StatusView.Config;
import dev.ftr.cli.StatusView.Line;
import dev.ftr.model.Language;
import dev.ftr.model.UplinkState;
import dev.ftr.notify.Event;
import dev.ftr.text.Sentences;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;
import java.util.TimeZone;

/** Statuses of a router with three uplinks, and pages to show them on. */
final class Views {
    static final Instant NOW = Instant.parse("2026-03-02T10:00:00Z");

    static final Line FIBRE = new Line(
            "fibre",
            "Example Fibre",
            UplinkState.UP,
            "4 of 6 targets answered, 4 required",
            "",
            Optional.empty(),
            OptionalInt.of(67),
            true,
            Optional.of(NOW.minus(Duration.ofHours(52))),
            Optional.of(new Before(UplinkState.DOWN, Optional.of(Duration.ofMinutes(4)))),
            OptionalDouble.of(12.34),
            OptionalDouble.of(0.4),
            0,
            "203.0.113.12",
            "203.0.113.1");

    static final Line DSL = new Line(
            "dsl",
            "Example DSL",
            UplinkState.DEGRADED,
            "37 % of the packets are lost, the limit is 30 %",
            "",
            Optional.empty(),
            OptionalInt.of(33),
            true,
            Optional.of(NOW.minus(Duration.ofMinutes(22))),
            Optional.of(new Before(UplinkState.UP, Optional.empty())),
            OptionalDouble.of(148.1),
            OptionalDouble.of(20.2),
            37.5,
            "198.51.100.222",
            "198.51.100.1");

    static final Line LTE = new Line(
            "lte",
            "Mobile",
            UplinkState.DOWN,
            "0 of 6 targets answered, 4 required",
            "provider",
            Optional.of(NOW.plus(Duration.ofMinutes(5))),
            OptionalInt.empty(),
            true,
            Optional.of(NOW.minus(Duration.ofSeconds(200))),
            Optional.empty(),
            OptionalDouble.empty(),
            OptionalDouble.empty(),
            100,
            "",
            "");

    private Views() {}

    static StatusView view(Line... uplinks) {
        return new StatusView(
                NOW,
                List.of(uplinks),
                true,
                List.of(),
                List.of(),
                new Config("/etc/ftr.yaml", "0123456789abcdef", "", ""),
                List.of(),
                List.of());
    }

    static StatusView told(Event... events) {
        StatusView view = view(FIBRE);
        return new StatusView(
                view.now(), view.uplinks(), true, List.of(), List.of(), view.config(), List.of(), List.of(events));
    }

    static Line named(String name, Line like) {
        return new Line(
                name,
                like.description(),
                like.state(),
                like.reason(),
                like.place(),
                like.heldUntil(),
                like.share(),
                like.standby(),
                like.since(),
                like.before(),
                like.roundTrip(),
                like.jitter(),
                like.loss(),
                like.address(),
                like.gateway());
    }

    static Page page(int width) {
        return new Page(
                width,
                new Colours(false),
                new Glyphs(true),
                Sentences.in(Language.ENGLISH),
                TimeZone.getTimeZone("UTC"));
    }

    static Page asciiPage(int width) {
        return new Page(
                width,
                new Colours(false),
                new Glyphs(false),
                Sentences.in(Language.ENGLISH),
                TimeZone.getTimeZone("UTC"));
    }

    static Page colouredPage(int width) {
        return new Page(
                width,
                new Colours(true),
                new Glyphs(true),
                Sentences.in(Language.ENGLISH),
                TimeZone.getTimeZone("UTC"));
    }
}
