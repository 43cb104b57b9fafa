package dev.ftr.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.ftr.demo.SimulatedKernel;
import dev.ftr.model.ChainId;
import dev.ftr.model.ChainRule;
import dev.ftr.model.Cidr;
import dev.ftr.model.Family;
import dev.ftr.model.FirewallTable;
import dev.ftr.model.FwMark;
import dev.ftr.model.InterfaceName;
import dev.ftr.model.IpAddress;
import dev.ftr.model.KernelState;
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
import dev.ftr.scenario.Disturbances;
import dev.ftr.scenario.Scenario;
import dev.ftr.scenario.Scenarios;
import dev.ftr.testing.Schemas;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.EdgeCasesMode;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.ObjectMapper;
import tools.jackson.databind.node.ObjectNode;

/** A state that was written is read back equal, whatever is in it. */
class StateJsonTest {
    private static final ObjectMapper JSON = new ObjectMapper();

    @Property(seed = Scenarios.SEED, tries = 60, edgeCases = EdgeCasesMode.NONE)
    void wholeRoutersAreReadBackEqual(
            @ForAll(supplier = Scenarios.class) Scenario scenario,
            @ForAll @Size(max = 10) List<@IntRange(min = 0, max = 999) Integer> damages) {
        SimulatedKernel kernel = scenario.kernel();
        for (int code : scenario.foreign()) Disturbances.addForeign(kernel, scenario.before(), code);
        scenario.routerBefore(kernel).apply(scenario.knownBefore());
        for (int code : damages) Disturbances.damage(kernel, scenario.routerBefore(kernel), code);
        assertReadBackEqual(scenario.routerBefore(kernel).read().state());
    }

    @Property
    void everyChainRuleIsReadBackEqual(@ForAll("chainRules") List<ChainRule> rules) {
        ChainId chain = new ChainId(Family.IPV4, FirewallTable.MANGLE, "FTR-OUTPUT");
        assertReadBackEqual(new KernelState(Map.of(), Set.of(), Set.of(), Map.of(chain, rules), Map.of()));
    }

    @Property
    void everyRouteAndRuleIsReadBackEqual(@ForAll("routes") Set<Route> routes, @ForAll("rules") Set<PolicyRule> rules) {
        assertReadBackEqual(new KernelState(Map.of(), routes, rules, Map.of(), Map.of()));
    }

    @Test
    void isReadableForPeople() {
        KernelState state = new KernelState(
                Map.of(Sysctl.IP_FORWARD, "1"),
                Set.of(new Route(
                        RouteKey.defaultRoute(Family.IPV4, new TableId(1), 0),
                        new RouteAction.Unicast(
                                List.of(Nexthop.via(
                                        IpAddress.parse("192.0.2.1"), new InterfaceName("eth1"), Weight.ONE)),
                                Optional.of(IpAddress.parse("192.0.2.2"))),
                        157)),
                Set.of(),
                Map.of(),
                Map.of());
        assertEquals(
                "{'format_version':1,'sysctls':{'net/ipv4/ip_forward':'1'},'routes':[{'family':'ipv4','table':1,"
                        + "'destination':'default','metric':0,'protocol':157,'nexthops':[{'via':'192.0.2.1',"
                        + "'dev':'eth1','weight':1}],'src':'192.0.2.2'}],'rules':[],'chains':[],'jumps':[]}",
                StateJson.of(state).toString().replace('"', '\''));
    }

    @Test
    void whatIsNoStateIsRefusedWithWords() {
        assertThrows(IllegalArgumentException.class, () -> StateJson.read(JSON.readTree("{}")));
        assertThrows(IllegalArgumentException.class, () -> StateJson.read(JSON.readTree("[1]")));
        ObjectNode later = StateJson.of(KernelState.EMPTY).put("format_version", 2);
        assertThrows(IllegalArgumentException.class, () -> StateJson.read(later));
        ObjectNode wrong = StateJson.of(KernelState.EMPTY).put("rules", "none");
        wrong.putArray("routes").add("default");
        assertThrows(IllegalArgumentException.class, () -> StateJson.read(wrong));
    }

    private static void assertReadBackEqual(KernelState state) {
        JsonNode written = Schemas.fit("state#kernel_state", StateJson.of(state).toPrettyString());
        assertEquals(state, StateJson.read(written));
    }

    @Provide
    Arbitrary<List<ChainRule>> chainRules() {
        Arbitrary<ChainRule> foreign = Arbitraries.of(
                        "-s 10.1.2.0/24 -j ACCEPT",
                        "-m comment --comment \"two words\" -j MARK --set-xmark 0x1/0xff",
                        "-j MASQUERADE",
                        "-p tcp -m tcp --dport 22 -j RETURN")
                .map(ChainRule.Unreadable::new);
        return Arbitraries.oneOf(Vocabulary.rulesWithSets(), foreign).list().ofMaxSize(5);
    }

