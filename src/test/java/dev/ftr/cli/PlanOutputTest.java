package dev.ftr.cli;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ftr.model.ChainId;
import dev.ftr.model.ChainRule;
import dev.ftr.model.ChainRule.Known;
import dev.ftr.model.Cidr;
import dev.ftr.model.Family;
import dev.ftr.model.FirewallTable;
import dev.ftr.model.FirewallTarget;
import dev.ftr.model.FwMark;
import dev.ftr.model.InterfaceName;
import dev.ftr.model.IpAddress;
import dev.ftr.model.Jump;
import dev.ftr.model.Language;
import dev.ftr.model.Match;
import dev.ftr.model.Nexthop;
import dev.ftr.model.PolicyRule;
import dev.ftr.model.Route;
import dev.ftr.model.RouteAction;
import dev.ftr.model.RouteKey;
import dev.ftr.model.RuleAction;
import dev.ftr.model.RulePriority;
import dev.ftr.model.RuleSelector;
import dev.ftr.model.Sysctl;
import dev.ftr.model.TableId;
import dev.ftr.model.Weight;
import dev.ftr.plan.Change;
import dev.ftr.plan.Plan;
import dev.ftr.plan.Plan.Step;
import dev.ftr.text.Sentences;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;

/** A plan with every kind of change, as people and programs get to see it. */
class PlanOutputTest {
    private static final InterfaceName ETH1 = new InterfaceName("eth1");
    private static final InterfaceName ETH2 = new InterfaceName("eth2");
    private static final IpAddress GATEWAY1 = IpAddress.parse("192.0.2.1");
    private static final IpAddress GATEWAY2 = IpAddress.parse("198.51.100.1");
    private static final ChainId NAT = new ChainId(Family.IPV4, FirewallTable.NAT, "FTR-POSTROUTING");
    private static final ChainId MANGLE = new ChainId(Family.IPV4, FirewallTable.MANGLE, "FTR-PREROUTING");
    private static final ChainId OLD = new ChainId(Family.IPV4, FirewallTable.NAT, "FTR-OLD");
    private static final Jump JUMP =
            new Jump(new ChainId(Family.IPV4, FirewallTable.NAT, "POSTROUTING"), "FTR-POSTROUTING");
    private static final ChainRule SNAT = new Known(
            List.of(new Match.OutInterface(ETH1)), new FirewallTarget.SourceNat(IpAddress.parse("192.0.2.2")));
    private static final ChainRule MASQUERADE =
            new Known(List.of(new Match.OutInterface(ETH2)), new FirewallTarget.Masquerade());
    private static final ChainRule MARK = new Known(
            List.of(new Match.InInterface(ETH1), new Match.ConnectionState(Match.State.NEW)),
            new FirewallTarget.SetConnectionMark(new FwMark(1, 0xff)));
    private static final ChainRule STRANGE = new ChainRule.Unreadable("-s 10.0.0.0/8 -j ACCEPT");

