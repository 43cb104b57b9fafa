package dev.ftr.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ftr.kernel.Fixtures.Ip;
import dev.ftr.model.Cidr;
import dev.ftr.model.Family;
import dev.ftr.model.FwMark;
import dev.ftr.model.InterfaceName;
import dev.ftr.model.IpAddress;
import dev.ftr.model.Link;
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
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;
import tools.jackson.core.JacksonException;
import tools.jackson.databind.ObjectMapper;

/** Listings of iproute2 4.20 to 6.13, of our own objects and of busy hosts. */
class IpListingFixturesTest {
    private static final int OURS = 157;
    private static final String OUR_PROTOCOL = "\"protocol\":\"157\"";
    private static final IpListing IPV4 = new IpListing(Family.IPV4);

    static List<Ip> listings() {
        return Fixtures.ip();
    }

    @ParameterizedTest
    @MethodSource("listings")
    void claimsWhatCarriesOurProtocolAndNothingElse(Ip listing) throws KernelException {
        Found read = read(listing, listing.text());
        int marked = listing.text().split(OUR_PROTOCOL, -1).length - 1;
        if (!listing.what().startsWith("route-all")) assertEquals(marked, read.ours());
    }

    @ParameterizedTest
    @MethodSource("listings")
    void readsEveryEntryThatIsNotEmpty(Ip listing) throws KernelException {
        long entries = new ObjectMapper()
                .readTree(listing.text())
                .valueStream()
                .filter(e -> !e.isEmpty())
                .count();
        // Tables whose name is not in ours are not read, since only a number can be one of ours.
        if (!listing.what().equals("route-all"))
            assertEquals(entries, read(listing, listing.text()).all());
    }

    @Property(tries = 3000)
    void brokenTextIsAtMostAKernelException(@ForAll("listing") Ip listing, @ForAll long seed) {
        String damaged = Damage.text(listing.text(), seed);
        try {
            read(listing, damaged);
        } catch (KernelException e) {
            assertFalse(isJson(damaged), () -> "is JSON: " + damaged);
        }
    }

    @Property(tries = 3000)
    void strangeValuesAreNoError(@ForAll("listing") Ip listing, @ForAll long seed) throws KernelException {
        String damaged = Damage.values(listing.text(), seed);
        Found read = read(listing, damaged);
        int marked = damaged.split(OUR_PROTOCOL, -1).length - 1;
        if (!listing.what().startsWith("route-all"))
            assertTrue(read.ours() <= marked, () -> "claims too much of " + damaged);
    }

    @Provide
    Arbitrary<Ip> listing() {
        return Arbitraries.of(Fixtures.ip());
    }

    @ParameterizedTest
    @ValueSource(strings = {"6.1-ours", "6.1-ours-names"})
    void recognisesOurRulesExactly(String host) throws KernelException {
        List<PolicyRule> ours = IPV4.rules(Fixtures.text("ip/" + host + ".rule.json")).stream()
                .filter(r -> r.protocol() == OURS)
                .toList();
        assertEquals(
                List.of(
                        rule(20000, new RuleSelector.All(), new RuleAction.LookupWithoutDefault(TableId.MAIN)),
                        rule(20001, from("192.0.2.2"), lookup(1)),
                        rule(20002, from("198.51.100.2"), lookup(2)),
                        rule(20003, from("10.64.64.2"), lookup(3)),
                        rule(20065, marked(1), lookup(1)),
                        rule(20066, marked(2), lookup(2)),
                        rule(20067, marked(3), lookup(3)),
                        rule(20129, new RuleSelector.All(), lookup(65))),
                ours);
    }

    @ParameterizedTest
    @ValueSource(strings = {"6.1-ours", "6.1-ours-names"})
    void recognisesOurRoutesExactly(String host) throws KernelException {
        Set<Route> expected = ourRoutes();
        Set<Route> read = new HashSet<>();
        for (int table : List.of(1, 2, 3, 65))
            read.addAll(IPV4.routes(
                    Fixtures.text("ip/%s.route-%d.json".formatted(host, table)), new TableId(table), Optional.empty()));
        assertEquals(expected, read);
    }

    @Test
    void findsOurRoutesInAListingOfAllTables() throws KernelException {
        String text = Fixtures.text("ip/6.1-ours.route-all-157.json");
        assertEquals(ourRoutes(), Set.copyOf(IPV4.routesOfAllTables(text, OURS)));
    }

    @Test
    void aLostCarrierIsNoDifference() throws KernelException {
        String text = Fixtures.text("ip/6.1-carrier-lost.route-65.json");
        assertTrue(text.contains("linkdown"));
        List<Route> routes = IPV4.routes(text, new TableId(65), Optional.empty());
        assertTrue(ourRoutes().containsAll(routes), routes::toString);
    }

