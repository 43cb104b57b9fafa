package dev.ftr.config;

import static dev.ftr.config.ConfigText.SMALL;
import static dev.ftr.config.ConfigText.assertErrors;
import static dev.ftr.config.ConfigText.assertWarnings;
import static dev.ftr.config.ConfigText.load;
import static org.junit.jupiter.api.Assertions.assertTrue;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Configs of the right shape that make no sense, and such as are hardly meant. */
final class MeaningErrorsTest {
    @Test
    void wantsNamesOfUplinksThatShareAnInterface() {
        assertErrors(
                SMALL.replace("eth2", "eth1"),
                "ftr.conf:2:5: /uplinks/0/name: is missing, must be there, as this uplink shares the interface eth1 with"
                        + " the uplink on line 7",
                "ftr.conf:7:5: /uplinks/1/name: is missing, must be there, as this uplink shares the interface eth1 with"
                        + " the uplink on line 2");
    }

    @Test
    void refusesADownlinkThatIsAnUplinkOrTheOtherDownlink() {
        assertErrors(
                SMALL.replace("lan: eth0", "lan: eth2\n  dmz: eth2"),
                "ftr.conf:13:8: /downlinks/lan: is 'eth2', already used on line 7; a downlink needs an interface that is"
                        + " no uplink and no other downlink",
                "ftr.conf:14:8: /downlinks/dmz: is 'eth2', already used on line 7; a downlink needs an interface that is"
                        + " no uplink and no other downlink");
    }

    @ParameterizedTest
    @ValueSource(strings = {"a/b", "eth0:1", "sixteen-letters-", "..", "'a b'", "''"})
    void refusesNamesThatTheKernelRefuses(String name) {
        String shown = name.startsWith("'") ? name : "'" + name + "'";
        assertErrors(
                SMALL.replace("eth2", name),
                "ftr.conf:7:16: /uplinks/1/interface: is " + shown
                        + ", must be an interface name as `ip link` shows it, 1 to 15 characters without slash, colon,"
                        + " blank, quote or a + at the end");
    }

    @ParameterizedTest
    @ValueSource(strings = {"lo", "all", "default"})
    void refusesNamesThatAreNoWayOut(String name) {
        String error = ": is '%s', which leads nowhere; must be the name of a network interface, as `ip link` shows it"
                .formatted(name);
        assertErrors(SMALL.replace("eth2", name), "ftr.conf:7:16: /uplinks/1/interface" + error);
        assertErrors(SMALL.replace("eth0", name), "ftr.conf:13:8: /downlinks/lan" + error);
    }

    @ParameterizedTest
    @ValueSource(strings = {"eth+", "'eth\"0'", "'eth#0'", "'!eth0'"})
    void refusesNamesThatIptablesOrIpWouldMisread(String name) {
        assertTrue(load(SMALL.replace("eth2", name)) instanceof LoadResult.Invalid, name);
    }

    @Test
    void refusesIdsThatMeet() {
        String first = SMALL.replaceFirst("priority_group: 1", "id: 1");
        assertErrors(
                first,
                "ftr.conf:7:5: /uplinks/1: has no id and would get its position 1, already the id of the uplink on line"
                        + " 6; give it an id that is free");
        assertErrors(
                first.replaceFirst("priority_group: 1", "id: 1"),
                "ftr.conf:11:9: /uplinks/1/id: is 1, already the id of the uplink on line 6; ids must differ");
    }

    @Test
    void wantsAddressAndGatewayOfAStaticUplink() {
        assertErrors(
                SMALL.replace("    ip: 192.0.2.2\n", "").replace("    gateway: 192.0.2.1\n", ""),
                "ftr.conf:2:5: /uplinks/0/gateway: is missing, must be an IPv4 address, or none on a point-to-point"
                        + " interface, when the type is static (or make the type ppp or dhcp)",
                "ftr.conf:2:5: /uplinks/0/ip: is missing, must be an IPv4 address when the type is static (or make the"
                        + " type ppp or dhcp)");
    }

