package dev.ftr.plan;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ftr.model.ForeignFirewall;
import dev.ftr.model.ForeignFirewall.Rule;
import dev.ftr.model.InterfaceName;
import dev.ftr.model.Links;
import dev.ftr.model.Machine;
import dev.ftr.model.Machine.Said;
import dev.ftr.model.Sysctl;
import dev.ftr.model.TableId;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Each thing that is in the way is said, with the remedy, and nothing else is. */
class LintsTest {
    private static final InterfaceName ETH1 = new InterfaceName("eth1");
    private static final InterfaceName LAN = new InterfaceName("eth0");
    private static final Machine CLEAN = new Machine(
            Links.NONE,
            Set.of("systemd", "sshd"),
            Map.of("sysctl/net/ipv4/ip_forward", new Said("1", "/etc/sysctl.d/router.conf")),
            Map.of(new TableId(254), new Said("main", "/etc/iproute2/rt_tables")),
            Map.of(Sysctl.IP_FORWARD, "1", Sysctl.forwarding(ETH1), "1"),
            Set.of(ETH1),
            true,
            firewall("ACCEPT"));

    @Test
    void aCleanRouterHasNone() {
        assertEquals(List.of(), Lints.of(claims(0xff), CLEAN));
    }

    @ParameterizedTest
    @CsvSource({
        "tailscaled, 0xff0000, 0xff",
        "kube-proxy, 0xff00, 0xff",
        "kubelet, 0xffff, 0xff0000",
        "cilium-agent, 0xf00, 0xff",
        "mwan3track, 0x3f00, 0xff"
    })
    void saysWhoseProgramUsesOurBitsAndWhichAreFree(String program, String mask, String free) {
        assertEquals(List.of(), Lints.of(claims(0xff), running(program)));
        List<String> lints = Lints.of(claims(Integer.decode(mask)), running(program));
        assertEquals(1, lints.size(), lints::toString);
        assertTrue(lints.getFirst().startsWith(program + " runs here"), lints::toString);
        if (!mask.equals("0xffff"))
            assertTrue(lints.getFirst().contains("fwmark_mask: " + free + " "), lints::toString);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "nat KUBE-MARK-MASQ -j MARK --set-xmark 0x4000/0x4000",
                "mangle PREROUTING -i eth0 -j CONNMARK --set-xmark 0x100/0x3f00",
                "mangle PREROUTING -j CONNMARK --save-mark --nfmask 0xffff --ctmask 0xffff",
                "filter ts-forward -j MARK --set-xmark 0x4000/0xff00"
            })
    void saysWhichRuleSetsOurBits(String rule) {
        assertEquals(List.of(), Lints.of(claims(0xff0000), with(rule)));
        List<String> lints = Lints.of(claims(0xff00), with(rule));
        assertEquals(1, lints.size(), lints::toString);
        assertTrue(lints.getFirst().contains("' is not ours and sets bits of marks that are ours"), lints::toString);
        assertTrue(lints.getFirst().contains("fwmark_mask: 0xff"), lints::toString);
    }

    @Test
    void aRuleThatSetsAllBitsIsToHaveAMask() {
        List<String> lints = Lints.of(claims(0xff), with("mangle PREROUTING -j MARK --set-xmark 0x10/0xffffffff"));
        assertEquals(1, lints.size());
        assertTrue(lints.getFirst().contains("--set-mark VALUE/MASK"));
    }

    @Test
    void aMarkThatIsOnlyRestoredOrComparedIsNoWarning() {
        assertEquals(
                List.of(),
                Lints.of(
                        claims(0xff),
                        with(
                                "mangle PREROUTING -j CONNMARK --restore-mark --nfmask 0xffffffff --ctmask 0xffffffff",
                                "nat POSTROUTING -m mark --mark 0x1/0xff -j ACCEPT")));
    }

    @Test
    void equalRulesAreToldOfOnce() {
        List<String> lints = Lints.of(
                claims(0xff),
                with(
                        "mangle A -j MARK --set-xmark 0x1/0xff",
                        "mangle B -p tcp -j MARK --set-xmark 0x1/0xff",
                        "mangle C -j MARK --set-xmark 0x2/0xff"));
        assertEquals(2, lints.size(), lints::toString);
        assertTrue(lints.getFirst().contains("(and 1 like it)"));
    }

    @Test
    void networkdHasToLeaveBothAlone() {
        assertTrue(only(running("systemd-network"))
                .contains("[Network] and ManageForeignRoutes=no and ManageForeignRoutingPolicyRules=no into "
                        + "/etc/systemd/networkd.conf.d/90-ftr.conf, then: systemctl restart systemd-networkd"));
        Map<String, Said> half = Map.of(
                "networkd/ManageForeignRoutes", new Said("False", "/etc/systemd/networkd.conf"),
                "networkd/ManageForeignRoutingPolicyRules", new Said("yes", "/etc/systemd/networkd.conf.d/a.conf"));
        assertTrue(only(running(half, "systemd-network"))
                .contains("[Network] and ManageForeignRoutingPolicyRules=no into "
                        + "/etc/systemd/networkd.conf.d/90-ftr.conf (now in /etc/systemd/networkd.conf.d/a.conf)"));
        Map<String, Said> both = Map.of(
                "networkd/ManageForeignRoutes", new Said("no", "/etc/systemd/networkd.conf"),
                "networkd/ManageForeignRoutingPolicyRules", new Said("0", "/etc/systemd/networkd.conf"));
        assertEquals(List.of(), Lints.of(claims(0xff), running(both, "systemd-network")));
    }

    @Test
    void networkManagerHasToLeaveUplinksWithAnAddressOfTheirOwnAlone() {
        assertTrue(only(running("NetworkManager")).contains("unmanaged-devices=interface-name:eth1 into"));
    }

    @Test
    void saysWhatFlushesTheFirewall() {
        Map<String, Said> nftables = Map.of("nftables/flush ruleset", new Said("flush ruleset", "/etc/nftables.conf"));
        assertTrue(only(running(nftables)).startsWith("/etc/nftables.conf says 'flush ruleset'"));
        Machine legacy = running(nftables).with(Optional.of(new ForeignFirewall(false, new TreeMap<>(), List.of())));
        assertEquals(List.of(), Lints.of(claims(0xff), legacy));
        Map<String, Said> iptables =
                Map.of("firewalld/FirewallBackend", new Said("iptables", "/etc/firewalld/firewalld.conf"));
        assertTrue(only(running(iptables, "firewalld")).contains("set FirewallBackend=nftables"));
        assertEquals(List.of(), Lints.of(claims(0xff), running(iptables)));
    }

    @Test
    void tailscaleNeedsAWayOutThatItAsks() {
        Machine main = running("tailscaled");
        assertEquals(List.of(), Lints.of(claims(0xff), main));
        Machine none = new Machine(
                Links.NONE, Set.of("tailscaled"), Map.of(), Map.of(), Map.of(), Set.of(), false, Optional.empty());
        assertTrue(only(none).contains("ip rule add pref 5220 fwmark 0x80000/0xff0000 lookup 65"));
    }

    @Test
    void saysWhatSwitchesForwardingOff() {
        assertTrue(only(running(Map.of("sysctl/net/ipv4/ip_forward", new Said("0", "/etc/sysctl.d/99-hard.conf"))))
                .startsWith("/etc/sysctl.d/99-hard.conf switches forwarding off (net.ipv4.ip_forward = 0)"));
        Machine off = sysctls(Map.of(Sysctl.IP_FORWARD, "1", Sysctl.forwarding(LAN), "0"));
        assertTrue(only(off).contains("sysctl -w net.ipv4.conf.eth0.forwarding=1"));
        // Then the plan switches it on, on every interface.
        assertEquals(
                List.of(),
                Lints.of(claims(0xff), sysctls(Map.of(Sysctl.IP_FORWARD, "0", Sysctl.forwarding(LAN), "0"))));
    }

    @Test
    void strictReversePathsAreToldOfWhereTheyMatter() {
        assertTrue(only(running(Map.of("sysctl/net/ipv4/conf/eth1/rp_filter", new Said("1", "/etc/sysctl.d/a.conf"))))
                .startsWith("/etc/sysctl.d/a.conf sets net.ipv4.conf.eth1.rp_filter = 1 (strict)"));
        for (String harmless : List.of("all", "default", "eth0"))
            assertEquals(
                    List.of(),
                    Lints.of(
                            claims(0xff),
                            running(Map.of(
                                    "sysctl/net/ipv4/conf/" + harmless + "/rp_filter",
                                    new Said("1", "/etc/sysctl.d/a.conf")))));
        String strict = "mangle PREROUTING -m rpfilter --validmark --invert -j DROP";
        assertTrue(only(with(strict)).contains("-m rpfilter --loose --invert"));
        assertEquals(List.of(), Lints.of(claims(0xff), with(strict.replace("--invert", "--loose --invert"))));
    }

    @Test
    void namesOfOurTablesAreToldOfUnlessTheyAreForOurs() {
        Machine named = new Machine(
                Links.NONE,
                Set.of(),
                Map.of(),
                Map.of(
                        new TableId(1), new Said("isp", "/etc/iproute2/rt_tables"),
                        new TableId(65), new Said("ftr-all", "/etc/iproute2/rt_tables"),
                        new TableId(2), new Said("fibre", "/etc/iproute2/rt_tables"),
                        new TableId(100), new Said("other", "/etc/iproute2/rt_tables")),
                Map.of(),
                Set.of(),
                true,
                Optional.empty());
        assertTrue(only(named).startsWith("/etc/iproute2/rt_tables calls table 1 'isp', which is ours (uplink eth1)"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "filter INPUT -j DROP",
                "filter INPUT -i eth+ -j REJECT --reject-with icmp-port-unreachable",
                "filter INPUT -i eth0 -j ACCEPT; filter INPUT -s 192.168.7.0/24 -j ACCEPT; filter INPUT -p icmp -m icmp --icmp-type 0 -j DROP",
                "filter INPUT -m conntrack --ctstate NEW -j ACCEPT; filter INPUT -j in; filter in -p tcp -m tcp --dport 22 -j ACCEPT; filter in -p tcp -m multiport --dports 80,443 -j RETURN; filter in ! -i lo -m comment --comment \"x\" -j DROP",
                "filter INPUT -p tcp -j ACCEPT; filter INPUT -p udp -j ACCEPT; filter INPUT -j LOG; filter INPUT ! -i eth0 -j DROP"
            })
    void aFirewallThatDropsAnswersToProbesIsToldOf(String rules) {
        assertTrue(only(with(rules.split("; "))).contains("drops the answers to our icmp probes"), rules);
    }

    @Test
    void onlyTheUplinksConcernedAreSaidToLookDown() {
        Claims one = claims(0xff);
        Claims two = new Claims(
                one.markMask(),
                one.tables(),
                one.multipathTable(),
                new TreeMap<>(Map.of(ETH1, "fibre", new InterfaceName("eth2"), "cable")),
                one.fixed(),
                one.downlinks(),
                one.probes(),
                one.basicFirewall());
        Machine deaf = with("filter INPUT -i eth1 -j DROP");
        assertTrue(Lints.of(two, deaf).getFirst().contains("on eth1), so that fibre looks down; mend: iptables"));
        assertTrue(Lints.of(one, deaf).getFirst().contains("on eth1), so that every uplink looks down; mend"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "filter INPUT -m conntrack --ctstate RELATED,ESTABLISHED -j ACCEPT; filter INPUT -j DROP",
                "filter INPUT -m state --state RELATED,ESTABLISHED -j ACCEPT; filter INPUT -j DROP",
                "filter INPUT -p icmp -j ACCEPT; filter INPUT -j DROP",
                "filter INPUT -p icmp -m icmp --icmp-type 8 -j DROP",
                "filter INPUT -m set --match-set friends src -j ACCEPT; filter INPUT -j DROP",
                "filter INPUT -m limit --limit 5/sec -j ACCEPT; filter INPUT -j DROP",
                "filter INPUT -m conntrack --ctstate INVALID -j DROP",
                "filter INPUT -i eth0 -j DROP",
                "filter INPUT -p icmp -j in; filter INPUT -j DROP; filter in -j ACCEPT",
                "filter INPUT -j NFQUEUE --queue-num 0; filter INPUT -j DROP",
                "filter INPUT -j loop; filter loop -j loop",
                "filter FORWARD -j DROP"
            })
    void oneThatLetsThemInOrMayIsNot(String rules) {
        assertEquals(List.of(), Lints.of(claims(0xff), with(rules.split("; "))));
    }

    @Test
    void chainsThatCallEachOtherManyTimesOverAreGivenUp() {
        List<String> rules = new ArrayList<>(List.of("filter INPUT -m set --match-set x src -j c0"));
        for (int i = 0; i < 18; i++)
            for (int times = 0; times < 4; times++)
                rules.add("filter c%d -m set --match-set x src -j c%d".formatted(i, i + 1));
        rules.add("filter INPUT -j DROP");
        assertEquals(List.of(), Lints.of(claims(0xff), with(rules.toArray(String[]::new))));
    }

    @Test
    void thePolicyOfTheChainCounts() {
        assertTrue(only(CLEAN.with(firewall("DROP"))).contains("(the policy of chain INPUT of table filter, on eth1)"));
        assertEquals(
                List.of(),
                Lints.of(
                        claims(0xff),
                        CLEAN.with(firewall(
                                "DROP", "filter INPUT -m conntrack --ctstate RELATED,ESTABLISHED -j ACCEPT"))));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "filter FORWARD -i docker0 ! -o docker0 -j ACCEPT; filter FORWARD -o docker0 -j DOCKER; filter DOCKER -j ACCEPT",
                "filter FORWARD -j x; filter x -m conntrack --ctstate RELATED,ESTABLISHED -j ACCEPT; filter x -j RETURN",
                "filter FORWARD -i eth1 -o eth0 -j ACCEPT",
                "filter FORWARD -i eth0 -p udp -j ACCEPT"
            })
    void aFirewallThatLetsNothingOutByItsPolicyIsToldOf(String rules) {
        assertTrue(only(forwarding("DROP", rules)).contains("iptables -I FORWARD -i eth0 -j ACCEPT"), rules);
        assertEquals(List.of(), Lints.of(claims(0xff), forwarding("ACCEPT", rules)));
    }

    @Test
    void besideDockerTheRemedyIsDockers() {
        assertTrue(only(forwarding("DROP", "filter FORWARD -j DOCKER-USER; filter DOCKER-USER -j RETURN"))
                .contains("iptables -I DOCKER-USER -i eth0 -j ACCEPT"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "filter FORWARD -i eth0 -j ACCEPT",
                "filter FORWARD -o eth+ -j ACCEPT",
                "filter FORWARD -s 10.77.0.0/24 -j ACCEPT",
                "filter FORWARD -i eth0 -p tcp -m multiport --dports 80,443 -j ACCEPT",
                "filter FORWARD -m set --match-set friends src -j ACCEPT",
                "filter FORWARD -i eth0 -j DROP",
                "filter FORWARD -j x; filter x -i eth0 -o eth1 -m conntrack --ctstate NEW -j ACCEPT"
            })
    void oneThatLetsSomethingOutOrIsMeantNotToIsNot(String rules) {
        assertEquals(List.of(), Lints.of(claims(0xff), forwarding("DROP", rules)));
    }

    private static Machine forwarding(String policy, String rules) {
        return CLEAN.with(Optional.of(new ForeignFirewall(
                true,
                new TreeMap<>(Map.of("FORWARD", policy)),
                Stream.of(rules.split("; ", 0))
                        .filter(r -> !r.isEmpty())
                        .map(LintsTest::rule)
                        .toList())));
    }

    private static String only(Machine machine) {
        List<String> lints = Lints.of(claims(0xff), machine);
        assertEquals(1, lints.size(), lints::toString);
        return lints.getFirst();
    }

    private static Machine running(String... programs) {
        return running(Map.of(), programs);
    }

    private static Machine running(Map<String, Said> settings, String... programs) {
        return new Machine(
                Links.NONE, Set.of(programs), settings, Map.of(), Map.of(), Set.of(ETH1), true, Optional.empty());
    }

    private static Machine sysctls(Map<Sysctl, String> values) {
        return new Machine(Links.NONE, Set.of(), Map.of(), Map.of(), values, Set.of(), true, Optional.empty());
    }

    private static Machine with(String... rules) {
        return CLEAN.with(firewall("ACCEPT", rules));
    }

    private static Optional<ForeignFirewall> firewall(String policy, String... rules) {
        return Optional.of(new ForeignFirewall(
                true,
                new TreeMap<>(Map.of("INPUT", policy)),
                Stream.of(rules).map(LintsTest::rule).toList()));
    }

    private static Rule rule(String text) {
        List<String> words = Arrays.asList(text.split(" "));
        return new Rule(words.get(0), words.get(1), words.subList(2, words.size()));
    }

    private static Claims claims(int mask) {
        return new Claims(
                mask,
                new TreeMap<>(Map.of(
                        new TableId(1), "uplink eth1",
                        new TableId(2), "uplink fibre",
                        new TableId(65), "the multipath table")),
                new TableId(65),
                new TreeMap<>(Map.of(ETH1, "fibre")),
                Set.of(ETH1),
                List.of(LAN),
                new TreeSet<>(Set.of("icmp")),
                false);
    }
}