    @Test
    void whatWeNeverWriteIsForeignEvenUnderOurProtocol() throws KernelException {
        for (int table : List.of(4, 5, 7, 9)) {
            String text = Fixtures.text("ip/6.1-everything.route-%d.json".formatted(table));
            List<Route> routes = IPV4.routes(text, new TableId(table), Optional.empty());
            assertEquals(1, routes.size());
            assertTrue(routes.getFirst().action() instanceof RouteAction.Foreign, text);
        }
        for (PolicyRule rule : IPV4.rules(Fixtures.text("ip/6.1-everything.rule.json"))) {
            long priority = rule.priority().value();
            boolean foreign =
                    rule.selector() instanceof RuleSelector.Foreign || rule.action() instanceof RuleAction.Foreign;
            if (rule.protocol() == OURS && priority >= 31 && priority <= 36 && priority != 35)
                assertTrue(foreign, rule::toString);
        }
    }

    @Test
    void aRouteForSomeSourcesOnlyIsNotTheDefaultRoute() throws KernelException {
        String text = Fixtures.text("ip/6.1-everything.route-500.ipv6.json");
        RouteKey key = RouteKey.defaultRoute(Family.IPV6, new TableId(500), 1024);
        List<Route> defaults = new IpListing(Family.IPV6)
                .routes(text, new TableId(500), Optional.empty()).stream()
                        .filter(r -> r.key().equals(key))
                        .toList();
        assertEquals(
                1,
                defaults.stream()
                        .filter(r -> r.action() instanceof RouteAction.Unicast)
                        .count());
    }

    @Test
    void suppressedDefaultIsReadUnderBothItsNames() throws KernelException {
        List<PolicyRule> rules = IPV4.rules(Fixtures.text("ip/6.1-wg-quick-long-word.rule.json"));
        assertTrue(
                rules.contains(rule(20000, new RuleSelector.All(), new RuleAction.LookupWithoutDefault(TableId.MAIN))));
        assertTrue(IPV4.rules(Fixtures.text("ip/6.1-wg-quick.rule.json")).stream()
                .anyMatch(r -> r.priority().value() == 32764
                        && r.action().equals(new RuleAction.LookupWithoutDefault(TableId.MAIN))));
    }

    @Test
    void foreignRulesAreWordedAsIpTakesThem() throws KernelException {
        Map<Integer, String> words = Map.ofEntries(
                Map.entry(10, "from all to 10.9.0.0/16 iif eth0 lookup 500"),
                Map.entry(12, "from all iif nosuch0 lookup 502"),
                Map.entry(13, "from all ipproto 6 dport 80-443 lookup 503"),
                Map.entry(14, "from all ipproto 17 sport 53 lookup 504"),
                Map.entry(15, "from all tos 0x10 lookup 505"),
                Map.entry(16, "from all uidrange 1000-1999 lookup 506"),
                Map.entry(17, "not from 10.0.0.0/8 fwmark 0x1ff/0xff lookup 507"),
                Map.entry(19, "from all goto 60000"),
                Map.entry(20, "from all blackhole"),
                Map.entry(21, "from 203.0.113.9 unreachable"),
                Map.entry(22, "from all to 203.0.113.10 prohibit"),
                Map.entry(23, "from all nop"),
                Map.entry(24, "from all l3mdev"),
                Map.entry(25, "from all lookup main suppress_prefixlength 8"),
                Map.entry(29, "from 192.0.2.0/24 realms 5/7 lookup 508"));
        for (PolicyRule rule : IPV4.rules(Fixtures.text("ip/6.1-everything.rule.json"))) {
            String expected = words.get((int) rule.priority().value());
            if (expected != null) assertEquals(expected, rule.selector() + " " + rule.action());
        }
    }

    @Test
    void linksWithAddressesAndPeers() throws KernelException {
        var links = IPV4.links(Fixtures.text("ip/5.10-mwan3.link.json"), Fixtures.text("ip/5.10-mwan3.address.json"));
        Link ppp = link(links, "pppoe-wan2");
        assertTrue(ppp.adminUp() && ppp.carrier());
        assertEquals(Optional.of(ip("10.255.255.1")), ppp.addresses().getFirst().peer());
        var docker =
                IPV4.links(Fixtures.text("ip/4.20-docker.link.json"), Fixtures.text("ip/4.20-docker.address.json"));
        assertFalse(link(docker, "docker0").carrier());
        assertEquals(1, link(docker, "ens3").addresses().size());
    }

    // The kernel takes any bytes but slash, colon and white space; what is not UTF-8 grows when decoded.
    @Test
    void anInterfaceWithAnUnspeakableNameHidesNoOther() throws KernelException {
        String name = "w" + "\ufffd".repeat(6);
        String json = "[{\"ifname\":\"%s\",\"flags\":[\"UP\"]},{\"ifname\":\"eth0\",\"flags\":[\"UP\",\"LOWER_UP\"]}]"
                .formatted(name);
        assertEquals(Set.of(new InterfaceName("eth0")), IPV4.links(json, "[]").keySet());
    }

