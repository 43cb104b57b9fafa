package dev.ftr.config;

import static dev.ftr.config.ConfigText.SMALL;
import static dev.ftr.config.ConfigText.assertErrors;
import static dev.ftr.config.ConfigText.assertWarnings;
import static dev.ftr.config.ConfigText.config;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ftr.config.Uplink.Addressing;
import dev.ftr.model.FirewallTarget.ClampSegments;
import dev.ftr.model.IpAddress;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Uplinks of every kind: by DHCP, by name, several on one interface, with more addresses, with smaller segments. */
final class UplinkKindsTest {
    private static final String SHARED = named("fibre", "cable").replace("eth2", "eth1");
    private static final String SEGMENTS = ", must be auto, off, or a number of bytes within 216..65495";

    @Test
    void readsAnUplinkThatDhcpLooksAfter() {
        String text = SMALL.replaceFirst("type: static\n.*\n.*\n", "type: :dhcp\n");
        assertEquals(new Addressing.Dhcp(), first(text).addressing());
        assertEquals(Optional.empty(), first(text).clamp());
    }

    @Test
    void passesOverTheAddressesOfADhcpUplinkWithAWarning() {
        assertWarnings(
                SMALL.replaceFirst("static", "dhcp"),
                "ftr.conf:4:9: /uplinks/0/ip: is not used, as a dhcp uplink reads it from its interface; remove it",
                "ftr.conf:5:14: /uplinks/0/gateway: is not used, as a dhcp uplink has it from the system's DHCP client;"
                        + " remove it");
    }

    @Test
    void aPointToPointInterfaceNeedsNoGateway() {
        assertEquals(
                new Addressing.Static(IpAddress.parse("192.0.2.2"), Optional.empty()),
                first(SMALL.replace("gateway: 192.0.2.1", "gateway: none")).addressing());
        assertErrors(
                SMALL.replace("gateway: 192.0.2.1", "gateway: nowhere"),
                "ftr.conf:5:14: /uplinks/0/gateway: is 'nowhere', must be an IPv4 address such as 192.0.2.1, or none");
    }

    @Test
    void asksNoGatewayWhereThereIsNone() {
        assertErrors(
                SMALL.replace("gateway: 192.0.2.1", "gateway: none") + "  probes: [arp]\n",
                "ftr.conf:17:12: /tests/probes/0: asks the gateway by ARP, but uplink eth1 has none, where nothing answers"
                        + " that; remove it, or give that uplink tests with probes of its own");
    }

    @Test
    void anUplinkIsCalledByItsNameAndElseByItsInterface() {
        RouterConfig config = config(SMALL.replaceFirst("priority_group: 1", "name: fibre_1.a"));
        assertEquals("fibre_1.a", config.uplinks().getFirst().name());
        assertEquals("fibre_1.a", config.uplinks().getFirst().description());
        assertEquals("eth2", config.uplinks().getLast().name());
    }

    @ParameterizedTest
    @ValueSource(strings = {"a b", "-a", ".", "'a,b'", "'a=b'", "ä", "123456789012345678901234567890123"})
    void refusesNamesThatAreNoWord(String name) {
        assertErrors(
                SMALL.replaceFirst("priority_group: 1", "name: " + name),
                "ftr.conf:6:11: /uplinks/0/name: is '%s', must be %s"
                        .formatted(name.replace("'", ""), ShortName.MUST_BE));
    }

    @Test
    void refusesNamesThatMeet() {
        assertErrors(
                named("fibre", "fibre"),
                "ftr.conf:13:11: /uplinks/1/name: is 'fibre', already the name of the uplink on line 7; names must"
                        + " differ");
        assertErrors(
                SMALL.replaceFirst("priority_group: 1", "name: eth2"),
                "ftr.conf:7:16: /uplinks/1/interface: is 'eth2', already the name of the uplink on line 6; give one of"
                        + " them another name");
    }