    @Provide
    Arbitrary<Set<Route>> routes() {
        Arbitrary<RouteKey> keys = Combinators.combine(
                        cidrs(), Arbitraries.longs().between(1, TableId.MAXIMUM), unsigned())
                .as((destination, table, metric) ->
                        new RouteKey(destination.family(), new TableId(table), destination, metric));
        Arbitrary<Nexthop> nexthops = Combinators.combine(
                        addresses().optional(),
                        Arbitraries.of(Vocabulary.DEVICES),
                        Arbitraries.integers().between(1, 256).map(Weight::new),
                        Arbitraries.integers().between(0, 0xffff))
                .as(Nexthop::new);
        Arbitrary<RouteAction> unicast = Combinators.combine(
                        nexthops.list().ofMinSize(1).ofMaxSize(4), addresses().optional())
                .as(RouteAction.Unicast::new);
        Arbitrary<RouteAction> actions = Arbitraries.oneOf(
                unicast,
                Arbitraries.just(new RouteAction.Unreachable()),
                Arbitraries.strings().map(RouteAction.Foreign::new));
        return Combinators.combine(keys, actions, protocols())
                .as(Route::new)
                .set()
                .ofMaxSize(5);
    }

    @Provide
    Arbitrary<Set<PolicyRule>> rules() {
        Arbitrary<RuleSelector> selectors = Arbitraries.oneOf(
                Arbitraries.just(new RuleSelector.All()),
                cidrs().map(RuleSelector.From::new),
                Combinators.combine(cidrs(), Vocabulary.marks()).as(RuleSelector.ToMarked::new),
                cidrs().map(c -> new RuleSelector.Renewal(c.address())),
                Arbitraries.just(new RuleSelector.AnyRenewal()),
                Combinators.combine(cidrs(), Vocabulary.marks()).as(RuleSelector.FromMarked::new),
                Vocabulary.marks().map(RuleSelector.Marked::new),
                Arbitraries.just(new RuleSelector.Marked(new FwMark(0, 0))),
                Arbitraries.strings().map(RuleSelector.Foreign::new));
        Arbitrary<TableId> tables =
                Arbitraries.longs().between(1, TableId.MAXIMUM).map(TableId::new);
        Arbitrary<RuleAction> actions = Arbitraries.oneOf(
                tables.map(RuleAction.Lookup::new),
                tables.map(RuleAction.LookupWithoutDefault::new),
                unsigned().map(RulePriority::new).map(RuleAction.GoTo::new),
                Arbitraries.just(new RuleAction.Nothing()),
                Arbitraries.strings().map(RuleAction.Foreign::new));
        return Combinators.combine(selectors, actions, unsigned(), protocols(), Arbitraries.of(Family.class))
                .as((selector, action, priority, protocol, family) -> new PolicyRule(
                        familyOf(selector).orElse(family), new RulePriority(priority), selector, action, protocol))
                .set()
                .ofMaxSize(5);
    }

    private static Optional<Family> familyOf(RuleSelector selector) {
        return switch (selector) {
            case RuleSelector.From(Cidr source) -> Optional.of(source.family());
            case RuleSelector.FromMarked(Cidr source, FwMark mark) -> Optional.of(source.family());
            case RuleSelector.ToMarked(Cidr destination, FwMark mark) -> Optional.of(destination.family());
            case RuleSelector.Renewal(IpAddress server) -> Optional.of(server.family());
            case RuleSelector.All all -> Optional.empty();
            case RuleSelector.AnyRenewal any -> Optional.empty();
            case RuleSelector.Marked marked -> Optional.empty();
            case RuleSelector.Renewal renewal -> Optional.empty();
            case RuleSelector.Foreign foreign -> Optional.empty();
        };
    }

    private static Arbitrary<Cidr> cidrs() {
        return Combinators.combine(addresses(), Arbitraries.integers().between(0, 128))
                .as((address, length) ->
                        new Cidr(address, Math.min(length, address.family().addressBits())));
    }

    private static Arbitrary<IpAddress> addresses() {
        return Arbitraries.of("0.0.0.0", "10.1.2.3", "192.0.2.255", "255.255.255.255", "::", "2001:db8::1", "fe80::f:1")
                .map(IpAddress::parse);
    }

    private static Arbitrary<Long> unsigned() {
        return Arbitraries.longs().between(0, 0xffff_ffffL);
    }

    private static Arbitrary<Integer> protocols() {
        return Arbitraries.integers().between(0, 255);
    }
}
