package dev.ftr.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ftr.model.Cidr;
import dev.ftr.model.Family;
import dev.ftr.model.FwMark;
import dev.ftr.model.InterfaceName;
import dev.ftr.model.IpAddress;
import dev.ftr.model.Nexthop;
import dev.ftr.model.PolicyRule;
import dev.ftr.model.Route;
import dev.ftr.model.RouteAction;
import dev.ftr.model.RouteKey;
import dev.ftr.model.RuleAction;
import dev.ftr.model.RulePriority;
import dev.ftr.model.RuleSelector;
import dev.ftr.model.TableId;
import dev.ftr.model.Weight;
import dev.ftr.plan.Change;
import dev.ftr.plan.Plan;
import dev.ftr.plan.Plan.Step;
import dev.ftr.testing.NetworkNamespace;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/** The routes and rules that we write, {@code ip} and the kernel give back as equal values. */
class IpRoundTripIT {
    private static final int OURS = 157;
    private static final CommandRunner RUNNER = new CommandRunner(Duration.ofSeconds(20));
    private static final NetworkNamespace ROUTER = NetworkNamespace.create("iproundtrip");
    private static final IpListing IPV4 = new IpListing(Family.IPV4);

    @BeforeAll
    static void buildRouter() {
        for (String[] pair : new String[][] {
            {"eth0", "192.0.2.2/24"}, {"wan.10", "198.51.100.2/24"}, {"eth0123456789ab", "203.0.113.2/24"}
        }) {
            ROUTER.ip("link add %s type veth peer name p%s".formatted(pair[0], pair[1].substring(0, 3)));
            ROUTER.ip("link set %s up".formatted(pair[0]));
            ROUTER.ip("link set p%s up".formatted(pair[1].substring(0, 3)));
            ROUTER.ip("address add %s dev %s".formatted(pair[1], pair[0]));
        }
    }

    @AfterAll
    static void close() {
        ROUTER.close();
    }

    @Test
    void rulesAreReadBackEqualAndDeleted() {
        List<PolicyRule> rules = new ArrayList<>();
        long priority = 40_000;
        for (RuleSelector selector : selectors())
            for (long table : List.of(1L, 65L, 254L, 4_294_967_295L))
                for (RuleAction action : List.of(
                        new RuleAction.Lookup(new TableId(table)),
                        new RuleAction.LookupWithoutDefault(new TableId(table)),
                        new RuleAction.GoTo(new RulePriority(50_000)),
                        new RuleAction.Nothing()))
                    rules.add(new PolicyRule(Family.IPV4, new RulePriority(priority++), selector, action, OURS));
        Set<PolicyRule> foreign = rules();
        assertEquals(
                List.of(), apply(rules.stream().<Change>map(Change.AddRule::new).toList()));
        Set<PolicyRule> read = rules();
        read.removeAll(foreign);
        assertEquals(new TreeSet<>(rules), read);
        assertEquals(
                List.of(),
                apply(rules.stream().<Change>map(Change.DeleteRule::new).toList()));
        assertEquals(foreign, rules());
    }

    private static List<RuleSelector> selectors() {
        List<RuleSelector> selectors = new ArrayList<>(List.of(new RuleSelector.All()));
        for (String source : List.of("192.0.2.2", "10.0.0.0/8", "203.0.113.128/25", "128.0.0.0/1"))
            selectors.add(new RuleSelector.From(Cidr.parse(source, Family.IPV4)));
        for (String source : List.of("192.0.2.2", "10.0.0.0/8", "128.0.0.0/1"))
            for (int mask : Vocabulary.MASKS)
                selectors.add(new RuleSelector.FromMarked(Cidr.parse(source, Family.IPV4), new FwMark(0, mask)));
        for (String destination : List.of("192.0.2.2", "169.254.0.0/16", "224.0.0.0/4"))
            for (int mask : Vocabulary.MASKS)
                selectors.add(new RuleSelector.ToMarked(Cidr.parse(destination, Family.IPV4), new FwMark(0, mask)));
        selectors.add(new RuleSelector.Renewal(IpAddress.parse("192.0.2.67")));
        selectors.add(new RuleSelector.AnyRenewal());
        for (int mask : Vocabulary.MASKS)
            for (int bits : new int[] {0, 1, 0x12345678, -1})
                selectors.add(new RuleSelector.Marked(new FwMark(bits & mask, mask)));
        return selectors;
    }

    @Test
    void rulesOfOurProtocolThatWeWouldNeverWriteCanBeDeleted() {
        for (String rule : List.of(
                "pref 31 from 203.0.113.77 unreachable protocol 157",
                "pref 32 iif eth0 lookup 1 protocol 157",
                "pref 33 ipproto tcp dport 22 lookup 1 protocol 157",
                "pref 34 l3mdev protocol 157",
                "pref 35 goto 32766 protocol 157",
                "pref 36 not from 10.2.0.0/16 uidrange 5-6 iif eth1 tos 0x10 fwmark 7/7 lookup 3 suppress_prefixlength 3 protocol 157",
                "pref 37 ipproto udp sport 53-54 oif eth0 blackhole protocol 157",
                "pref 38 to 10.0.0.0/8 realms 5/7 lookup 9 protocol 157",
                "pref 39 nop protocol 157",
                "pref 39 nop protocol static")) ROUTER.ip("rule add " + rule);
        List<Change> deletions = rules().stream()
                .filter(r -> r.protocol() == OURS)
                .<Change>map(Change.DeleteRule::new)
                .toList();
        assertEquals(9, deletions.size());
        assertEquals(List.of(), apply(deletions));
        assertTrue(rules().stream().noneMatch(r -> r.protocol() == OURS));
        assertTrue(rules().stream().anyMatch(r -> r.priority().value() == 39));
        ROUTER.ip("rule del pref 39");
    }