    private static final Plan PLAN = new Plan(
            List.of(
                    step(new Change.SetSysctl(Sysctl.IP_FORWARD, Optional.of("0"), "1"), "needed for routing"),
                    step(
                            new Change.PutRoute(
                                    Optional.empty(),
                                    route(1, 157, Optional.of("192.0.2.2"), Nexthop.via(GATEWAY1, ETH1, Weight.ONE))),
                            "way out of uplink eth1"),
                    step(
                            new Change.PutRoute(
                                    Optional.of(route(
                                            65,
                                            157,
                                            Optional.empty(),
                                            Nexthop.via(GATEWAY1, ETH1, Weight.ONE),
                                            Nexthop.via(GATEWAY2, ETH2, new Weight(3)))),
                                    route(65, 157, Optional.empty(), Nexthop.via(GATEWAY1, ETH1, Weight.ONE))),
                            "uplink eth2 is down"),
                    step(new Change.AddRule(rule(40064, new RuleSelector.Marked(new FwMark(1, 0xff)), 1)), "missing"),
                    step(new Change.CreateChain(NAT), "missing"),
                    step(new Change.InsertChainRule(NAT, 1, SNAT), "missing"),
                    step(new Change.ReplaceChainRule(NAT, 2, SNAT, MASQUERADE), "not as configured"),
                    step(new Change.DeleteChainRule(NAT, 3, STRANGE), "not one of ours"),
                    step(new Change.RewriteChain(MANGLE, List.of(), List.of(MARK)), "missing"),
                    step(new Change.AddJump(JUMP), "missing"),
                    step(new Change.DeleteJump(JUMP), "there more than once"),
                    step(new Change.DeleteChain(OLD, List.of(STRANGE)), "not in the configuration any more"),
                    step(
                            new Change.DeleteRule(rule(40001, new RuleSelector.From(Cidr.host(GATEWAY2)), 2)),
                            "not in the configuration any more"),
                    step(
                            new Change.DeleteRoute(new Route(
                                    RouteKey.defaultRoute(Family.IPV4, new TableId(2), 4_000_000_000L),
                                    new RouteAction.Unreachable(),
                                    157)),
                            "")),
            List.of("somebody else uses our marks"));

    @Test
    void textForPeople() {
        assertEquals(TEXT, text(PLAN, false));
    }

    @Test
    void coloursAddNothingButColours() {
        String coloured = text(PLAN, true);
        assertTrue(coloured.contains("\u001b[32m+ "));
        assertTrue(coloured.contains("\u001b[31m- "));
        assertEquals(TEXT, coloured.replaceAll("\u001b\\[[0-9]+m", ""));
    }

    @Test
    void reasonsAreSaidInTheLanguageAndObjectsStay() {
        String text = text(PLAN, false, Language.ITALIAN);
        assertEquals(objects(TEXT), objects(text));
        assertTrue(text.contains("   # non come configurato"), text);
        assertTrue(text.contains("Piano: 5 da creare, 4 da sostituire, 5 da eliminare."), text);
        assertFalse(text.contains("# not "), text);
    }

    private static List<String> objects(String text) {
        return text.lines()
                .filter(line -> line.startsWith("+") || line.startsWith("-") || line.startsWith("~"))
                .map(line -> line.replaceFirst(" {3}# .*", ""))
                .toList();
    }

    @Test
    void anEmptyPlanSaysSo() {
        assertEquals(
                "Nothing to change: the kernel is as the config wants it.\n",
                text(new Plan(List.of(), List.of()), false));
    }

    @Test
    void jsonHasTheKeysOfTheContractAndNoOthers() {
        JsonNode plan = json(PLAN);
        assertEquals(Set.of("format_version", "summary", "warnings", "changes"), keys(plan));
        assertEquals(Set.of("create", "replace", "delete"), keys(plan.path("summary")));
        for (JsonNode change : plan.path("changes"))
            assertEquals(
                    Set.of("action", "kind", "family", "object", "before", "after", "command", "reason"), keys(change));
    }

    @Test
    void jsonCountsAndNamesEveryChange() {
        JsonNode plan = json(PLAN);
        assertEquals(
                "{\"create\":5,\"replace\":4,\"delete\":5}",
                plan.path("summary").toString());
        assertEquals("[\"somebody else uses our marks\"]", plan.path("warnings").toString());
        Set<String> kinds = new TreeSet<>();
        Set<String> actions = new TreeSet<>();
        for (JsonNode change : plan.path("changes")) {
            kinds.add(change.path("kind").asString());
            actions.add(change.path("action").asString());
            assertEquals("ipv4", change.path("family").asString());
        }
        assertEquals(Set.of("sysctl", "route", "rule", "chain", "jump", "iptables_rule"), kinds);
        assertEquals(Set.of("create", "replace", "delete"), actions);
    }