    @Test
    void aGatewayIsANeighbourWhenItsRouteHasNoGateway() throws KernelException {
        String neighbour = Fixtures.text("ip/6.1-ours.get-neighbour.json");
        assertTrue(IpListing.isNeighbour(neighbour, new InterfaceName("eth0")));
        assertFalse(IpListing.isNeighbour(neighbour, new InterfaceName("eth1")));
        assertTrue(IpListing.isNeighbour(Fixtures.text("ip/6.1-ours.get-peer.json"), new InterfaceName("wan.10")));
        assertFalse(IpListing.isNeighbour(Fixtures.text("ip/6.1-ours.get-default.json"), new InterfaceName("eth0")));
        assertFalse(IpListing.isNeighbour("[]", new InterfaceName("eth0")));
    }

    @Test
    void namesTheDefaultRouteOfMain() throws KernelException {
        assertEquals(
                Optional.of("default via 192.0.2.1 dev eth0"),
                IpListing.defaultInMain(Fixtures.text("ip/6.1-ours.get-default.json")));
        assertEquals(Optional.empty(), IpListing.defaultInMain(Fixtures.text("ip/6.1-ours.get-neighbour.json")));
    }

    private record Found(int all, int ours) {}

    private static Found read(Ip listing, String text) throws KernelException {
        IpListing reader = new IpListing(listing.family());
        String what = listing.what();
        if (what.equals("link") || what.equals("address"))
            return new Found(reader.links(text, text).size(), 0);
        if (what.equals("rule")) {
            List<PolicyRule> rules = reader.rules(text);
            return new Found(rules.size(), (int)
                    rules.stream().filter(r -> r.protocol() == OURS).count());
        }
        if (what.startsWith("get-")) {
            IpListing.isNeighbour(text, new InterfaceName("eth0"));
            IpListing.defaultInMain(text);
            return new Found(1, 0);
        }
        if (what.equals("route-all-157")) {
            int routes = reader.routesOfAllTables(text, OURS).size();
            return new Found(routes, routes);
        }
        if (what.equals("route-all"))
            return new Found(reader.routesOfAllTables(text, 3).size(), 0);
        List<Route> routes = reader.routes(text, table(what.substring("route-".length())), Optional.empty());
        return new Found(routes.size(), (int)
                routes.stream().filter(r -> r.protocol() == OURS).count());
    }

    private static TableId table(String name) {
        return switch (name) {
            case "main" -> TableId.MAIN;
            case "local" -> new TableId(255);
            default -> new TableId(Long.parseLong(name));
        };
    }

    private static boolean isJson(String text) {
        try {
            new ObjectMapper().readTree(text);
            return true;
        } catch (JacksonException e) {
            return false;
        }
    }

    private static Set<Route> ourRoutes() {
        return Set.of(
                route(1, 0, "192.0.2.2", hop("192.0.2.1", "eth0", 1)),
                guard(1),
                route(2, 0, "198.51.100.2", hop("198.51.100.1", "eth1", 1)),
                guard(2),
                route(3, 0, "10.64.64.2", hop("", "wan.10", 1)),
                guard(3),
                route(65, 0, "", hop("192.0.2.1", "eth0", 2), hop("198.51.100.1", "eth1", 1), hop("", "wan.10", 256)));
    }

    private static Route route(int table, long metric, String source, Nexthop... hops) {
        return new Route(
                RouteKey.defaultRoute(Family.IPV4, new TableId(table), metric),
                new RouteAction.Unicast(
                        Arrays.asList(hops), source.isEmpty() ? Optional.empty() : Optional.of(ip(source))),
                OURS);
    }

    private static Route guard(int table) {
        return new Route(
                RouteKey.defaultRoute(Family.IPV4, new TableId(table), 4_000_000_000L),
                new RouteAction.Unreachable(),
                OURS);
    }

    private static Nexthop hop(String gateway, String device, int weight) {
        return new Nexthop(
                gateway.isEmpty() ? Optional.empty() : Optional.of(ip(gateway)),
                new InterfaceName(device),
                new Weight(weight));
    }

    private static PolicyRule rule(long priority, RuleSelector selector, RuleAction action) {
        return new PolicyRule(Family.IPV4, new RulePriority(priority), selector, action, OURS);
    }

    private static RuleSelector from(String address) {
        return new RuleSelector.From(Cidr.host(ip(address)));
    }

    private static RuleSelector marked(int value) {
        return new RuleSelector.Marked(new FwMark(value, 0xff));
    }

    private static RuleAction lookup(int table) {
        return new RuleAction.Lookup(new TableId(table));
    }

    private static Link link(Map<InterfaceName, Link> links, String name) {
        return Objects.requireNonNull(links.get(new InterfaceName(name)));
    }

    private static IpAddress ip(String text) {
        return IpAddress.parse(text);
    }
}
