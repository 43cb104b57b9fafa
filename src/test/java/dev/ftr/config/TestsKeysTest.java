package dev.ftr.config;

import static dev.ftr.config.ConfigText.SMALL;
import static dev.ftr.config.ConfigText.config;
import static dev.ftr.config.ConfigText.tests;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ftr.model.IpAddress;
import dev.ftr.model.ProbePolicy;
import dev.ftr.model.ProbePolicy.Damping;
import dev.ftr.model.ProbePolicy.Hysteresis;
import dev.ftr.model.ProbePolicy.Quality;
import dev.ftr.model.ProbePolicy.WhenDegraded;
import dev.ftr.model.Target;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the keys of {@code tests} mean, global and of an uplink. */
final class TestsKeysTest {
    private static final List<Target> IPS = List.of(echo("8.8.8.8"), echo("1.1.1.1"), echo("9.9.9.9"));

    @Test
    void fillsInTheUsualPolicy() {
        assertEquals(ProbePolicy.of(IPS, 2, 1, Duration.ofSeconds(60)), tests(SMALL));
        assertFalse(config(SMALL).recordProbes());
        assertTrue(config(SMALL + "  record: yes\n").recordProbes());
    }

    @Test
    void readsEveryKey() {
        assertEquals(
                new ProbePolicy(
                        IPS,
                        2,
                        2,
                        Duration.ofMillis(200),
                        Duration.ofMillis(1500),
                        new Quality(
                                Duration.ofMinutes(2), 0.025, Optional.of(Duration.ofMillis(300)), WhenDegraded.DOWN),
                        new Hysteresis(2, 4, Duration.ZERO),
                        Optional.of(new Damping(Duration.ofSeconds(30), 3000, 500, Duration.ofMinutes(5))),
                        OptionalLong.of(5_000_000)),
                tests(SMALL + """
                          ping_retries: 2
                          interval: 200ms
                          timeout: 1.5
                          window: 2m
                          max_loss: 2.5%
                          max_rtt: 300ms
                          degraded: :down
                          down_after: 2
                          up_after: 4
                          up_hold: 0
                          damping: {half_life: 30s, suppress: 3000, reuse: 500, max: 5m}
                          budget: 5MB
                        """));
    }

    @Test
    void readsProbes() {
        ProbePolicy tests = tests(SMALL.replace("  required_successful: 2\n", "") + """
                  probes:
                    - tcp: 1.1.1.1:443
                    - {tcp: "WWW.example.com:80"}
                    - http: HTTP://example.com:8080/Path?q=1
                    - {http: https://example.org/, status: 204}
                    - dns: {server: 9.9.9.9, name: Example.org}
                    - dns: {server: 9.9.9.9, name: example.org, type: AAAA}
                    - arp
                """);
        assertEquals(
                List.of(
                        new Target.Tcp("1.1.1.1", 443),
                        new Target.Tcp("www.example.com", 80),
                        new Target.Http("http://example.com:8080/Path?q=1", OptionalInt.empty()),
                        new Target.Http("https://example.org/", OptionalInt.of(204)),
                        new Target.Dns(IpAddress.parse("9.9.9.9"), "example.org", "A"),
                        new Target.Dns(IpAddress.parse("9.9.9.9"), "example.org", "AAAA"),
                        new Target.Neighbour()),
                tests.targets().subList(3, 10));
        assertEquals(4, tests.required());
    }

    @Test
    void needsNoAddressesWhereThereAreProbes() {
        String probes = "probes: [{tcp: 1.1.1.1:443}, {arp: gateway}]";
        String without = SMALL.replace("ips: [8.8.8.8, 1.1.1.1, 9.9.9.9]\n  required_successful: 2", probes);
        assertEquals(
                List.of(new Target.Tcp("1.1.1.1", 443), new Target.Neighbour()),
                tests(without).targets());
        assertEquals(1, tests(without).required());
        assertEquals(config(without), config(without + "  ips: []\n"));
        assertEquals(config(without), config(without + "  ips:\n"));
    }