    @Test
    void uplinksThatShareAnInterfaceHaveRealms() {
        RouterConfig config = config(SHARED + "base_realm: 7\n");
        assertEquals(
                List.of("fibre", "cable"),
                config.uplinks().stream().map(Uplink::name).toList());
        assertEquals(List.of(7, 8), config.uplinks().stream().map(Uplink::realm).toList());
        assertTrue(config.uplinks().getFirst().sharesDevice());
        assertFalse(config(SMALL).uplinks().getFirst().sharesDevice());
        assertErrors(SHARED + "base_realm: 65473\n", "ftr.conf:19:13: /base_realm: is 65473, must be within 1..65472");
    }

    @Test
    void refusesToTellUplinksOnOneInterfaceApartThatCannotBe() {
        String shares = "this uplink shares the interface eth1 with the uplink on line ";
        assertErrors(
                SHARED.replaceFirst("static\n.*\n.*\n", "dhcp\n"),
                "ftr.conf:3:11: /uplinks/0/type: is 'dhcp', but " + shares + "6; all uplinks on it must be static");
        assertErrors(
                SHARED.replace("gateway: 198.51.100.1", "gateway: none"),
                "ftr.conf:11:14: /uplinks/1/gateway: is none, but " + shares
                        + "2; must be an IPv4 address such as 192.0.2.1");
        assertErrors(
                SHARED.replace("198.51.100.1", "192.0.2.1"),
                "ftr.conf:11:14: /uplinks/1/gateway: is '192.0.2.1', also the gateway of the uplink on line 2, on the same"
                        + " interface; must be another one");
    }