    @Test
    void jsonOfAReplacedRouteIsAsTheContractShowsIt() {
        JsonNode change = json(PLAN).path("changes").path(2);
        assertEquals("""
                {"action":"replace","kind":"route","family":"ipv4","object":"table 65 default",\
                "before":"default nexthop via 192.0.2.1 dev eth1 weight 1 nexthop via 198.51.100.1 dev eth2 weight 3",\
                "after":"default via 192.0.2.1 dev eth1",\
                "command":["ip","-4","route","replace","default","via","192.0.2.1","dev","eth1","table","65",\
                "proto","157"],"reason":"uplink eth2 is down"}""", change.toString());
    }

    @Test
    void jsonHasNoBeforeOfWhatIsNewAndNoAfterOfWhatGoes() {
        for (JsonNode change : json(PLAN).path("changes")) {
            String action = change.path("action").asString();
            assertEquals(action.equals("create"), change.path("before").isNull(), change::toString);
            assertEquals(action.equals("delete"), change.path("after").isNull(), change::toString);
            assertFalse(change.path("command").isEmpty(), change::toString);
        }
    }

    private static final String TEXT = """
            ~ sysctl net.ipv4.ip_forward: 0 -> 1   # needed for routing
            + route table 1 default: default via 192.0.2.1 dev eth1 src 192.0.2.2   # way out of uplink eth1
            ~ route table 65 default   # uplink eth2 is down
                - default nexthop via 192.0.2.1 dev eth1 weight 1 nexthop via 198.51.100.1 dev eth2 weight 3
                + default via 192.0.2.1 dev eth1
            + rule 40064: fwmark 0x1/0xff lookup 1   # missing
            + chain nat FTR-POSTROUTING   # missing
            + iptables_rule nat FTR-POSTROUTING rule 1: -o eth1 -j SNAT --to-source 192.0.2.2   # missing
            ~ iptables_rule nat FTR-POSTROUTING rule 2   # not as configured
                - -o eth1 -j SNAT --to-source 192.0.2.2
                + -o eth2 -j MASQUERADE
            - iptables_rule nat FTR-POSTROUTING rule 3: -s 10.0.0.0/8 -j ACCEPT   # not one of ours
            ~ chain mangle FTR-PREROUTING   # missing
                - (empty)
                + -i eth1 -m conntrack --ctstate NEW -j CONNMARK --set-xmark 0x1/0xff
            + jump nat POSTROUTING -> FTR-POSTROUTING   # missing
            - jump nat POSTROUTING -> FTR-POSTROUTING   # there more than once
            - chain nat FTR-OLD   # not in the configuration any more
            - rule 40001: from 198.51.100.1 lookup 2   # not in the configuration any more
            - route table 2 default metric 4000000000: unreachable default metric 4000000000

            warning: somebody else uses our marks
            Plan: 5 to create, 4 to replace, 5 to delete.
            """;

    private static String text(Plan plan, boolean colours) {
        return text(plan, colours, Language.ENGLISH);
    }

    private static String text(Plan plan, boolean colours, Language language) {
        StringWriter text = new StringWriter();
        new PlanText(new PrintWriter(text), new Colours(colours), Sentences.in(language)).write(plan);
        return text.toString();
    }

    private static JsonNode json(Plan plan) {
        return new ObjectMapper().readTree(PlanJson.text(plan));
    }

    private static Set<String> keys(JsonNode node) {
        return Set.copyOf(node.propertyNames());
    }

    private static Step step(Change change, String reason) {
        return new Step(change, reason);
    }

    private static Route route(int table, int protocol, Optional<String> source, Nexthop... nexthops) {
        return new Route(
                RouteKey.defaultRoute(Family.IPV4, new TableId(table), 0),
                new RouteAction.Unicast(List.of(nexthops), source.map(IpAddress::parse)),
                protocol);
    }

    private static PolicyRule rule(int priority, RuleSelector selector, int table) {
        return new PolicyRule(
                Family.IPV4, new RulePriority(priority), selector, new RuleAction.Lookup(new TableId(table)), 157);
    }
}