    @Test
    void takesForAnUplinkKeyByKeyWhatItsOwnTestsSay() {
        RouterConfig config = config(uplinkTests("{interval: 30s, budget: 5MB, damping: {max: 20m}}")
                + "  interval: 1\n  max_loss: 40\n  up_after: 5\n  damping: {suppress: 3000}\n");
        ProbePolicy first = config.uplinks().getFirst().tests();
        ProbePolicy second = config.uplinks().getLast().tests();

        assertEquals(second.targets(), first.targets());
        assertEquals(2, first.required());
        assertEquals(Duration.ofSeconds(30), first.interval());
        assertEquals(Duration.ofSeconds(1), second.interval());
        assertEquals(OptionalLong.of(5_000_000), first.budget());
        assertEquals(OptionalLong.empty(), second.budget());
        assertEquals(0.4, first.quality().maxLoss());
        assertEquals(5, first.hysteresis().upAfter());
        assertEquals(
                new Damping(Duration.ofMinutes(2), 3000, 1000, Duration.ofMinutes(20)),
                first.damping().orElseThrow());
        assertEquals(Duration.ofMinutes(10), second.damping().orElseThrow().longest());
    }

    @Test
    void anUplinksListReplacesTheGlobalOneOfItsKindOnly() {
        String global = "  probes: [{tcp: 1.1.1.1:443}]\n";
        assertEquals(
                List.of(echo("4.4.4.4"), echo("5.5.5.5"), new Target.Tcp("1.1.1.1", 443)),
                tests(uplinkTests("{ips: [4.4.4.4, 5.5.5.5]}") + global).targets());
        assertEquals(IPS, tests(uplinkTests("{probes: []}") + global).targets());
    }

    @Test
    void theGlobalTestsMayBeEmptyWhereEachUplinkHasItsOwn() {
        String own = "    tests: {ips: [4.4.4.4, 5.5.5.5]}\n";
        String text = SMALL.replace("    priority_group: 1\n", "    priority_group: 1\n" + own)
                .replace("  ips: [8.8.8.8, 1.1.1.1, 9.9.9.9]\n  required_successful: 2\n", "  interval: 1\n");
        assertEquals(List.of(echo("4.4.4.4"), echo("5.5.5.5")), tests(text).targets());
        assertEquals(1, tests(text).required());
        assertEquals(Duration.ofSeconds(1), tests(text).interval());
    }

    @Test
    void anIntervalOfOursGoesForEveryUplink() {
        config(uplinkTests("{interval: 30s}"))
                .withInterval(Duration.ofSeconds(2))
                .uplinks()
                .forEach(u -> assertEquals(Duration.ofSeconds(2), u.tests().interval()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"off", "false", "'off'", "no"})
    void offIsOffHoweverItIsWritten(String off) {
        assertEquals(Optional.empty(), tests(SMALL + "  damping: " + off + "\n").damping());
        assertEquals(
                Optional.empty(),
                tests(uplinkTests("{max_rtt: " + off + "}") + "  max_rtt: 300ms\n")
                        .quality()
                        .maxRtt());
    }

    @Test
    void dampingCanBeTurnedOnAgainForOneUplink() {
        assertEquals(
                Optional.of(Damping.DEFAULT),
                tests(uplinkTests("{damping: on}") + "  damping: off\n").damping());
    }

    @ParameterizedTest
    @CsvSource({
        "100kB,100000",
        "1.5MB,1500000",
        "1GB,1000000000",
        "2gb,2000000000",
        "500000B,500000",
        "5000000,5000000",
        "'\"5000000\"',5000000",
        "5_000_000,5000000",
        "1000GB,1000000000000"
    })
    void readsBytes(String written, long bytes) {
        assertEquals(
                OptionalLong.of(bytes),
                tests(SMALL + "  budget: " + written + "\n").budget());
    }

    @ParameterizedTest
    @CsvSource({"30%,0.3", "30,0.3", "2.5,0.025", "'\"30\"',0.3", "99.9%,0.999", "1%,0.01"})
    void readsPercentages(String written, double share) {
        assertEquals(
                share, tests(SMALL + "  max_loss: " + written + "\n").quality().maxLoss(), 1e-12);
    }

    private static Target echo(String ip) {
        return new Target.Echo(IpAddress.parse(ip));
    }

    private static String uplinkTests(String tests) {
        return SMALL.replaceFirst("priority_group: 1\n", "priority_group: 1\n    tests: " + tests + "\n");
    }
}
