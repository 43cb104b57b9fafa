package dev.ftr.desired;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertNotEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ftr.config.Choice;
import dev.ftr.config.Choice.Otherwise;
import dev.ftr.config.Policy;
import dev.ftr.config.PortForward;
import dev.ftr.config.RouterConfig;
import dev.ftr.config.SourceRewrite;
import dev.ftr.config.Traffic;
import dev.ftr.health.Health;
import dev.ftr.kernel.RestoreLines;
import dev.ftr.model.ChainId;
import dev.ftr.model.Cidr;
import dev.ftr.model.DesiredState;
import dev.ftr.model.Family;
import dev.ftr.model.FirewallTable;
import dev.ftr.model.FwMark;
import dev.ftr.model.InterfaceName;
import dev.ftr.model.IpProtocol;
import dev.ftr.model.Link;
import dev.ftr.model.Links;
import dev.ftr.model.Nexthop;
import dev.ftr.model.PortRange;
import dev.ftr.model.RouteAction;
import dev.ftr.model.UplinkId;
import dev.ftr.model.UplinkState;
import dev.ftr.scenario.Configs;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** What each word about traffic comes to: tables by health, and rules as iptables lists them. */
class TrafficRulesTest {
    private static final Choice.First FIRST = new Choice.First(ids(0, 1), Otherwise.ANY);
    private static final Choice.First STRICT = new Choice.First(ids(0, 1), Otherwise.REJECT);
    private static final Choice.Balance BALANCE = new Choice.Balance(ids(1, 2), Otherwise.REJECT);

    @Test
    void theFirstThatWorksCarriesAPolicy() {
        assertEquals(List.of("eth0"), carriers(FIRST, Map.of()));
        assertEquals(List.of("eth1"), carriers(FIRST, Map.of(0, UplinkState.DOWN)));
        assertEquals(List.of(), carriers(FIRST, Map.of(0, UplinkState.DOWN, 1, UplinkState.DOWN)));
        assertEquals(List.of("eth1"), carriers(FIRST, Map.of(0, UplinkState.DEGRADED)));
        assertEquals(List.of("eth0"), carriers(FIRST, Map.of(0, UplinkState.DEGRADED, 1, UplinkState.DOWN)));
        assertEquals(List.of("eth1"), carriers(FIRST, Map.of(0, UplinkState.UNKNOWN)));
        assertEquals(List.of("eth0"), carriers(FIRST, Map.of(0, UplinkState.UNKNOWN, 1, UplinkState.DOWN)));
    }

    @Test
    void allThatWorkCarryABalance() {
        assertEquals(List.of("eth1", "eth2"), carriers(BALANCE, Map.of()));
        assertEquals(List.of("eth2"), carriers(BALANCE, Map.of(1, UplinkState.DOWN)));
        assertEquals(List.of("eth2"), carriers(BALANCE, Map.of(1, UplinkState.DEGRADED)));
    }

    @Test
    void onlyWhereItSaysSoThereIsAGuard() {
        assertFalse(guarded(FIRST));
        assertTrue(guarded(STRICT));
        assertTrue(guarded(BALANCE));
    }

    @Test
    void anUplinkWithoutGroupServesPolicies() {
        RouterConfig plain = Configs.of(Configs.uplink(0), Configs.uplink(1, java.util.OptionalInt.empty(), 1));
        RouterConfig config = with(plain, List.of(policy(new Choice.First(ids(1), Otherwise.ANY), false)));
        assertEquals(List.of("eth1"), carriers(config, new Choice.First(ids(1), Otherwise.ANY), Map.of()));
    }

    @Test
    void whyAPolicyIsCarriedByAnotherIsSaid() {
        RouterConfig config = steered(FIRST);
        DesiredState desired = desired(config, Map.of(0, UplinkState.DOWN));
        assertTrue(desired.routeReasons().containsValue("uplink eth0 is down"), desired.routeReasons()::toString);
    }

    @Test
    void aPolicyIsARuleThatWantsAPacketWithoutAMark() {
        RouterConfig config = steered(FIRST);
        assertEquals(
                List.of(
                        "-s 10.0.0.5/32 -p tcp -m mark --mark 0x0/0xff -m multiport --dports 25,465:587 -j MARK --set-xmark "
                                + mark(config, FIRST)),
                rules(config, FirewallTable.MANGLE, "POLICIES"));
        assertTrue(
                rules(config, FirewallTable.MANGLE, "PREROUTING")
                        .contains(
                                "-i lan0 -m mark --mark 0x0/0xff -m conntrack --ctstate INVALID,NEW,UNTRACKED -j FTR-POLICIES"));
        assertEquals(List.of(), rules(config, FirewallTable.MANGLE, "OWN-POLICIES"));
    }

