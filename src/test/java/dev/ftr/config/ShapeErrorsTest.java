package dev.ftr.config;

import static dev.ftr.config.ConfigText.SMALL;
import static dev.ftr.config.ConfigText.assertErrors;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Faults against the schema: each with its place and what would be right. */
final class ShapeErrorsTest {
    private static final String NAME =
            "an interface name as `ip link` shows it, 1 to 15 characters without slash, colon, blank, quote or a + at the end";

    private static final String NAMES = NAME + ", or a list of them";

    @Test
    void tellsOfAllErrorsAtOnceInTheOrderOfTheFile() {
        assertErrors(
                """
                uplink:
                  - a
                downlinks:
                  lan: 'a b'
                  dnz: eth3
                tests:
                  ips: [8.8.8.8, 224.0.0.1]
                  required_successful: '4'
                  ping_retries: 1.5
                log: /var/log/x
                base_table: 200
                """,
                "ftr.conf:1:1: /uplink: is not a known key; did you mean 'uplinks'?",
                "ftr.conf:1:1: /uplinks: is missing, must be a list of 1 to 64 uplinks",
                "ftr.conf:4:8: /downlinks/lan: is 'a b', must be " + NAME,
                "ftr.conf:5:3: /downlinks/dnz: is not a known key; did you mean 'dmz'?",
                "ftr.conf:7:18: /tests/ips/1: is 224.0.0.1, which cannot be the address of one host elsewhere;"
                        + " must be an IPv4 address such as 8.8.8.8",
                "ftr.conf:8:24: /tests/required_successful: is '4', must be a whole number within 1..64;"
                        + " leave out the quotes",
                "ftr.conf:9:17: /tests/ping_retries: is 1.5, must be a whole number within 1..20",
                "ftr.conf:10:6: /log: is a single value, must be a mapping with the keys file, max_size and old_files",
                "ftr.conf:11:13: /base_table: is 200, but the tables 200..264 meet the system's 253..255;"
                        + " must be within 1..188 or 256..4294967231");
    }

    @Test
    void namesTheKnownKeysWhereNoneIsNear() {
        assertErrors(
                SMALL + "downlings:\n  lan: x\nzzz: 1\n",
                "ftr.conf:17:1: /downlings: is not a known key; did you mean 'downlinks'?",
                "ftr.conf:19:1: /zzz: is not a known key; known here: uplinks, downlinks, tests, policies,"
                        + " port_forwards, source_nat, no_nat, bypass, firewall, sticky, sticky_time, log, language,"
                        + " notify, email, webhooks, hooks, base_table, base_priority, base_fwmark, fwmark_mask, base_realm,"
                        + " route_protocol");
    }

    @Test
    void tellsTheRangeOfANumber() {
        assertErrors(
                SMALL.replaceFirst("priority_group: 1", "weight: 300"),
                "ftr.conf:6:13: /uplinks/0/weight: is 300, must be within 1..256");
        assertErrors(
                SMALL.replaceFirst("priority_group: 1", "id: 64"),
                "ftr.conf:6:9: /uplinks/0/id: is 64, must be within 0..63");
        assertErrors(SMALL + "base_table: 0\n", "ftr.conf:17:13: /base_table: is 0, must be within 1..4294967231");
        assertErrors(SMALL + "route_protocol: 256\n", "ftr.conf:17:17: /route_protocol: is 256, must be within 5..255");
        assertErrors(
                SMALL + "base_fwmark: 99999999999999999999\n",
                "ftr.conf:17:14: /base_fwmark: is 99999999999999999999, must be within 0..4294967295");
    }

    @Test
    void tellsTheChoices() {
        assertErrors(
                SMALL.replaceFirst("static", "pppp"),
                "ftr.conf:3:11: /uplinks/0/type: is 'pppp', must be static or ppp or dhcp; did you mean 'ppp'?");
        assertErrors(
                SMALL + "email:\n  smtp_parameters:\n    authentication: :digest\n",
                "ftr.conf:19:21: /email/smtp_parameters/authentication: is ':digest', must be plain or login or cram_md5 or"
                        + " xoauth2");
    }

