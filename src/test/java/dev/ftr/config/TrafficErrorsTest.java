package dev.ftr.config;

import static dev.ftr.config.ConfigText.SMALL;
import static dev.ftr.config.ConfigText.assertErrors;
import static dev.ftr.config.ConfigText.assertWarnings;
import static dev.ftr.config.ConfigText.problems;
import static org.junit.jupiter.api.Assertions.assertEquals;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is wrong, or doubtful, with policies, forwards, translation and the like. */
final class TrafficErrorsTest {
    private static final String BLOCK = ", must be a block of IPv4 addresses such as 10.0.0.0/24";
    private static final String PORT = ", must be a port such as 443 or a range such as 10000-20000, within 1..65535";
    private static final String SERVER =
            ", must be an IPv4 address, with or without port or range, such as 10.0.0.20, 10.0.0.20:8443 or 10.0.0.20:8443-8450";
    private static final String MARK = ", must be a mark such as 0x100 or, with a mask, 0x100/0xf00";

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "from: 10.0.0.0/33     | from     | is '10.0.0.0/33'%s",
                "to: [a.example]       | to/0     | is 'a.example'%s",
                "to: [any]             | to/0     | is 'any'%s",
                "from: 10.0.0          | from     | is '10.0.0'%s",
                "from: '2001:db8::/32' | from     | is '2001:db8::/32'; IPv6 is not supported yet%s",
                "from: ['::/0']        | from/0   | is '::/0'; IPv6 is not supported yet%s",
            })
    void refusesWhatIsNoBlock(String match, String where, String error) {
        assertMatchError(match, where, error.formatted(BLOCK));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "ports: [0]             | ports/0        | is 0",
                "ports: [65536]         | ports/0        | is 65536",
                "ports: [90-80]         | ports/0        | is '90-80'",
                "ports: ['1-2-3']       | ports/0        | is '1-2-3'",
                "source_ports: [http]   | source_ports/0 | is 'http'",
                "source_ports: [1.5]    | source_ports/0 | is 1.5",
            })
    void refusesWhatIsNoPort(String match, String where, String error) {
        assertMatchError(match, where, error + PORT);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "protocol: [tpc]                    | protocol/0   | is 'tpc', must be tcp or udp or icmp or gre or esp or ah or sctp; did you mean 'tcp'?",
                "protocol: tpc                      | protocol     | is 'tpc', must be tcp, udp, icmp, gre, esp, ah or sctp, or a list of them",
                "protocol: icmp, ports: 8           | ports        | goes with the protocols tcp, udp and sctp only, and icmp has no ports; remove one of the two",
                "protocol: [tcp, esp], source_ports: 8 | source_ports | goes with the protocols tcp, udp and sctp only, and esp has no ports; remove one of the two",
                "interface: eth9                    | interface    | is 'eth9', must be one of the downlinks: eth0",
                "interface: eth1                    | interface    | is 'eth1', must be one of the downlinks: eth0",
                "own: true, interface: eth0         | interface    | does not go together with own: true, as the router's own connections come in by no interface",
                "own: maybe                         | own          | is 'maybe', must be true or false",
                "set: 'a b'                         | set          | is 'a b', must be the name of an ipset, 1 to 31 letters, digits and the signs . _ : @ + -, beginning with a letter or a digit",
                "set: a2345678901234567890123456789012 | set       | is 'a2345678901234567890123456789012', must be the name of an ipset, 1 to 31 letters, digits and the signs . _ : @ + -, beginning with a letter or a digit",
                "form: 10.0.0.1                     | form         | is not a known key; did you mean 'from'?",
            })
    void refusesWhatAPolicyCannotMatch(String match, String where, String error) {
        assertMatchError(match, where, error);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "0x80       | is 0x80, which meets our own bits 0xff; must keep to the others, or choose another fwmark_mask",
                "0x0/0x180  | is '0x0/0x180', which meets our own bits 0xff; must keep to the others, or choose another fwmark_mask",
                "x          | is 'x'%s",
                "-1         | is -1%s",
                "0x1ffffffff| is 0x1ffffffff%s",
                "0x100/     | is '0x100/'%s",
                "0x100/5000000000 | is '0x100/5000000000'%s",
                "0x300/0x100| is '0x300/0x100'%s; the mark has bits that the mask has not",
            })
    void refusesMarksThatAreOursOrNone(String mark, String error) {
        assertMatchError("mark: " + mark, "mark", error.formatted(MARK));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "uplinks: [eth3]            | 34 | uplinks/0 | is 'eth3', must be the name of an uplink; did you mean 'eth1'?",
                "uplinks: [eth1, provider]  | 40 | uplinks/1 | is 'provider', must be the name of an uplink; known: eth1, eth2",
                "balance: [eth2, eth2]      | 40 | balance/1 | is 'eth2', already in this list; remove one of the two",
                "uplinks: []                | 33 | uplinks   | has no entries, must be a list of names of uplinks",
                "uplinks: eth1              | 33 | uplinks   | is a single value, must be a list of names of uplinks",
                "uplinks: [eth1], balance: [eth2] | 50 | balance | does not go together with uplinks; give one of the two",
                "otherwise: any             | 3  | uplinks   | is missing, must be a list of names of uplinks, the best first (or give balance, a list of those that share the connections)",
                "uplinks: [eth1], otherwise: drop | 52 | otherwise | is 'drop', must be any or reject",
            })
    void refusesChoicesThatAreNone(String choice, int column, String where, String error) {
        assertErrors(
                SMALL + "policies:\n- {name: a, match: {}, %s}\n".formatted(choice),
                "ftr.conf:18:%d: /policies/0/%s: %s".formatted(column, where, error));
    }

    @Test
    void blamesNoNameWhereTheUplinkItselfIsWrong() {
        assertErrors(
                SMALL.replace("eth2", "'eth 2'") + "policies: [{name: a, match: {}, uplinks: [eth2]}]\n",
                "ftr.conf:7:16: /uplinks/1/interface: is 'eth 2', must be an interface name as `ip link` shows it, 1 to 15"
                        + " characters without slash, colon, blank, quote or a + at the end");
    }

    @Test
    void wantsANameAndAMatchOfEachPolicyAndNoNameTwice() {
        assertErrors(
                SMALL + "policies:\n- {uplinks: [eth1]}\n",
                "ftr.conf:18:3: /policies/0/match: is missing, must be a mapping with keys such as from, to, protocol and"
                        + " ports; {} for all connections",
                "ftr.conf:18:3: /policies/0/name: is missing, must be " + ShortName.MUST_BE);
        assertErrors(
                SMALL + "policies:\n- {name: a, match: {to: 10.0.0.1}, uplinks: [eth1]}\n"
                        + "- {name: a, match: {to: 10.0.0.2}, uplinks: [eth1]}\n",
                "ftr.conf:19:10: /policies/1/name: is 'a', already the name of the policy on line 18; names must differ");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{}                          | {to: 10.0.0.1}",
                "{from: 10.0.0.0/8}          | {from: [10.0.0.1, 10.1.0.0/16], ports: 25}",
                "{ports: 20-30}              | {protocol: udp, ports: [25, 26-30]}",
                "{ports: [20-25, 26-30], protocol: tcp} | {protocol: tcp, ports: 24-28}",
                "{protocol: [tcp, udp]}      | {source_ports: 25}",
                "{own: true}                 | {own: true, set: a}",
                "{mark: 0x100/0x100}         | {mark: 0x300/0x300}",
                "{interface: eth0}           | {interface: eth0, protocol: gre}",
            })
    void warnsOfAPolicyThatAnEarlierOneHides(String wide, String narrow) {
        assertWarnings(
                pair(wide, narrow),
                "ftr.conf:19:3: /policies/1: never decides, as 'a' on line 18 matches all that it matches; put it before"
                        + " that one, or remove it");
        if (!wide.strip().equals("{own: true}")) assertWarnings(pair(narrow, wide));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{}                   | {own: true}",
                "{from: 10.0.0.0/24}  | {from: [10.0.0.1, 10.0.1.1]}",
                "{to: 10.0.0.0/24}    | {from: 10.0.0.0/24}",
                "{ports: [20-25, 27-30]} | {ports: 24-28}",
                "{ports: 25}          | {protocol: sctp, ports: 25}",
                "{ports: 25}          | {protocol: tcp}",
                "{set: a}             | {set: b}",
                "{mark: 0x100/0x300}  | {mark: 0x100/0x100}",
            })
    void saysNothingOfPoliciesThatOnlyOverlap(String first, String second) {
        assertWarnings(pair(first, second));
    }

    @Test
    void warnsOfDestinationsThatPoliciesNeverSee() {
        assertWarnings(
                SMALL + "policies: [{name: a, match: {to: [10.8.3.0/24, 10.0.0.0/8]}, uplinks: [eth1]}]\n"
                        + "bypass: [10.8.0.0/16]\n",
                "ftr.conf:17:35: /policies/0/match/to/0: is '10.8.3.0/24', within bypass on line 18, so that this policy"
                        + " never sees it; remove one of the two");
    }

    @Test
    void warnsOfBlocksThatAreWrittenDoubtfully() {
        assertWarnings(
                SMALL + "no_nat: [10.0.0.1/8, 192.0.2.0/24, 192.0.2.0/24]\n",
                "ftr.conf:17:10: /no_nat/0: is '10.0.0.1/8', which means 10.0.0.0/8; write that",
                "ftr.conf:17:36: /no_nat/2: is '192.0.2.0/24', already in this list; remove one of the two");
    }

    @Test
    void refusesMoreRulesThanCanBeReadBackInTime() {
        String blocks =
                IntStream.range(0, 100).mapToObj("10.0.%d.0/24"::formatted).collect(Collectors.joining(", "));
        String policies = SMALL
                + "policies:\n- {name: a, match: {from: [%1$s], to: [%1$s]}, uplinks: [eth1]}\n".formatted(blocks);
        assertWarnings(policies);
        assertErrors(
                policies + "- {name: b, match: {from: [10.0.0.0/16], ports: 25}, uplinks: [eth1]}\n",
                "ftr.conf:19:3: /policies/1: makes 2 iptables rules, 10,002 with those before; must be at most 10,000 in"
                        + " all: write larger blocks, or match an ipset (set) instead");
        assertErrors(
                policies + "port_forwards: [{port: 25, to: 10.0.0.1}]\n",
                "ftr.conf:19:17: /port_forwards/0: makes 2 iptables rules, 10,002 with those before; must be at most"
                        + " 10,000 in all: write larger blocks, or match an ipset (set) instead");
    }

    @Test
    void warnsOfTargetsThatAreBypassed() {
        assertWarnings(
                SMALL + "bypass: [9.0.0.0/8]\n",
                "ftr.conf:15:27: /tests/ips/2: is '9.9.9.9', within bypass on line 17, so that it answers only while table"
                        + " main has a route to it; take another address");
    }

    @Test
    void refusesToBypassEverything() {
        assertErrors(
                SMALL + "bypass: [0.0.0.0/0]\n",
                "ftr.conf:17:10: /bypass/0: is '0.0.0.0/0', so that no packet would be left for the uplinks; must be"
                        + " smaller blocks");
        assertErrors(
                SMALL + "bypass: x\n",
                "ftr.conf:17:9: /bypass: is 'x', must be a block of IPv4 addresses such as 10.0.0.0/24");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "uplink: eth8, port: 80, to: 10.0.0.20          | uplink   | is 'eth8', must be the name of an uplink; did you mean 'eth1'?",
                "protocol: [icmp], port: 80, to: 10.0.0.20      | protocol/0 | is 'icmp', must be tcp or udp or sctp",
                "protocol: both, port: 80, to: 10.0.0.20        | protocol | is 'both', must be tcp, udp or sctp, or a list of them",
                "port: [80], to: 10.0.0.20                      | port     | is a list, must be a port such as 443 or a range such as 10000-20000, within 1..65535",
                "port: 80, address: 192.0.2.3, to: 10.0.0.20    | address  | is '192.0.2.3', must be ip or one of extra_ips of any uplink",
                "uplink: eth2, port: 80, address: 192.0.2.2, to: 10.0.0.20 | address | is '192.0.2.2', must be ip or one of extra_ips of uplink eth2",
                "port: 80, to: '10.0.0.20:80-89'                | to       | is '10.0.0.20:80-89', 10 ports for the 1 of port; must be as many, or one",
            })
    void refusesForwardsThatMakeNoSense(String forward, String where, String error) {
        String lines = "port_forwards:\n- {%s}\n".formatted(forward);
        List<String> problems = problems(ConfigText.load(SMALL + lines));
        assertEquals(1, problems.size(), problems::toString);
        assertEquals(
                "/port_forwards/0/%s: %s".formatted(where, error),
                problems.getFirst().replaceFirst("^[^ ]* ", ""));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "10.0.0.20:0",
                "10.0.0.20:",
                "10.0.0.20:90-80",
                "10.0.0.20:1:2",
                "10.0.0.256",
                "web.example:80",
                "224.0.0.1:80",
                "10.0.0.20:99999",
            })
    void refusesWhatIsNoMachineInside(String to) {
        assertErrors(
                SMALL + "port_forwards:\n- {port: 80, to: '%s'}\n".formatted(to),
                "ftr.conf:18:18: /port_forwards/0/to: is '" + to + "'" + SERVER);
    }

    @ParameterizedTest
    @ValueSource(strings = {"2001:db8::1", "[2001:db8::1]:80", "::"})
    void refusesAMachineInsideWithIpv6(String to) {
        assertErrors(
                SMALL + "port_forwards:\n- {port: 80, to: '%s'}\n".formatted(to),
                "ftr.conf:18:18: /port_forwards/0/to: is '" + to + "'; IPv6 is not supported yet" + SERVER);
    }

    @Test
    void aDialledUplinkHasNoAddressToName() {
        assertErrors(
                SMALL.replaceFirst("static\n.*\n.*\n", "ppp\n")
                        + "port_forwards: [{uplink: eth1, address: 192.0.2.2, port: 80, to: 10.0.0.20}]\n",
                "ftr.conf:15:41: /port_forwards/0/address: is '192.0.2.2', must be ip or one of extra_ips of uplink eth1,"
                        + " which has none; leave it out for the address that the interface has");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "uplink: eth1, port: 80    | port: 70-90                               | 70-90   | tcp port 80 of 192.0.2.2",
                "port: 1-100               | uplink: eth2, port: 80                    | 80      | tcp port 1-100 of 198.51.100.2",
                "port: 80, protocol: [tcp, udp] | port: 80, protocol: udp              | 80      | udp port 80 of 192.0.2.2",
                "uplink: eth1, port: 80    | port: 80, address: 192.0.2.2              | 80      | tcp port 80 of 192.0.2.2",
            })
    void refusesTwoForwardsOfOnePort(String first, String second, String shown, String whose) {
        String lines = "port_forwards:\n- {%s, to: 10.0.0.20}\n- {to: 10.0.0.21, %s}\n".formatted(first, second);
        List<String> problems = problems(ConfigText.load(SMALL + lines));
        assertEquals(1, problems.size(), problems::toString);
        assertEquals(
                "/port_forwards/1/port: is %s, but line 18 has %s go elsewhere already; must be other ports, or another uplink or address"
                        .formatted(shown.contains("-") ? "'" + shown + "'" : shown, whose),
                problems.getFirst().replaceFirst("^[^ ]* ", ""));
    }

    @Test
    void refusesTwoForwardsOfOnePortWhereTheAddressIsNotKnown() {
        String dialled = SMALL.replaceFirst("static\n.*\n.*\n", "ppp\n");
        assertErrors(
                dialled + "port_forwards:\n- {uplink: eth1, port: 80, to: 10.0.0.20}\n- {port: 80, to: 10.0.0.21}\n",
                "ftr.conf:17:10: /port_forwards/1/port: is 80, but line 16 has tcp port 80 of uplink eth1 go elsewhere"
                        + " already; must be other ports, or another uplink or address");
    }

    @Test
    void wantsAllOfASourceRewrite() {
        assertErrors(
                SMALL + "source_nat:\n- {from: 10.0.0.25}\n- {uplink: eth7, to: '2001:db8::1', from: []}\n",
                "ftr.conf:18:3: /source_nat/0/to: is missing, must be an IPv4 address such as 192.0.2.3",
                "ftr.conf:18:3: /source_nat/0/uplink: is missing, must be the name of an uplink",
                "ftr.conf:19:12: /source_nat/1/uplink: is 'eth7', must be the name of an uplink; did you mean 'eth1'?",
                "ftr.conf:19:22: /source_nat/1/to: is '2001:db8::1'; IPv6 is not supported yet, must be an IPv4 address"
                        + " such as 192.0.2.3",
                "ftr.conf:19:43: /source_nat/1/from: has no entries" + BLOCK + ", or a list of them");
    }

    @Test
    void warnsOfASourceThatTheProviderMustRoute() {
        assertWarnings(
                SMALL + "source_nat: [{from: 10.0.0.25, uplink: eth1, to: 192.0.2.9}]\n",
                "ftr.conf:17:50: /source_nat/0/to: is '192.0.2.9', neither ip nor one of extra_ips of uplink eth1; replies"
                        + " come only if the provider routes it to us");
    }

    @Test
    void refusesOtherFirewallsAndStickiness() {
        assertErrors(
                SMALL + "firewall: on\nsticky: always\n",
                "ftr.conf:17:11: /firewall: is on, must be off or basic",
                "ftr.conf:18:9: /sticky: is 'always', must be connection or client");
        for (String time : List.of("0.5", "999ms", "86401", "1441m"))
            assertErrors(
                    SMALL + "sticky: client\nsticky_time: " + time + "\n",
                    "ftr.conf:18:14: /sticky_time: is %s, must be a duration such as 500ms, 3s or 2m, within 1s..1440m"
                            .formatted(time.matches("[0-9.]+") ? time : "'" + time + "'"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "sticky: connection\n"})
    void warnsOfATimeThatNothingUses(String sticky) {
        String line = sticky.isEmpty() ? "17" : "18";
        assertWarnings(
                SMALL + sticky + "sticky_time: 5m\n",
                "ftr.conf:" + line
                        + ":14: /sticky_time: is not used, as only with sticky: client a client stays; remove" + " it");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "base_table: 61            | 13 | base_table: is 61, but the tables 61..253, with 128 for policies, meet the system's 253..255; must be within 1..60 or 256..4294967103",
                "base_table: 4294967104    | 13 | base_table: is 4294967104, but the tables 4294967104..4294967296, with 128 for policies, are more than there are; must be within 1..60 or 256..4294967103",
                "base_priority: 32636      | 16 | base_priority: is 32636, but the priorities 32636..32766 meet the system's 32766 and 32767; must be within 1..32635 or 32768..4294967166",
                "base_priority: 4294967167 | 16 | base_priority: is 4294967167, but the priorities 4294967167..4294967296 are more than there are; must be within 1..32635 or 32768..4294967166",
                "fwmark_mask: 0x7f         | 14 | fwmark_mask: gives policies the marks 0x41..0xc0, which do not all fit in the mask 0x7f; choose a smaller base_fwmark made of bits of the mask (0x1 is the lowest), or an fwmark_mask with more bits, side by side",
                "base_fwmark: 4294967200   | 14 | base_fwmark: gives policies the marks 0xffffffe0..0x10000005f, which do not all fit in the mask 0xffffffff; choose a smaller base_fwmark made of bits of the mask (0x1 is the lowest), or an fwmark_mask with more bits, side by side",
            })
    void tellsWhereThereIsNoRoomForPolicies(String line, int column, String error) {
        assertWarnings(SMALL + line + "\n");
        assertErrors(
                SMALL + line + "\npolicies: [{name: a, match: {}, uplinks: [eth1]}]\n",
                "ftr.conf:17:%d: /%s".formatted(column, error));
    }

    @Test
    void thereIsRoomForAHundredAndTwentyEightChoices() {
        StringBuilder text = new StringBuilder("uplinks:\n");
        for (int i = 0; i < 12; i++) text.append("- {interface: e%d, type: dhcp, priority_group: 1}\n".formatted(i));
        text.append(SMALL.substring(SMALL.indexOf("downlinks"))).append("policies:\n");
        List<String> pairs = new ArrayList<>();
        for (int i = 0; i < 12; i++) for (int j = 0; j < 12; j++) if (i != j) pairs.add("[e%d, e%d]".formatted(i, j));
        for (int i = 0; i < 128; i++) text.append(numbered(i, pairs.get(i)));
        text.append(numbered(128, pairs.get(0)));
        assertWarnings(text.toString());
        assertErrors(
                text + numbered(129, pairs.get(128)) + numbered(130, pairs.get(129)),
                "ftr.conf:149:3: /policies/129: makes one choice of uplinks more than the 128 that have room; let it have"
                        + " the same uplinks, order and otherwise as another");
        assertErrors(
                text + "sticky: client\n",
                "ftr.conf:136:3: /policies/116: makes one choice of uplinks more than the 128 that have room (12 of them"
                        + " for sticky: client); let it have the same uplinks, order and otherwise as another");
    }

    private static String numbered(int number, String uplinks) {
        return "- {name: p%d, match: {to: 10.0.0.%d}, uplinks: %s}\n".formatted(number, number, uplinks);
    }

    private static String pair(String first, String second) {
        return SMALL
                + "policies:\n- {name: a, match: %s, uplinks: [eth1]}\n- {name: b, match: %s, uplinks: [eth2]}\n"
                        .formatted(first.strip(), second.strip());
    }

    private static void assertMatchError(String match, String where, String error) {
        List<String> problems = problems(
                ConfigText.load(SMALL + "policies:\n- {name: a, match: {%s}, uplinks: [eth1]}\n".formatted(match)));
        assertEquals(1, problems.size(), problems::toString);
        assertEquals(
                "/policies/0/match/%s: %s".formatted(where, error),
                problems.getFirst().replaceFirst("^[^ ]* ", ""));
    }
}
