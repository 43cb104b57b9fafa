package dev.ftr.config;

import static dev.ftr.config.ConfigText.SMALL;
import static dev.ftr.config.ConfigText.assertWarnings;
import static dev.ftr.config.ConfigText.config;
import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ftr.config.Choice.Otherwise;
import dev.ftr.model.Cidr;
import dev.ftr.model.Family;
import dev.ftr.model.FwMark;
import dev.ftr.model.InterfaceName;
import dev.ftr.model.IpAddress;
import dev.ftr.model.IpProtocol;
import dev.ftr.model.PortRange;
import dev.ftr.model.UplinkId;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Where traffic goes, as a config says it. */
final class TrafficTest {
    /** The shapes that are promised. */
    private static final String PROMISED = """
            uplinks:
            - {name: fibre, interface: eth1, type: static, ip: 198.18.1.2, gateway: 198.18.1.1, description: Fibre, priority_group: 1, extra_ips: [198.18.1.3]}
            - {name: cable, interface: eth1, type: static, ip: 198.18.2.2, gateway: 198.18.2.1, description: Cable on the same switch, priority_group: 1}
            - {name: lte, interface: wwan0, type: dhcp, description: LTE, priority_group: 2, on_recover: flush}
            policies:
            - {name: mail-out, match: {from: [10.0.0.25/32], protocol: tcp, ports: [25, 465, 587]}, uplinks: [fibre, cable], otherwise: reject}
            - {name: voice, match: {to: [203.0.113.0/24], protocol: udp, ports: [5060, 10000-20000]}, uplinks: [cable]}
            port_forwards:
            - {uplink: fibre, protocol: tcp, port: 443, to: "10.0.0.20:8443"}      # uplink left out: all; address: one of ip and extra_ips
            source_nat:
            - {from: [10.0.0.25/32], uplink: fibre, to: 198.18.1.3}
            """;

    private static final UplinkId FIBRE = new UplinkId(0);
    private static final UplinkId CABLE = new UplinkId(1);

    @Test
    void meansWhatThePromisedShapesSay() {
        String text = PROMISED + "downlinks: {lan: eth0}\ntests: {ips: [8.8.8.8, 1.1.1.1], required_successful: 1}\n";
        assertWarnings(text);
        RouterConfig config = config(text);
        assertEquals(
                List.of(1, 2, 0), config.uplinks().stream().map(Uplink::realm).toList());
        assertEquals(
                new Traffic(
                        List.of(
                                new Policy(
                                        "mail-out",
                                        new Policy.Selector(
                                                List.of(block("10.0.0.25")),
                                                List.of(),
                                                List.of(IpProtocol.TCP),
                                                ports(25, 465, 587),
                                                List.of(),
                                                Optional.empty(),
                                                Optional.empty(),
                                                Optional.empty(),
                                                false),
                                        new Choice.First(List.of(FIBRE, CABLE), Otherwise.REJECT)),
                                new Policy(
                                        "voice",
                                        new Policy.Selector(
                                                List.of(),
                                                List.of(block("203.0.113.0/24")),
                                                List.of(IpProtocol.UDP),
                                                List.of(PortRange.single(5060), new PortRange(10000, 20000)),
                                                List.of(),
                                                Optional.empty(),
                                                Optional.empty(),
                                                Optional.empty(),
                                                false),
                                        new Choice.First(List.of(CABLE), Otherwise.ANY))),
                        List.of(new PortForward(
                                Optional.of(FIBRE),
                                List.of(IpProtocol.TCP),
                                PortRange.single(443),
                                Optional.empty(),
                                IpAddress.parse("10.0.0.20"),
                                Optional.of(PortRange.single(8443)))),
                        List.of(new SourceRewrite(List.of(block("10.0.0.25")), FIBRE, IpAddress.parse("198.18.1.3"))),
                        List.of(),
                        List.of(),
                        false,
                        Optional.empty()),
                config.traffic());
    }

    @Test
    void nothingIsSaidWhereNothingIsWritten() {
        assertEquals(Traffic.PLAIN, config(SMALL).traffic());
        assertEquals(
                config(SMALL),
                config(
                        SMALL
                                + "policies: []\nport_forwards:\nsource_nat: []\nno_nat: []\nbypass: []\nfirewall: off\nsticky: connection\n"));
    }

