package dev.ftr.notify;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import dev.ftr.model.FaultPlace;
import dev.ftr.model.UplinkState;
import dev.ftr.testing.Schemas;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.ObjectMapper;
import tools.jackson.databind.node.ObjectNode;

/** Events are written as their schema says, whatever is in them. */
class EventSchemaTest {
    private static final Instant AT = Instant.parse("2026-03-01T10:00:00Z");
    private static final String SHA = "0123456789abcdef".repeat(4);

    @Property(tries = 400)
    void everyEventIsAsTheSchemaSays(@ForAll("events") Event event) {
        Schemas.fit("event", EventJson.line(event));
    }

    @Property(tries = 60)
    void aListOfThemIsToo(@ForAll("events") Event one, @ForAll("events") Event two) {
        Schemas.fit(
                "event#list",
                "{\"format_version\":1,\"events\":[%s,%s]}".formatted(EventJson.line(one), EventJson.line(two)));
    }

    @Property(tries = 60)
    void nothingElseIsAnEvent(@ForAll("events") Event event) {
        Schemas.assertRefusesWhatDiffers("event", EventJson.line(event));
    }

    @Test
    void anEventOfOneTypeWithTheKeysOfAnotherIsRefused() {
        ObjectNode node = EventJson.node(new Event.Trouble(AT, List.of("why")));
        assertEquals(List.of(), Schemas.faults("event", node));
        assertFalse(Schemas.faults("event", node.put("type", "warning")).isEmpty());
        assertFalse(Schemas.faults("event", node.put("type", "eclipse")).isEmpty());
    }

    @Test
    void aListTakesEventsOfOtherVersionsButNoneOfThisThatIsWrong() {
        String list =
                "{\"format_version\":1,\"events\":[{\"at\":\"2026-03-01T10:00:02Z\",\"type\":\"%s\",\"text\":\"it is\"}]}";
        Schemas.fit("event#list", list.formatted("eclipse"));
        assertFalse(Schemas.faults("event#list", new ObjectMapper().readTree(list.formatted("routing")))
                .isEmpty());
    }

    @Provide
    Arbitrary<Event> events() {
        Arbitrary<String> text = Arbitraries.strings().ofMaxLength(12);
        Arbitrary<String> name = Arbitraries.of("eth1", "fibre", "a.b-c");
        Arbitrary<List<String>> lines = text.list().ofMaxSize(3);
        Arbitrary<List<String>> names = name.list().ofMaxSize(3);
        Arbitrary<String> address = Arbitraries.of("", "192.0.2.1", "2001:db8::1");
        Arbitrary<Boolean> yes = Arbitraries.of(true, false);
        Arbitrary<Instant> at = Arbitraries.longs()
                .between(0, 4_000_000_000_000L)
                .map(millis -> Instant.ofEpochMilli(millis).plusNanos(millis % 1_000_000));
        Arbitrary<UplinkState> state = Arbitraries.of(UplinkState.class);
        Arbitrary<Optional<FaultPlace>> place = Arbitraries.of(FaultPlace.class).optional();
        Arbitrary<Event> lives =
                Combinators.combine(at, yes, Arbitraries.of("begins", "ends")).as(Event.Lifecycle::new);
        Arbitrary<Event> uplinks =
                Combinators.combine(at, name, text, state, state, text, place).as(Event.UplinkChanged::new);
        Arbitrary<Event> addresses = Combinators.combine(at, name, text, address, address, address, address)
                .as(Event.AddressChanged::new);
        Arbitrary<Event> policies =
                Combinators.combine(at, names, names, yes, text).as(Event.PolicyMoved::new);
        Arbitrary<Event> changes =
                Combinators.combine(at, yes, text, lines, lines).as(Event.ChangeEnded::new);
        Arbitrary<String> commit = Arbitraries.of("", SHA, SHA.substring(24));
        return Arbitraries.oneOf(
                lives,
                uplinks,
                addresses,
                policies,
                changes,
                Combinators.combine(at, name, yes).as(Event.TargetChanged::new),
                Combinators.combine(at, names, names, text).as(Event.RoutingChanged::new),
                Combinators.combine(at, name, lines).as(Event.Reconciled::new),
                Combinators.combine(at, commit)
                        .as((when, hash) -> new Event.ConfigTaken(when, "/etc/ftr.yaml", SHA, hash)),
                Combinators.combine(at, lines)
                        .as((when, errors) -> new Event.ConfigRefused(when, "/etc/ftr.yaml", errors)),
                Combinators.combine(at, lines).as(Event.Trouble::new),
                Combinators.combine(at, lines).as(Event.Warned::new),
                Combinators.combine(at, name, text, at, text).as(Event.StillDown::new),
                Combinators.combine(at, name, Arbitraries.integers().between(1, 9), at, text)
                        .as(Event.MessagesGivenUp::new));
    }
}