    @Test
    void tellsOfWrongTypes() {
        assertErrors(
                SMALL + "email:\n  send: maybe\n  recipients: root\n",
                "ftr.conf:18:9: /email/send: is 'maybe', must be true or false",
                "ftr.conf:19:15: /email/recipients: is a single value, must be a list of mail addresses");
        assertErrors(
                SMALL + "email: {send: 'yes'}\n",
                "ftr.conf:17:15: /email/send: is 'yes', must be true or false; leave out the quotes");
        assertErrors(
                SMALL.replace("lan: eth0", "lan: {a: eth0}"),
                "ftr.conf:13:8: /downlinks/lan: is a mapping, must be " + NAMES);
        assertErrors(
                SMALL.replace("ips: [8.8.8.8, 1.1.1.1, 9.9.9.9]", "ips: {a: 8.8.8.8}"),
                "ftr.conf:15:8: /tests/ips: is a mapping, must be a list of 1 to 64 IPv4 addresses");
        assertErrors(
                "- a\n", "ftr.conf:1:1: /: is a list, must be a mapping of keys such as uplinks, downlinks and tests");
    }

    @Test
    void placesAMissingKeyAtItsParentAndAnEmptyOneAtItself() {
        assertErrors(
                SMALL.replace("    type: static\n    ip: 198", "    ip: 198").replace("lan: eth0", "lan:"),
                "ftr.conf:7:5: /uplinks/1/type: is missing, must be static or ppp or dhcp",
                "ftr.conf:12:7: /downlinks/lan: is empty, must be " + NAMES);
        assertErrors(
                "uplinks:\ndownlinks: {lan: eth0}\ntests: {}\n",
                "ftr.conf:1:9: /uplinks: is empty, must be a list of 1 to 64 uplinks",
                "ftr.conf:3:8: /tests/ips: is missing, must be a list of 1 to 64 IPv4 addresses; only with probes"
                        + " it may be left out");
    }

    @Test
    void tellsOfListsTooShortAndTooLong() {
        assertErrors(
                SMALL.replace("ips: [8.8.8.8, 1.1.1.1, 9.9.9.9]", "ips: []"),
                "ftr.conf:15:8: /tests/ips: has no entries, must be a list of 1 to 64 IPv4 addresses; only with"
                        + " probes it may be left out");
        String targets = IntStream.range(1, 66).mapToObj(i -> "8.8.8." + i).collect(Collectors.joining(", "));
        assertErrors(
                SMALL.replace("8.8.8.8, 1.1.1.1, 9.9.9.9", targets),
                "ftr.conf:15:8: /tests/ips: has 65 entries, must be a list of 1 to 64 IPv4 addresses");
    }

    @Test
    void tellsTheShortestAndLongestInterval() {
        String must = ", must be a duration such as 500ms, 3s or 2m, within 100ms..86400s";
        for (String interval : new String[] {"0.05", "0", "99ms", "1441m", "86401", "-1", "1 day", "1,5", "1e9"}) {
            String shown = interval.matches("[-0-9.]+") ? interval : "'" + interval + "'";
            assertErrors(
                    SMALL + "  interval: " + interval + "\n", "ftr.conf:17:13: /tests/interval: is " + shown + must);
        }
    }

    @Test
    void tellsOfAHundredErrorsAndHowManyMoreThereAre() {
        StringBuilder text = new StringBuilder(SMALL);
        for (int i = 0; i < 150; i++) text.append("zzzz%d: 1\n".formatted(i));
        List<String> problems = ConfigText.problems(ConfigText.load(text.toString()));
        assertEquals(101, problems.size());
        assertEquals("ftr.conf:117:1: /: here begin 50 more errors; mend the ones above first", problems.getLast());
    }
}