    @Test
    void readsMoreAddresses() {
        assertEquals(
                List.of(IpAddress.parse("192.0.2.3"), IpAddress.parse("192.0.2.4")),
                first(extra("192.0.2.3, 192.0.2.4")).extraAddresses());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "192.0.2.2            | 0 | 17 | is '192.0.2.2', already an address of the router on line 4; each must be there once only",
                "198.51.100.2         | 0 | 17 | is '198.51.100.2', already an address of the router on line 9; each must be there once only",
                "198.51.100.1         | 0 | 17 | is '198.51.100.1', the gateway of uplink eth2; must be an address of the router itself",
                "192.0.2.3, 192.0.2.3 | 1 | 28 | is '192.0.2.3', already an address of the router on line 6; each must be there once only",
                "'2001:db8::1'        | 0 | 17 | is '2001:db8::1'; IPv6 is not supported yet, must be an IPv4 address such as 192.0.2.3",
            })
    void refusesMoreAddressesThatAreTakenOrNone(String ips, int item, int column, String error) {
        assertErrors(extra(ips), "ftr.conf:6:%d: /uplinks/0/extra_ips/%d: %s".formatted(column, item, error));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "static |                            | none",
                "ppp    |                            | path",
                "ppp    | clamp_mss: off             | none",
                "ppp    | clamp_mss: 'off'           | none",
                "ppp    | mtu: 1492                  | 1452",
                "static | mtu: 1492                  | 1452",
                "static | clamp_mss: auto            | path",
                "static | clamp_mss: ':auto'         | path",
                "static | mtu: 576, clamp_mss: auto  | 536",
                "static | clamp_mss: 216             | 216",
                "static | clamp_mss: 65495           | 65495",
                "dhcp   | mtu: 65535                 | 65495",
            })
    void lowersSegments(String type, String keys, String expected) {
        String text = "uplinks: [{interface: eth1, priority_group: 1, type: %s%s%s}]\n"
                        .formatted(
                                type,
                                type.equals("static") ? ", ip: 192.0.2.2, gateway: 192.0.2.1" : "",
                                keys == null ? "" : ", " + keys)
                + SMALL.substring(SMALL.indexOf("downlinks"));
        Optional<ClampSegments> clamp =
                switch (expected) {
                    case "none" -> Optional.empty();
                    case "path" -> Optional.of(new ClampSegments(OptionalInt.empty()));
                    default -> Optional.of(new ClampSegments(OptionalInt.of(Integer.parseInt(expected))));
                };
        assertEquals(clamp, first(text).clamp());
        assertWarnings(text);
    }

    @Test
    void refusesSegmentsOutsideTheirRange() {
        assertErrors(
                SMALL.replaceFirst("priority_group: 1", "mtu: 575\n    clamp_mss: 215"),
                "ftr.conf:6:10: /uplinks/0/mtu: is 575, must be within 576..65535",
                "ftr.conf:7:16: /uplinks/0/clamp_mss: is 215" + SEGMENTS);
        assertErrors(
                SMALL.replaceFirst("priority_group: 1", "clamp_mss: yes"),
                "ftr.conf:6:16: /uplinks/0/clamp_mss: is yes" + SEGMENTS);
        assertErrors(
                SMALL.replaceFirst("priority_group: 1", "clamp_mss: never"),
                "ftr.conf:6:16: /uplinks/0/clamp_mss: is 'never'" + SEGMENTS);
    }

    @ParameterizedTest
    @ValueSource(strings = {"off", "1300"})
    void warnsOfAnMtuThatNothingUses(String clamp) {
        assertWarnings(
                SMALL.replaceFirst("priority_group: 1", "mtu: 1492\n    clamp_mss: " + clamp),
                "ftr.conf:6:10: /uplinks/0/mtu: is not used, as clamp_mss on line 7 says something else; remove one of"
                        + " the two");
    }

    @ParameterizedTest
    @ValueSource(strings = {"eth0.10", "'veth@if2'", "wan-1", "enp3s0f0np0.100", "a", "tun~0", "'100'", "on"})
    void takesAnyInterfaceThatTheKernelNames(String name) {
        assertEquals(
                name.replace("'", ""),
                config(SMALL.replace("eth2", name)).uplinks().getLast().device().value());
    }

    @Test
    void takesAnyNumberOfDownlinks() {
        assertEquals(
                List.of("eth0", "docker0", "wg0", "br-dmz"),
                config(SMALL.replace("lan: eth0", "lan: [eth0, docker0, wg0]\n  dmz: [br-dmz]")).downlinks().stream()
                        .map(Object::toString)
                        .toList());
        assertEquals(config(SMALL), config(SMALL.replace("lan: eth0", "lan: [eth0]\n  dmz: []")));
        assertErrors(
                SMALL.replace("lan: eth0", "lan: [eth0, eth0]"),
                "ftr.conf:13:15: /downlinks/lan/1: is 'eth0', already used on line 13; a downlink needs an interface that"
                        + " is no uplink and no other downlink");
        assertErrors(
                SMALL.replace("lan: eth0", "lan: []"),
                "ftr.conf:13:8: /downlinks/lan: has no entries, must be an interface name as `ip link` shows it, 1 to 15"
                        + " characters without slash, colon, blank, quote or a + at the end, or a list of them");
    }

    @Test
    void takesOneToSixtyFourUplinks() {
        assertEquals(1, config(uplinks(1)).uplinks().size());
        assertEquals(64, config(uplinks(64)).uplinks().size());
        assertErrors(uplinks(65), "ftr.conf:2:3: /uplinks: has 65 entries, must be a list of 1 to 64 uplinks");
    }

    private static String uplinks(int count) {
        String list = IntStream.range(0, count)
                .mapToObj("  - {interface: wan%d, type: dhcp, priority_group: 1}\n"::formatted)
                .collect(Collectors.joining());
        return "uplinks:\n" + list + SMALL.substring(SMALL.indexOf("downlinks"));
    }

    private static Uplink first(String text) {
        return config(text).uplinks().getFirst();
    }

    private static String extra(String ips) {
        return SMALL.replaceFirst("priority_group: 1", "extra_ips: [" + ips + "]");
    }

    private static String named(String first, String second) {
        return SMALL.replaceFirst("priority_group: 1\n  -", "priority_group: 1\n    name: " + first + "\n  -")
                .replace("priority_group: 1\ndownlinks", "priority_group: 1\n    name: " + second + "\ndownlinks");
    }
}