    @Test
    void oneStandsForAListOfOne() {
        assertEquals(
                traffic("policies: [{name: a, match: {from: 10.0.0.1, to: 10.1.0.0/16, protocol: tcp, ports: 25,"
                        + " source_ports: 1-2}, uplinks: [eth1]}]\nno_nat: 10.0.0.0/8\nbypass: 10.8.0.0/16\n"),
                traffic(
                        "policies: [{name: a, match: {from: [10.0.0.1/32], to: [10.1.0.0/16], protocol: [tcp],"
                                + " ports: ['25'], source_ports: ['1:2']}, uplinks: [eth1]}]\nno_nat: [10.0.0.0/8]\nbypass: [10.8.0.0/16]\n"));
    }

    @Test
    void readsWhatElseAPolicyMatches() {
        Policy policy =
                policy("{interface: eth0, mark: 0x1100/0x3f00, set: banks, protocol: [gre, esp, ah, icmp, sctp]}");
        assertEquals(Optional.of(new InterfaceName("eth0")), policy.match().in());
        assertEquals(Optional.of(new FwMark(0x1100, 0x3f00)), policy.match().mark());
        assertEquals(Optional.of("banks"), policy.match().set());
        assertEquals(
                List.of(IpProtocol.GRE, IpProtocol.ESP, IpProtocol.AH, IpProtocol.ICMP, IpProtocol.SCTP),
                policy.match().protocols());
        assertTrue(policy("{own: true}").match().own());
        assertEquals(policy("{}"), policy("{own: false}"));
    }

    @ParameterizedTest
    @CsvSource({"0x100,0x100", "256,0x100", "'\"0x100\"',0x100", "0,0x0", "0xffffff00,0xffffff00"})
    void aMarkWithoutAMaskIsAllThatOthersHaveSet(String written, String value) {
        assertEquals(
                value + "/0xffffff00",
                policy("{mark: %s}".formatted(written))
                        .match()
                        .mark()
                        .orElseThrow()
                        .toString());
    }