    @Test
    void passesOverTheAddressOfAPppUplinkWithAWarning() {
        assertWarnings(
                SMALL.replaceFirst("static", "ppp").replace("    gateway: 192.0.2.1\n", ""),
                "ftr.conf:4:9: /uplinks/0/ip: is not used, as a ppp uplink reads it from its interface; remove it");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "192.0.2        | is '192.0.2', must be an IPv4 address such as 192.0.2.2",
                "192.0.2.256    | is '192.0.2.256', must be an IPv4 address such as 192.0.2.2",
                "192.0.2.2/24   | is '192.0.2.2/24', must be an IPv4 address such as 192.0.2.2; leave out the length behind the slash",
                "example.com    | is 'example.com', must be an IPv4 address such as 192.0.2.2; a name would need a name server that is reached through an uplink",
                "2001:db8::1    | is '2001:db8::1'; IPv6 is not supported yet, must be an IPv4 address such as 192.0.2.2",
                "'::'           | is '::'; IPv6 is not supported yet, must be an IPv4 address such as 192.0.2.2",
                "127.0.0.1      | is 127.0.0.1, which cannot be the address of one host elsewhere; must be an IPv4 address such as 192.0.2.2",
                "255.255.255.255| is 255.255.255.255, which cannot be the address of one host elsewhere; must be an IPv4 address such as 192.0.2.2",
                "0.0.0.0        | is 0.0.0.0, which cannot be the address of one host elsewhere; must be an IPv4 address such as 192.0.2.2",
            })
    void refusesWhatIsNoAddressOfAHost(String ip, String error) {
        assertErrors(
                SMALL.replaceFirst("ip: 192.0.2.2", "ip: '" + ip.strip() + "'"),
                "ftr.conf:4:9: /uplinks/0/ip: " + error.strip());
    }

    @Test
    void refusesAnAddressOfTwoUplinks() {
        assertErrors(
                SMALL.replace("198.51.100.2", "192.0.2.2"),
                "ftr.conf:9:9: /uplinks/1/ip: is '192.0.2.2', already the ip of the uplink on line 4; each uplink needs"
                        + " an address of its own");
    }

    @Test
    void refusesAGatewayThatIsTheRouterItself() {
        assertErrors(
                SMALL.replace("gateway: 192.0.2.1", "gateway: 192.0.2.2"),
                "ftr.conf:5:14: /uplinks/0/gateway: is '192.0.2.2', the router's own ip on uplink eth1; must be the"
                        + " address of the provider's router");
    }

    @Test
    void warnsOfAGatewayOfTwoUplinks() {
        assertWarnings(
                SMALL.replace("198.51.100.1", "192.0.2.1"),
                "ftr.conf:10:14: /uplinks/1/gateway: is '192.0.2.1', also the gateway of the uplink on line 5; make sure"
                        + " that these are two lines and not one");
    }

    @Test
    void refusesTargetsGivenTwice() {
        assertErrors(
                SMALL.replace("9.9.9.9", "8.8.8.8"),
                "ftr.conf:15:27: /tests/ips/2: is '8.8.8.8', already on line 15; each address must be there once only");
    }

    @Test
    void refusesToRequireMoreTargetsThanThereAre() {
        assertErrors(
                SMALL.replace("required_successful: 2", "required_successful: 4"),
                "ftr.conf:16:24: /tests/required_successful: is 4, must be at most 3, the number of addresses in ips, and"
                        + " better less");
    }

    @Test
    void warnsWhenOneDeadTargetWouldTakeEveryUplinkDown() {
        assertWarnings(
                SMALL.replace("required_successful: 2", "required_successful: 3"),
                "ftr.conf:16:24: /tests/required_successful: all 3 addresses must answer, so that the failure of one"
                        + " takes every uplink down; require 2 or fewer");
        assertWarnings(
                SMALL.replace(", 1.1.1.1, 9.9.9.9", "").replace("successful: 2", "successful: 1"),
                "ftr.conf:15:8: /tests/ips: has one address only, so that its failure takes every uplink down; add some"
                        + " of other operators");
    }

    @Test
    void warnsWhenAllTargetsAreNear() {
        assertWarnings(
                SMALL.replace("8.8.8.8, 1.1.1.1, 9.9.9.9", "192.0.2.1, 198.51.100.1, 10.0.0.1"),
                "ftr.conf:15:8: /tests/ips: has only gateways and private addresses, which answer even when the provider"
                        + " is cut off from the internet; add public ones");
    }

    @Test
    void warnsWhenNoUplinkMayCarryNewConnections() {
        assertWarnings(
                SMALL.replace("    priority_group: 1\n", ""),
                "ftr.conf:2:3: /uplinks: no uplink has a priority_group, so none carries new outgoing connections; give"
                        + " at least one of them a priority_group");
    }

    @ParameterizedTest
    @ValueSource(longs = {189, 252, 253, 255})
    void refusesTablesThatMeetTheSystems(long base) {
        assertErrors(
                SMALL + "base_table: " + base + "\n",
                "ftr.conf:17:13: /base_table: is %d, but the tables %d..%d meet the system's 253..255; must be within 1..188 or 256..4294967231"
                        .formatted(base, base, base + 64));
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 188, 256, 4294967231L})
    void allowsTablesThatDoNot(long base) {
        assertWarnings(SMALL + "base_table: " + base + "\n");
    }

    @ParameterizedTest
    @CsvSource({"32637,32766", "32765,32894", "32766,32894", "32767,32895"})
    void refusesPrioritiesThatMeetTheSystems(long base, long last) {
        assertErrors(
                SMALL + "base_priority: " + base + "\n",
                "ftr.conf:17:16: /base_priority: is %d, but the priorities %d..%d meet the system's 32766 and 32767; must be within 1..32636 or 32768..4294967167"
                        .formatted(base, base, last));
    }

    @ParameterizedTest
    @ValueSource(longs = {1, 32636, 32768, 4294967167L})
    void allowsPrioritiesThatDoNot(long base) {
        assertWarnings(SMALL + "base_priority: " + base + "\n");
    }

    @Test
    void refusesTheProtocolNumberOfARoutingDaemon() {
        assertErrors(
                SMALL + "route_protocol: 12\n",
                "ftr.conf:17:17: /route_protocol: is 12, the number of bird, whose routes would be taken for ours and"
                        + " removed; must be one that nobody uses, such as 157");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "base_fwmark: 0                        | 17:14: /base_fwmark: gives uplink eth1 (id 0) the mark 0x0, which means none; must be at least 0x1",
                "base_fwmark: 4294967295               | 17:14: /base_fwmark: gives uplink eth2 (id 1) the mark 0x100000000, which does not fit in the mask 0xffffffff; choose a smaller base_fwmark made of bits of the mask (0x1 is the lowest), or a wider fwmark_mask",
                "fwmark_mask: 0x1                      | 17:14: /fwmark_mask: gives uplink eth2 (id 1) the mark 0x2, which does not fit in the mask 0x1; choose a smaller base_fwmark made of bits of the mask (0x1 is the lowest), or a wider fwmark_mask",
                "base_fwmark: 1\\nfwmark_mask: 0xff00  | 17:14: /base_fwmark: gives uplink eth1 (id 0) the mark 0x1, which does not fit in the mask 0xff00; choose a smaller base_fwmark made of bits of the mask (0x100 is the lowest), or a wider fwmark_mask",
            })
    void refusesMarksThatDoNotFit(String lines, String error) {
        assertErrors(SMALL + lines.strip().replace("\\n", "\n") + "\n", "ftr.conf:" + error.strip());
    }

    @Test
    void wantsWhatSendingMailNeeds() {
        assertErrors(
                SMALL + "email:\n  send: true\n",
                "ftr.conf:18:3: /email/recipients: is missing, must be a list of mail addresses such as admin@example.com"
                        + " when send is true",
                "ftr.conf:18:3: /email/sender: is missing, must be a mail address such as router@example.com when send is"
                        + " true",
                "ftr.conf:18:3: /email/smtp_parameters/address: is missing, must be the name or address of a mail server"
                        + " such as smtp.example.com when send is true");
        assertWarnings(SMALL + "email:\n  send: false\n");
    }

    @Test
    void wantsAPasswordWithAUserName() {
        assertErrors(
                SMALL
                        + "email: {send: on, sender: a@b, recipients: [c@d], smtp_parameters: {address: e, user_name: f}}\n",
                "ftr.conf:17:68: /email/smtp_parameters/password: is missing, must be there with user_name; give both or"
                        + " none");
    }

    @Test
    void refusesLineBreaksWhereTheyWouldBeginAnotherHeaderCommandOrMessage() {
        String error = ": has a line break or another control character in it, must be text on one line";
        assertErrors(
                SMALL + "email: {sender: \"a@b\\r\\nBcc: c@d\", smtp_parameters: {user_name: \"a\\nb\"}}\n",
                "ftr.conf:17:17: /email/sender" + error,
                "ftr.conf:17:65: /email/smtp_parameters/user_name" + error);
        assertErrors(
                SMALL.replaceFirst("priority_group: 1", "description: |\n      a\n      b"),
                "ftr.conf:6:18: /uplinks/0/description" + error);
    }

    @Test
    void warnsOfAPasswordSentUnencrypted() {
        String mail = "email: {send: on, sender: a@b, recipients: [c@d], smtp_parameters: {address: %s, user_name: f,"
                + " password: g, enable_starttls_auto: off}}\n";
        assertWarnings(
                SMALL + mail.formatted("mail.example.com"),
                "ftr.conf:17:145: /email/smtp_parameters/enable_starttls_auto: is off, so that the password crosses the"
                        + " internet unencrypted; turn it on, or remove the password");
        assertWarnings(SMALL + mail.formatted("localhost"));
    }
}
