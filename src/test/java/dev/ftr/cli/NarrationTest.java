package dev.ftr.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;

import dev.ftr.config.ConfigLoader;
import dev.ftr.config.LoadResult.Loaded;
import dev.ftr.config.RouterConfig;
import dev.ftr.config.Uplink;
import dev.ftr.demo.Fault;
import dev.ftr.model.UplinkState;
import dev.ftr.notify.Event;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class NarrationTest {
    private static final Instant BEGIN = Instant.EPOCH;
    private static final Optional<Fault> CUT = Optional.of(new Fault(1, false));

    /** Fibre and dsl share, lte stands by. */
    private final RouterConfig config = config();

    private final Narration narration = new Narration(config, Views.page(80));

    @Test
    void tellsOfACutFromItsBeginToTheReturn() {
        routing(0, List.of(), List.of("fibre", "dsl"));
        narration.fault(uplink("fibre"), CUT, BEGIN.plusMillis(6000));
        change(6700, "fibre", UplinkState.UP, UplinkState.DOWN);
        routing(6700, List.of("fibre", "dsl"), List.of("dsl"));
        narration.fault(uplink("fibre"), Optional.empty(), BEGIN.plusMillis(18_000));
        change(23_000, "fibre", UplinkState.DOWN, UplinkState.UP);
        routing(23_000, List.of("dsl"), List.of("fibre", "dsl"));
        assertEquals(
                List.of(
                        "New connections are spread over the best uplinks by weight: fibre, dsl.",
                        "fibre is cut, somewhere behind its gateway. Nobody tells ftr: its probes have to notice.",
                        "fibre is down, noticed 0.7 s after it failed. The share of fibre moves to dsl.",
                        "fibre works again. ftr takes it back when it has answered steadily for a while.",
                        "fibre is up again. fibre gets its share of the new connections again; those that run stay"
                                + " where they are."),
                texts());
    }

    @Test
    void saysThatTheBackupCarriesAndThatTheBetterOnesTakeOverAgain() {
        routing(0, List.of("fibre", "dsl"), List.of("dsl"));
        routing(1000, List.of("dsl"), List.of("lte"));
        routing(2000, List.of("lte"), List.of("dsl"));
        assertEquals(
                List.of(
                        "The share of fibre moves to dsl.",
                        "lte carries new connections now, as all better ones are out.",
                        "dsl takes over again from lte; connections that run stay where they are."),
                texts());
    }

    @Test
    void saysThatNothingMovesWhenAnIdleUplinkFailsAndThatNothingWorksAtTheEnd() {
        routing(0, List.of(), List.of("fibre", "dsl"));
        change(1000, "lte", UplinkState.UP, UplinkState.DOWN);
        change(2000, "fibre", UplinkState.UP, UplinkState.DOWN);
        change(3000, "dsl", UplinkState.UP, UplinkState.DOWN);
        assertEquals(
                List.of(
                        "lte is down. It carried no new connections, so none have to move.",
                        "fibre is down.",
                        "dsl is down. No uplink works any more: the routes stay as they are, better a doubtful way than"
                                + " none."),
                texts().subList(1, 4));
    }

    @Test
    void namesWhoCutsAndWhatIsLost() {
        narration.fault(uplink("dsl"), Optional.of(new Fault(1, true)), BEGIN);
        narration.fault(uplink("lte"), Optional.of(new Fault(0.6, false)), BEGIN.plusSeconds(1));
        assertEquals(
                List.of(
                        "You cut dsl. Nobody tells ftr: its probes have to notice. It stays cut until you heal it.",
                        "lte begins to lose 60 % of its packets."),
                texts());
    }

    private void change(long ms, String uplink, UplinkState before, UplinkState after) {
        narration.event(new Event.UplinkChanged(BEGIN.plusMillis(ms), uplink, "", before, after, "", Optional.empty()));
    }

    private void routing(long ms, List<String> before, List<String> after) {
        narration.event(new Event.RoutingChanged(BEGIN.plusMillis(ms), before, after, ""));
    }

    private List<String> texts() {
        return narration.told().stream().map(Narration.Told::text).toList();
    }

    private Uplink uplink(String name) {
        return config.uplinks().stream()
                .filter(u -> u.name().equals(name))
                .findFirst()
                .orElseThrow();
    }

    private static RouterConfig config() {
        String text = """
                uplinks:
                  - {name: fibre, interface: eth1, type: static, ip: 192.0.2.2, gateway: 192.0.2.1, description: A, priority_group: 1, weight: 2}
                  - {name: dsl, interface: eth2, type: static, ip: 198.51.100.2, gateway: 198.51.100.1, description: B, priority_group: 1}
                  - {name: lte, interface: ppp0, type: ppp, description: C, priority_group: 2}
                downlinks: {lan: eth0}
                tests: {ips: [8.8.8.8, 1.1.1.1, 9.9.9.9], required_successful: 2}
                """;
        if (new ConfigLoader().load("test", text.getBytes(StandardCharsets.UTF_8)) instanceof Loaded loaded)
            return loaded.config();
        throw new AssertionError("not valid");
    }
}