    @Test
    void readsChoices() {
        assertEquals(
                new Choice.Balance(List.of(FIBRE, CABLE), Otherwise.REJECT),
                traffic("policies: [{name: a, match: {}, balance: [eth2, eth1], otherwise: ':reject'}]\n")
                        .policies()
                        .getFirst()
                        .choice());
        assertEquals(
                new Choice.First(List.of(CABLE, FIBRE), Otherwise.ANY),
                traffic("policies: [{name: a, match: {}, uplinks: [eth2, eth1]}]\n")
                        .policies()
                        .getFirst()
                        .choice());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "port: 80, to: 10.0.0.20                                 | tcp 80 10.0.0.20 same",
                "port: '80', to: '10.0.0.20:8080', protocol: [tcp, udp]  | tcp udp 80 10.0.0.20 8080",
                "port: 6000-6009, to: 10.0.0.20:7000-7009                | tcp 6000-6009 10.0.0.20 7000-7009",
                "port: 6000-6009, to: 10.0.0.20:7000, protocol: sctp     | sctp 6000-6009 10.0.0.20 7000",
            })
    void readsPortForwards(String written, String expected) {
        PortForward forward = traffic("port_forwards: [{%s}]\n".formatted(written))
                .portForwards()
                .getFirst();
        assertEquals(Optional.empty(), forward.uplink());
        assertEquals(
                expected,
                "%s %s %s %s"
                        .formatted(
                                forward.protocols().stream()
                                        .map(IpProtocol::toString)
                                        .collect(Collectors.joining(" ")),
                                forward.ports(),
                                forward.to(),
                                forward.toPorts().map(PortRange::toString).orElse("same")));
    }

    @Test
    void forwardsPortsOfAnyAddressOfTheUplink() {
        String text = SMALL.replaceFirst("priority_group: 1", "extra_ips: [192.0.2.3]");
        for (String uplink : List.of("", "uplink: eth1, "))
            for (String address : List.of("192.0.2.2", "192.0.2.3"))
                assertEquals(
                        Optional.of(IpAddress.parse(address)),
                        config(text
                                        + "port_forwards: [{%saddress: %s, port: 80, to: 10.0.0.20}]\n"
                                                .formatted(uplink, address))
                                .traffic()
                                .portForwards()
                                .getFirst()
                                .address());
    }

    @Test
    void samePortsOfOtherAddressesProtocolsAndUplinksAreNotTheSame() {
        assertWarnings(SMALL.replaceFirst("priority_group: 1", "extra_ips: [192.0.2.3]") + """
                port_forwards:
                  - {uplink: eth1, port: 80, to: 10.0.0.20}
                  - {uplink: eth1, port: 80, to: 10.0.0.21, protocol: udp}
                  - {uplink: eth1, port: 81-90, to: 10.0.0.21}
                  - {uplink: eth1, port: 80, to: 10.0.0.21, address: 192.0.2.3}
                  - {uplink: eth2, port: 80, to: 10.0.0.21}
                """);
    }

    @ParameterizedTest
    @ValueSource(strings = {"off", "false", "no", "'off'"})
    void offIsOffHoweverItIsWritten(String off) {
        assertEquals(Traffic.PLAIN, traffic("firewall: " + off + "\n"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"basic", ":basic", "'basic'"})
    void readsTheFirewall(String basic) {
        assertTrue(traffic("firewall: " + basic + "\n").basicFirewall());
    }

    @Test
    void readsForHowLongClientsStay() {
        assertEquals(
                Optional.of(Duration.ofMinutes(10)), traffic("sticky: client\n").clientTime());
        assertEquals(
                Optional.of(Duration.ofHours(24)),
                traffic("sticky: :client\nsticky_time: 24h\n").clientTime());
        assertEquals(
                Optional.of(Duration.ofSeconds(1)),
                traffic("sticky: client\nsticky_time: 1\n").clientTime());
    }

    @Test
    void readsAThousandPolicies() {
        String policies = IntStream.range(0, 1000)
                .mapToObj(i ->
                        "- {name: p%d, match: {from: [10.%d.%d.0/24], to: 203.0.113.0/24, protocol: tcp, ports: [25, 80, 443]}, uplinks: [eth%d, eth%d], otherwise: reject}\n"
                                .formatted(i, i / 256, i % 256, 1 + i % 2, 2 - i % 2))
                .collect(Collectors.joining());
        assertWarnings(SMALL + "policies:\n" + policies);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "base_fwmark: 1                        | 0xff",
                "base_fwmark: 64                       | 0xff",
                "base_fwmark: 65                       | 0xffff",
                "base_fwmark: 0x100                    | 0xffff",
                "base_fwmark: 0xff50                   | 0xffffff",
                "fwmark_mask: 0xff00                   | 0xff00",
                "fwmark_mask: 0xff000000               | 0xff000000",
            })
    void makesRoomForTheMarksOfPolicies(String line, String mask) {
        String policies = "policies: [{name: a, match: {}, uplinks: [eth1]}]\n";
        for (String demand : List.of(policies, "sticky: client\n"))
            assertEquals(
                    Integer.parseUnsignedInt(mask.substring(2), 16),
                    config(SMALL + line + "\n" + demand).numbering().fwmarkMask());
    }

    @ParameterizedTest
    @ValueSource(strings = {"base_priority: 32768", "base_priority: 32635", "base_table: 60", "base_table: 4294967103"})
    void thereIsRoomForPoliciesUpToTheLastNumber(String line) {
        assertWarnings(SMALL + line + "\nbypass: [10.8.0.0/16]\npolicies: [{name: a, match: {}, uplinks: [eth1]}]\n");
    }

    private static Traffic traffic(String lines) {
        return config(SMALL + lines).traffic();
    }

    private static Policy policy(String match) {
        return traffic("policies: [{name: a, match: %s, uplinks: [eth1]}]\n".formatted(match))
                .policies()
                .getFirst();
    }

    private static Cidr block(String text) {
        return Cidr.parse(text, Family.IPV4);
    }

    private static List<PortRange> ports(int... ports) {
        return IntStream.of(ports).mapToObj(PortRange::single).toList();
    }
}
