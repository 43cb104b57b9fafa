package dev.ftr.config;

import static dev.ftr.config.ConfigText.SMALL;
import static dev.ftr.config.ConfigText.assertErrors;
import static dev.ftr.config.ConfigText.assertWarnings;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What can be wrong with {@code tests}, and what is hardly meant. */
final class TestsErrorsTest {
    private static final String FORMS =
            "must be {tcp: HOST:PORT}, {http: URL}, {dns: {server: ADDRESS, name: NAME}} or arp";
    private static final String TCP = "must be HOST:PORT such as 1.1.1.1:443";
    private static final String HTTP = "must be a URL such as http://example.com/ or https://example.com/";

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "timeout: 50ms     | 12: /tests/timeout: is '50ms', must be a duration such as 500ms, 3s or 2m, within 100ms..10s",
                "timeout: 11       | 12: /tests/timeout: is 11, must be a duration such as 500ms, 3s or 2m, within 100ms..10s",
                "window: 9s        | 11: /tests/window: is '9s', must be a duration such as 500ms, 3s or 2m, within 10s..60m",
                "window: 2h        | 11: /tests/window: is '2h', must be a duration such as 500ms, 3s or 2m, within 10s..60m",
                "max_loss: 0       | 13: /tests/max_loss: is 0, must be a percentage such as 30%, above 0% and up to 100%",
                "max_loss: 0%      | 13: /tests/max_loss: is '0%', must be a percentage such as 30%, above 0% and up to 100%",
                "max_loss: 101%    | 13: /tests/max_loss: is '101%', must be a percentage such as 30%, above 0% and up to 100%",
                "max_loss: 101     | 13: /tests/max_loss: is 101, must be a percentage such as 30%, above 0% and up to 100%",
                "max_loss: off     | 13: /tests/max_loss: is off, must be a percentage such as 30%, above 0% and up to 100%",
                "max_rtt: 0        | 12: /tests/max_rtt: is 0, must be off, or a duration such as 500ms, 3s or 2m, within 1ms..10s",
                "max_rtt: 11s      | 12: /tests/max_rtt: is '11s', must be off, or a duration such as 500ms, 3s or 2m, within 1ms..10s",
                "max_rtt: on       | 12: /tests/max_rtt: is on, must be off, or a duration such as 500ms, 3s or 2m, within 1ms..10s",
                "degraded: avoidd  | 13: /tests/degraded: is 'avoidd', must be avoid or ignore or down; did you mean 'avoid'?",
                "down_after: 0     | 15: /tests/down_after: is 0, must be within 1..10",
                "down_after: 11    | 15: /tests/down_after: is 11, must be within 1..10",
                "up_after: 1.5     | 13: /tests/up_after: is 1.5, must be a whole number within 1..100",
                "up_hold: 61m      | 12: /tests/up_hold: is '61m', must be a duration such as 500ms, 3s or 2m, within 0s..60m",
                "up_hold: -1       | 12: /tests/up_hold: is -1, must be a duration such as 500ms, 3s or 2m, within 0s..60m",
                "damping: of       | 12: /tests/damping: is 'of', must be off, or a mapping with the keys half_life, suppress, reuse and max",
                "damping: [off]    | 12: /tests/damping: is a list, must be off, or a mapping with the keys half_life, suppress, reuse and max",
                "damping: 3        | 12: /tests/damping: is 3, must be off, or a mapping with the keys half_life, suppress, reuse and max",
                "budget: 99kB      | 11: /tests/budget: is '99kB', must be a number of bytes such as 500kB, 5MB or 1GB, within 100kB..1000GB",
                "budget: 5         | 11: /tests/budget: is 5, must be a number of bytes such as 500kB, 5MB or 1GB, within 100kB..1000GB",
                "budget: 5 MiB     | 11: /tests/budget: is '5 MiB', must be a number of bytes such as 500kB, 5MB or 1GB, within 100kB..1000GB",
                "budget: 9999GB    | 11: /tests/budget: is '9999GB', must be a number of bytes such as 500kB, 5MB or 1GB, within 100kB..1000GB",
                "record: maybe     | 11: /tests/record: is 'maybe', must be true or false",
                "windov: 60s       | 3: /tests/windov: is not a known key; did you mean 'window'?",
                "down-after: 2     | 3: /tests/down-after: is not a known key; did you mean 'down_after'?",
                "damping: {halflife: 1m} | 13: /tests/damping/halflife: is not a known key; did you mean 'half_life'?",
                "damping: {reuse: 2500} | 20: /tests/damping/reuse: is 2500, must be less than suppress, which is 2500",
                "damping: {suppress: 900} | 23: /tests/damping/suppress: is 900, must be more than reuse, which is 1000",
            })
    void refusesWrongValues(String line, String error) {
        assertErrors(SMALL + "  " + line.strip() + "\n", "ftr.conf:17:" + error.strip());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{tcp: 1.1.1.1}          | 18: /tests/probes/0/tcp: is '1.1.1.1', " + TCP,
                "{tcp: 1.1.1.1:0}        | 18: /tests/probes/0/tcp: is '1.1.1.1:0', " + TCP,
                "{tcp: 1.1.1.1:65536}    | 18: /tests/probes/0/tcp: is '1.1.1.1:65536', " + TCP,
                "{tcp: 1.1.1.256:80}     | 18: /tests/probes/0/tcp: is '1.1.1.256:80', " + TCP,
                "{tcp: 127.0.0.1:80}     | 18: /tests/probes/0/tcp: is '127.0.0.1:80', " + TCP,
                "{tcp: -a.example:80}    | 18: /tests/probes/0/tcp: is '-a.example:80', " + TCP,
                "{tcp: '[2001:db8::1]:443'} | 18: /tests/probes/0/tcp: is '[2001:db8::1]:443'; IPv6 is not supported yet, "
                        + TCP,
                "{http: example.com}     | 19: /tests/probes/0/http: is 'example.com', " + HTTP,
                "{http: ftp://a.example/} | 19: /tests/probes/0/http: is 'ftp://a.example/', " + HTTP,
                "{http: 'http://a b/'}   | 19: /tests/probes/0/http: is 'http://a b/', " + HTTP,
                "{http: http://}         | 19: /tests/probes/0/http: is 'http://', " + HTTP,
                "{http: http://a:99999/} | 19: /tests/probes/0/http: is 'http://a:99999/', " + HTTP,
                "{http: 'http://[2001:db8::1]/'} | 19: /tests/probes/0/http: is 'http://[2001:db8::1]/'; IPv6 is not supported yet, "
                        + HTTP,
                "{http: 'http://a:b@c.example/'} | 19: /tests/probes/0/http: has a user name in it, which messages would show; "
                        + HTTP,
                "{http: 'htp://a:b@c.example/'} | 19: /tests/probes/0/http: is something else, " + HTTP,
                "{http: http://a/, status: 99} | 38: /tests/probes/0/status: is 99, must be within 100..599",
                "{tcp: 'a:1', status: 200} | 33: /tests/probes/0/status: belongs to http, not to tcp; remove it",
                "{dns: {server: a.example, name: b}} | 27: /tests/probes/0/dns/server: is 'a.example', must be an IPv4 address such as 9.9.9.9; a name would need a name server that is reached through an uplink",
                "{dns: {server: '::1', name: b}} | 27: /tests/probes/0/dns/server: is '::1'; IPv6 is not supported yet, must be an IPv4 address such as 9.9.9.9",
                "{dns: {server: 9.9.9.9}} | 18: /tests/probes/0/dns/name: is missing, must be a domain name such as example.org",
                "{dns: {server: 9.9.9.9, name: a..b}} | 42: /tests/probes/0/dns/name: is 'a..b', must be a domain name such as example.org",
                "{dns: {server: 9.9.9.9, name: b, type: AAA}} | 51: /tests/probes/0/dns/type: is 'AAA', must be A or AAAA or MX or NS or TXT or SOA or CNAME or PTR",
                "{dns: 9.9.9.9}          | 18: /tests/probes/0/dns: is a single value, must be {server: ADDRESS, name: NAME, type: A}, the type optional",
                "{arp: gatway}           | 18: /tests/probes/0/arp: is 'gatway', must be gateway; did you mean 'gateway'?",
                "{tpc: 'a:1'}            | 13: /tests/probes/0/tpc: is not a known key; did you mean 'tcp'?",
                "{}                      | 12: /tests/probes/0: names no probe, " + FORMS,
                "{status: 200}           | 12: /tests/probes/0: names no probe, " + FORMS,
                "{tcp: 'a:1', arp: gateway} | 12: /tests/probes/0: has tcp and arp, must have one of them; begin another entry of the list for each",
                "tcp a:1                 | 12: /tests/probes/0: is 'tcp a:1', " + FORMS,
                "[arp]                   | 12: /tests/probes/0: is a list, " + FORMS,
                "~                       | 12: /tests/probes/0: is empty, " + FORMS,
            })
    void refusesWrongProbes(String probe, String error) {
        assertErrors(SMALL + "  probes: [" + probe.strip() + "]\n", "ftr.conf:17:" + error.strip());
    }

    @Test
    void tellsTheSameOfTheTestsOfAnUplink() {
        assertErrors(
                uplinkTests("{window: 1, record: true, max_los: 3, probes: [{tcp: x}]}"),
                "ftr.conf:7:21: /uplinks/0/tests/window: is 1, must be a duration such as 500ms, 3s or 2m, within 10s..60m",
                "ftr.conf:7:24: /uplinks/0/tests/record: is not a known key; known here: ips, probes,"
                        + " required_successful, ping_retries, interval, timeout, window, max_loss, max_rtt, degraded,"
                        + " down_after, up_after, up_hold, damping, budget",
                "ftr.conf:7:38: /uplinks/0/tests/max_los: is not a known key; did you mean 'max_loss'?",
                "ftr.conf:7:65: /uplinks/0/tests/probes/0/tcp: is 'x', " + TCP);
        assertErrors(
                uplinkTests("30s"),
                "ftr.conf:7:12: /uplinks/0/tests: is a single value, must be a mapping with keys such as ips, interval"
                        + " and budget");
    }

    @Test
    void tellsOfAGlobalFaultOnceHoweverManyUplinksItIsFor() {
        assertErrors(
                uplinkTests("{interval: 30s}") + "  up_after: 0\n",
                "ftr.conf:18:13: /tests/up_after: is 0, must be within 1..100");
    }

    @Test
    void refusesGlobalTestsThatAreWrongThoughNoUplinkUsesThem() {
        assertErrors(
                uplinkTests("{up_hold: 1, interval: 1, ips: [8.8.8.8, 1.1.1.1], required_successful: 1}")
                                .replaceAll("(?s)  - interface: eth2.*(?=downlinks)", "")
                        + "  interval: 99999m\n",
                "ftr.conf:13:13: /tests/interval: is '99999m', must be a duration such as 500ms, 3s or 2m, within"
                        + " 100ms..86400s");
    }

    @Test
    void refusesProbesGivenTwice() {
        assertErrors(
                SMALL + "  probes: [arp, {tcp: A.example:80}, {tcp: a.example:80}, {arp: gateway}]\n",
                "ftr.conf:17:38: /tests/probes/2: is the same as the probe on line 17; each must be there once only",
                "ftr.conf:17:59: /tests/probes/3: is the same as the probe on line 17; each must be there once only");
    }

    @Test
    void refusesArpWhereNothingAnswersIt() {
        String error =
                " asks the gateway by ARP, but uplink eth2 is of type ppp, where nothing answers that; remove it";
        String ppp = SMALL.replace("type: static\n    ip: 198.51.100.2\n    gateway: 198.51.100.1\n", "type: ppp\n");
        assertErrors(
                ppp + "  probes: [arp]\n",
                "ftr.conf:15:12: /tests/probes/0:" + error + ", or give that uplink tests with probes of its own");
        assertErrors(
                ppp.replace("type: ppp\n", "type: ppp\n    tests: {probes: [arp: gateway]}\n"),
                "ftr.conf:9:22: /uplinks/1/tests/probes/0:" + error);
        assertWarnings(ppp.replace("type: ppp\n", "type: ppp\n    tests: {probes: []}\n") + "  probes: [arp]\n");
    }

    @Test
    void refusesToRequireMoreThanAnUplinkHas() {
        assertErrors(
                uplinkTests("{ips: [8.8.8.8]}"),
                "ftr.conf:7:18: /uplinks/0/tests/ips: leaves 1 address, but required_successful on line 17 wants 2; give"
                        + " required_successful here, too");
        assertErrors(
                SMALL.replace("successful: 2", "successful: 5") + "  probes: [arp]\n",
                "ftr.conf:16:24: /tests/required_successful: is 5, must be at most 4, the number of entries in ips and"
                        + " probes, and better less");
    }

    @Test
    void refusesAnUplinkWithoutTargets() {
        String must = ", must be a list of 1 to 64 IPv4 addresses; only with probes it may be left out";
        assertErrors(uplinkTests("{ips: []}"), "ftr.conf:7:18: /uplinks/0/tests/ips: has no entries" + must);
        assertErrors(
                uplinkTests("{ips: [8.8.8.8, 1.1.1.1]}").replace("  ips: [8.8.8.8, 1.1.1.1, 9.9.9.9]\n", ""),
                "ftr.conf:16:3: /tests/ips: is missing" + must);
    }

    @Test
    void warnsOfAnUplinksOwnTargetsAsOfTheGlobalOnes() {
        assertWarnings(
                uplinkTests("{ips: [8.8.8.8, 1.1.1.1]}"),
                "ftr.conf:7:18: /uplinks/0/tests/ips: all 2 addresses must answer, so that the failure of one takes the"
                        + " uplink down; require 1 or fewer");
        assertWarnings(
                uplinkTests("{ips: [], probes: [arp, {tcp: 10.0.0.1:80}, {http: http://192.0.2.1/}]}"),
                "ftr.conf:7:30: /uplinks/0/tests/probes: has only gateways and private addresses, which answer even when"
                        + " the provider is cut off from the internet; add public ones");
    }

    @Test
    void warnsOfAGlobalMatterOnce() {
        assertWarnings(
                SMALL + "  max_loss: 100%\n",
                "ftr.conf:17:13: /tests/max_loss: is '100%', so that loss never makes an uplink degraded");
        assertWarnings(
                SMALL + "  max_loss: 0.3\n",
                "ftr.conf:17:13: /tests/max_loss: is 0.3, less than one packet of a hundred; 30% or a bare 30 is thirty"
                        + " of them");
        assertWarnings(
                SMALL + "  interval: 2\n  window: 15s\n",
                "ftr.conf:18:11: /tests/window: is '15s', less than 10 times interval; loss is judged over at least the"
                        + " last 10 probes, 20 s");
        assertWarnings(uplinkTests("{interval: 30s}") + "  interval: 1\n  window: 60s\n");
    }

    /** As it is read when a file is taken to have fitted the schema, whether it has or not. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "{timeout: [1]}",
                "{max_loss: {a: b}}",
                "{damping: {half_life: [], suppress: x, reuse: -1, max: {}}}",
                "{damping: {suppress: 1, reuse: 1}}",
                "{budget: 99999999999999999999GB}",
                "{probes: arp}",
                "{probes: [{dns: x}, {dns: {server: 1}}, {arp: x}, {http: [], tcp: []}, ~, [], {a: b}]}",
                "{probes: [{http: 'http://a/', status: x}]}",
                "{ips: x}",
                "{ips: {a: b}}",
                "{required_successful: 99999999999}",
                "{required_successful: 0, ping_retries: 0, interval: x, up_after: x}",
                "[]",
                "x"
            })
    void answersWithoutTheSchemaToo(String tests) {
        ConfigLoader trusting = new ConfigLoader(sha256 -> true, sha256 -> {});
        trusting.load("ftr.conf", uplinkTests(tests).getBytes(StandardCharsets.UTF_8));
        String global = SMALL.replaceAll("(?s)tests:.*", "tests: " + tests + "\n");
        LoadResult result = trusting.load("ftr.conf", global.getBytes(StandardCharsets.UTF_8));
        assertEquals(LoadResult.Invalid.class, result.getClass());
    }

    private static String uplinkTests(String tests) {
        return SMALL.replaceFirst("priority_group: 1\n", "priority_group: 1\n    tests: " + tests + "\n");
    }
}