    @Test
    void routesAreReadBackEqualAndDeleted() {
        List<Route> routes = new ArrayList<>();
        Nexthop near = hop("192.0.2.1", "eth0", 1);
        Nexthop far = hop("198.51.100.1", "wan.10", 256);
        Nexthop bare = new Nexthop(Optional.empty(), new InterfaceName("eth0123456789ab"), new Weight(7));
        Optional<IpAddress> source = Optional.of(IpAddress.parse("192.0.2.2"));
        long table = 1000;
        for (String destination : List.of("default", "10.0.0.0/8", "203.0.113.77"))
            for (long metric : List.of(0L, 5L, 4_000_000_000L))
                for (RouteAction action : List.of(
                        new RouteAction.Unreachable(),
                        unicast(Optional.empty(), near),
                        unicast(source, near),
                        unicast(source, bare),
                        unicast(Optional.empty(), near, far),
                        unicast(source, near, far, bare),
                        unicast(Optional.empty(), near, hop("192.0.2.9", "eth0", 3)),
                        unicast(source, realm(near, 1)),
                        unicast(Optional.empty(), realm(bare, 65_535)),
                        unicast(Optional.empty(), realm(near, 1), realm(hop("192.0.2.9", "eth0", 3), 2), far),
                        unicast(Optional.empty(), realm(near, 10), realm(hop("192.0.2.9", "eth0", 1), 4)))) {
                    RouteKey key = new RouteKey(
                            Family.IPV4, new TableId(table++), Cidr.parse(destination, Family.IPV4), metric);
                    routes.add(new Route(key, action, OURS));
                }
        assertEquals(List.of(), apply(put(routes)));
        assertEquals(Set.copyOf(routes), read(routes));
        assertEquals(
                List.of(),
                apply(routes.stream().<Change>map(Change.DeleteRoute::new).toList()));
        assertEquals(Set.of(), read(routes));
    }

    // A device can vanish between the reading and the change; for a multipath route, ip then leaves its batch for good.
    @Test
    void aRouteThatIpCannotEvenReadStopsNoOther() {
        Route before = new Route(key(2000), unicast(Optional.empty(), hop("192.0.2.1", "eth0", 1)), OURS);
        Route gone = new Route(
                key(2001),
                unicast(Optional.empty(), hop("192.0.2.1", "eth0", 1), hop("198.51.100.1", "gone0", 1)),
                OURS);
        Route wrong = new Route(key(2002), unicast(Optional.empty(), hop("192.0.99.1", "eth0", 1)), OURS);
        Route after = new Route(key(2003), unicast(Optional.empty(), hop("192.0.2.1", "eth0", 1)), OURS);
        for (List<Route> order : List.of(
                List.of(before, gone, wrong, after),
                List.of(wrong, before, gone, after),
                List.of(gone, before, after))) {
            List<Refusal> refusals = apply(put(order));
            Set<String> messages =
                    new TreeSet<>(refusals.stream().map(Refusal::message).toList());
            assertEquals(order.contains(wrong) ? 2 : 1, refusals.size(), messages::toString);
            assertTrue(
                    messages.stream().anyMatch(m -> m.contains("table 2001") && m.contains("gone0")),
                    messages::toString);
            assertEquals(Set.of(before, after), read(order));
            assertEquals(List.of(), apply(List.of(new Change.DeleteRoute(before), new Change.DeleteRoute(after))));
        }
    }

    private static RouteKey key(long table) {
        return RouteKey.defaultRoute(Family.IPV4, new TableId(table), 0);
    }

    private static RouteAction unicast(Optional<IpAddress> source, Nexthop... hops) {
        return new RouteAction.Unicast(Arrays.asList(hops), source);
    }

    private static Nexthop hop(String gateway, String device, int weight) {
        return Nexthop.via(IpAddress.parse(gateway), new InterfaceName(device), new Weight(weight));
    }

    private static Nexthop realm(Nexthop hop, int realm) {
        return new Nexthop(hop.gateway(), hop.device(), hop.weight(), realm);
    }

    private static List<Change> put(List<Route> routes) {
        return routes.stream()
                .<Change>map(r -> new Change.PutRoute(Optional.empty(), r))
                .toList();
    }

    private static List<Refusal> apply(List<? extends Change> changes) {
        Plan plan = new Plan(changes.stream().map(c -> new Step(c, "test")).toList(), List.of());
        return ROUTER.run(() -> new PlanExecution(RUNNER, new Iptables(RUNNER, "")).run(plan));
    }

    private static Set<PolicyRule> rules() {
        return ROUTER.run(() -> new TreeSet<>(IPV4.rules(
                RUNNER.run(List.of("ip", "-N", "-j", "-4", "rule", "show"), "").out())));
    }

    private static Set<Route> read(List<Route> routes) {
        IpBatch batch = new IpBatch();
        routes.forEach(
                r -> batch.add(List.of("route", "show", "table", r.key().table().toString())));
        return ROUTER.run(() -> {
            CommandRunner.Result result =
                    RUNNER.run(List.of("ip", "-N", "-j", "-4", "-force", "-batch", "-"), batch.text());
            Map<Integer, String> answers = batch.outputs(result);
            Set<Route> read = new HashSet<>();
            for (var answer : answers.entrySet())
                read.addAll(IPV4.routes(
                        answer.getValue(), routes.get(answer.getKey()).key().table(), Optional.empty()));
            assertFalse(answers.isEmpty() && !result.failed());
            return read;
        });
    }
}