    @Test
    void moreThanOneMatchHoldsAreMoreRules() {
        Policy.Selector many = new Policy.Selector(
                blocks("10.0.0.5/32", "10.0.0.6/32"),
                List.of(),
                List.of(),
                IntStream.range(0, 20)
                        .mapToObj(i -> PortRange.single(100 + 2 * i))
                        .toList(),
                List.of(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                false);
        RouterConfig config = with(three(), List.of(new Policy("many", many, FIRST)));
        assertEquals(
                2 * 2 * 2,
                rules(config, FirewallTable.MANGLE, "POLICIES").size(),
                "two machines, TCP and UDP, 15 ports and 5");
    }

    @Test
    void forTheRoutersOwnTrafficAMarkBeatsASource() {
        RouterConfig config = with(three(), List.of(policy(FIRST, true)));
        assertTrue(ruleTexts(config).contains("40000: from 198.18.0.2 fwmark 0x0/0xff lookup 1"));
        assertTrue(rules(config, FirewallTable.MANGLE, "OUTPUT")
                .contains("-m mark --mark 0x0/0xff -m conntrack --ctstate NEW -j FTR-OWN-POLICIES"));
        assertTrue(ruleTexts(steered(FIRST)).contains("40000: from 198.18.0.2 lookup 1"));
    }

    @Test
    void whatAProgramHasMarkedItselfKeepsItsMark() {
        String leftAlone = "-m mark ! --mark 0x0 -j RETURN";
        String restored = "-m connmark ! --mark 0x0/0xff -j CONNMARK --restore-mark --nfmask 0xff --ctmask 0xff";
        assertEquals(List.of(leftAlone, restored), rules(three(), FirewallTable.MANGLE, "OUTPUT"));

        RouterConfig config = with(three(), List.of(policy(FIRST, true), marked(new FwMark(0x100, 0xf00))));
        assertEquals(
                List.of(
                        "-m mark --mark 0x100/0xf00 " + restored,
                        "-m mark --mark 0x100/0xf00 -m mark --mark 0x0/0xff -m conntrack --ctstate NEW -j FTR-OWN-POLICIES",
                        leftAlone,
                        restored,
                        "-m mark --mark 0x0/0xff -m conntrack --ctstate NEW -j FTR-OWN-POLICIES"),
                rules(config, FirewallTable.MANGLE, "OUTPUT").stream()
                        .filter(rule -> !rule.startsWith("-d "))
                        .toList());
    }

    private static Policy marked(FwMark mark) {
        return new Policy(
                "marked",
                new Policy.Selector(
                        List.of(),
                        List.of(),
                        List.of(),
                        List.of(),
                        List.of(),
                        Optional.empty(),
                        Optional.of(mark),
                        Optional.empty(),
                        true),
                FIRST);
    }

    @Test
    void whatIsBypassedPassesAllOfOurs() {
        RouterConfig config = with(
                three(),
                new Traffic(
                        List.of(), List.of(), List.of(), List.of(), blocks("10.9.0.0/16"), false, Optional.empty()));
        assertTrue(ruleTexts(config)
                .containsAll(
                        List.of("39999: from all to 10.9.0.0/16 fwmark 0x0/0xff goto 40129", "40129: from all nop")));
        for (FirewallTable table : List.of(FirewallTable.MANGLE, FirewallTable.NAT))
            assertEquals(
                    "-d 10.9.0.0/16 -j RETURN",
                    rules(config, table, "POSTROUTING").getFirst());
        assertTrue(rules(config, FirewallTable.NAT, "POSTROUTING").contains("-d 224.0.0.0/4 -j RETURN"));
    }

    @Test
    void translationsStandBeforeEachUplinksOwn() {
        RouterConfig config = with(
                three(),
                new Traffic(
                        List.of(),
                        List.of(),
                        List.of(new SourceRewrite(blocks("10.0.0.5/32"), new UplinkId(1), Configs.ip("198.18.1.3"))),
                        blocks("10.8.0.0/16"),
                        List.of(),
                        false,
                        Optional.empty()));
        List<String> rules = rules(config, FirewallTable.NAT, "POSTROUTING");
        assertEquals(3 + 1 + 3, rules.size(), rules::toString);
        assertEquals("-s 10.8.0.0/16 -o eth0 -j RETURN", rules.getFirst());
        assertEquals("-s 10.0.0.5/32 -o eth1 -j SNAT --to-source 198.18.1.3", rules.get(3));
        assertEquals("-o eth2 -j SNAT --to-source 198.18.2.2", rules.getLast());
    }

    @Test
    void aForwardedPortOfAllUplinksIsARuleForEachAddress() {
        RouterConfig config = forwarding(Optional.empty(), Optional.of(PortRange.parse("7000-7010")), false);
        assertEquals(
                List.of(
                        "-d 198.18.0.2/32 -p tcp -m multiport --dports 8000:8010 -j DNAT --to-destination 10.0.0.20:7000-7010/8000",
                        "-d 198.18.1.2/32 -p tcp -m multiport --dports 8000:8010 -j DNAT --to-destination 10.0.0.20:7000-7010/8000",
                        "-d 198.18.2.2/32 -p tcp -m multiport --dports 8000:8010 -j DNAT --to-destination 10.0.0.20:7000-7010/8000"),
                rules(config, FirewallTable.NAT, "PREROUTING"));
        assertTrue(
                rules(config, FirewallTable.NAT, "POSTROUTING")
                        .contains(
                                "-d 10.0.0.20/32 -p tcp -m multiport --dports 7000:7010 -m conntrack --ctstate DNAT -m connmark --mark 0x0/0xff -j MASQUERADE"),
                "the server is reached from inside by its outer address");
    }

    @Test
    void aForwardedPortOfOneUplinkKeepsItsNumber() {
        RouterConfig config = forwarding(Optional.of(new UplinkId(1)), Optional.empty(), false);
        assertEquals(
                List.of("-d 198.18.1.2/32 -p tcp -m multiport --dports 8000:8010 -j DNAT --to-destination 10.0.0.20"),
                rules(config, FirewallTable.NAT, "PREROUTING"));
    }

    @Test
    void theBasicFirewallLetsOutAndForwardedIn() {
        assertEquals(
                List.of(
                        "-m conntrack --ctstate RELATED,ESTABLISHED -j ACCEPT",
                        "-i lan0 -o eth0 -j ACCEPT",
                        "-i lan0 -o eth1 -j ACCEPT",
                        "-i lan0 -o eth2 -j ACCEPT",
                        "-d 10.0.0.20/32 -p tcp -m multiport --dports 8000:8010 -m conntrack --ctstate DNAT -j ACCEPT",
                        "-i eth0 -j REJECT --reject-with icmp-port-unreachable",
                        "-i eth1 -j REJECT --reject-with icmp-port-unreachable",
                        "-i eth2 -j REJECT --reject-with icmp-port-unreachable"),
                rules(forwarding(Optional.empty(), Optional.empty(), true), FirewallTable.FILTER, "FORWARD"));
    }

    @Test
    void aClientThatStaysHasAChoiceForEachUplink() {
        RouterConfig config = with(
                three(),
                new Traffic(
                        List.of(),
                        List.of(),
                        List.of(),
                        List.of(),
                        List.of(),
                        false,
                        Optional.of(Duration.ofMinutes(10))));
        Choice.WhileCarrying first = new Choice.WhileCarrying(new UplinkId(0));
        assertEquals(List.of("eth0"), carriers(config, first, Map.of()));
        assertEquals(List.of(), carriers(config, first, Map.of(0, UplinkState.DOWN)));
        assertTrue(rules(config, FirewallTable.MANGLE, "PREROUTING").stream()
                .anyMatch(r -> r.contains("--rcheck --seconds 600 --name FTR-0 ")));
    }

    @Test
    void aPolicyAboutAMissingSetIsLeftOutAndTheOthersAreNot() {
        Policy.Selector listed = new Policy.Selector(
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                List.of(),
                Optional.empty(),
                Optional.empty(),
                Optional.of("listed"),
                false);
        RouterConfig config = with(three(), List.of(new Policy("listed", listed, STRICT), policy(FIRST, false)));
        DesiredState without = DesiredStates.of(config, Health.UNKNOWN, links(), Map.of(), Set.of("listed"));
        assertEquals(
                1,
                without.kernel()
                        .chains()
                        .getOrDefault(chain(FirewallTable.MANGLE, "POLICIES"), List.of())
                        .size());
        assertEquals(
                List.of(
                        "policy listed is left out until there is an ipset listed; what it should REFUSE elsewhere is not refused"),
                without.omissions());
        assertEquals(2, rules(config, FirewallTable.MANGLE, "POLICIES").size());
        assertEquals(List.of(), desired(config, Map.of()).omissions());
    }

    @Test
    void choicesThatMeetGetPlacesOfTheirOwn() {
        TreeSet<Integer> slots = new TreeSet<>();
        List<Policy> policies = IntStream.range(0, Choices.COUNT)
                .mapToObj(i -> policy(
                        new Choice.First(ids(i % 3, 3 + i % 43), i < 64 ? Otherwise.ANY : Otherwise.REJECT), false))
                .toList();
        slots.addAll(Choices.of(with(three(), policies)).slots().values());
        assertEquals(Choices.COUNT, slots.size());
        assertNotEquals(mark(steered(FIRST), FIRST), mark(steered(STRICT), STRICT));
    }

    private static RouterConfig forwarding(Optional<UplinkId> uplink, Optional<PortRange> to, boolean firewall) {
        PortForward forward = new PortForward(
                uplink,
                List.of(IpProtocol.TCP),
                PortRange.parse("8000-8010"),
                Optional.empty(),
                Configs.ip("10.0.0.20"),
                to);
        return with(
                three(),
                new Traffic(List.of(), List.of(forward), List.of(), List.of(), List.of(), firewall, Optional.empty()));
    }

    private static RouterConfig steered(Choice choice) {
        return with(three(), List.of(policy(choice, false)));
    }

    private static RouterConfig three() {
        return Configs.of(Configs.uplink(0), Configs.uplink(1), Configs.uplink(2));
    }

    private static Policy policy(Choice choice, boolean own) {
        return new Policy(
                "mail",
                new Policy.Selector(
                        blocks("10.0.0.5/32"),
                        List.of(),
                        List.of(IpProtocol.TCP),
                        List.of(PortRange.single(25), PortRange.parse("465-587")),
                        List.of(),
                        Optional.empty(),
                        Optional.empty(),
                        Optional.empty(),
                        own),
                choice);
    }

    private static RouterConfig with(RouterConfig plain, List<Policy> policies) {
        return with(plain, new Traffic(policies, List.of(), List.of(), List.of(), List.of(), false, Optional.empty()));
    }

    private static RouterConfig with(RouterConfig plain, Traffic traffic) {
        return new RouterConfig(
                plain.uplinks(),
                plain.downlinks(),
                traffic,
                plain.recordProbes(),
                plain.log(),
                plain.email(),
                plain.numbering());
    }

    private static List<String> carriers(Choice choice, Map<Integer, UplinkState> states) {
        return carriers(steered(choice), choice, states);
    }

    private static List<String> carriers(RouterConfig config, Choice choice, Map<Integer, UplinkState> states) {
        Layout layout = new Layout(config.numbering());
        int slot = Choices.of(config).slot(choice);
        return desired(config, states).kernel().routes().stream()
                .filter(r -> r.key().table().equals(layout.choiceTable(slot)))
                .flatMap(r -> r.action() instanceof RouteAction.Unicast way
                        ? way.nexthops().stream()
                        : java.util.stream.Stream.<Nexthop>empty())
                .map(n -> n.device().toString())
                .toList();
    }

    private static boolean guarded(Choice choice) {
        RouterConfig config = steered(choice);
        int slot = Choices.of(config).slot(choice);
        return desired(config, Map.of()).kernel().routes().stream()
                .anyMatch(r -> r.key().table().equals(new Layout(config.numbering()).choiceTable(slot))
                        && r.action() instanceof RouteAction.Unreachable);
    }

    private static String mark(RouterConfig config, Choice choice) {
        return config.numbering().choiceMark(Choices.of(config).slot(choice)).toString();
    }

    private static List<String> rules(RouterConfig config, FirewallTable table, String name) {
        ChainId chain = chain(table, name);
        return desired(config, Map.of()).kernel().chains().getOrDefault(chain, List.of()).stream()
                .map(r -> RestoreLines.rule(chain, r).replace("-A " + chain.name() + " ", ""))
                .toList();
    }

    private static ChainId chain(FirewallTable table, String name) {
        return new ChainId(Family.IPV4, table, ChainId.PREFIX + name);
    }

    private static List<String> ruleTexts(RouterConfig config) {
        return desired(config, Map.of()).kernel().rules().stream()
                .map(Object::toString)
                .toList();
    }

    private static DesiredState desired(RouterConfig config, Map<Integer, UplinkState> states) {
        Map<Integer, UplinkState> all = new HashMap<>();
        config.uplinks().forEach(u -> all.put(u.id().value(), UplinkState.UP));
        all.putAll(states);
        return DesiredStates.of(config, Configs.health(all), links(), Map.of());
    }

    private static Links links() {
        Map<InterfaceName, Link> links = new HashMap<>();
        for (int i = 0; i < 3; i++)
            links.put(Configs.device(i), new Link(Configs.device(i), true, true, List.of(Configs.onNetwork(i))));
        return Links.of(links);
    }

    private static List<Cidr> blocks(String... blocks) {
        return java.util.Arrays.stream(blocks)
                .map(b -> Cidr.parse(b, Family.IPV4))
                .toList();
    }

    private static List<UplinkId> ids(int... ids) {
        return java.util.Arrays.stream(ids).mapToObj(UplinkId::new).toList();
    }
}
