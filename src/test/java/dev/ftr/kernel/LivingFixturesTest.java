package dev.ftr.kernel;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import dev.ftr.config.RouterConfig;
import dev.ftr.config.RouterConfig.Numbering;
import dev.ftr.daemon.MachineCheck;
import dev.ftr.demo.ForeignSnapshot;
import dev.ftr.demo.SimulatedKernel;
import dev.ftr.model.ChainId;
import dev.ftr.model.Family;
import dev.ftr.model.FirewallTable;
import dev.ftr.model.ForeignFirewall;
import dev.ftr.model.FwMark;
import dev.ftr.model.InterfaceName;
import dev.ftr.model.Link;
import dev.ftr.model.Links;
import dev.ftr.model.Machine;
import dev.ftr.model.PolicyRule;
import dev.ftr.model.Route;
import dev.ftr.model.RulePriority;
import dev.ftr.model.TableId;
import dev.ftr.plan.Change;
import dev.ftr.plan.Lints;
import dev.ftr.plan.Plan;
import dev.ftr.scenario.Configs;
import dev.ftr.scenario.Router;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Docker, tailscale, wg-quick and libvirt as the tools list them, on the simulated kernel and before the lints. */
class LivingFixturesTest {
    private static final IpListing LISTING = new IpListing(Family.IPV4);
    private static final Map<String, List<Integer>> TABLES = Map.of(
            "docker", List.of(254),
            "libvirt", List.of(254),
            "tailscale", List.of(254, 52),
            "wg-quick", List.of(254, 51820));

    private final SimulatedKernel kernel = new SimulatedKernel();
    private final Map<ChainId, Integer> lengths = new HashMap<>();

    @ParameterizedTest
    @ValueSource(strings = {"docker", "tailscale", "wg-quick", "libvirt"})
    void nothingOfTheirsIsInAnyPlan(String tool) throws KernelException {
        Router router = router(Configs.BEFORE_MAIN);
        load(tool);
        ForeignSnapshot theirs = kernel.foreign(router.protocol());
        for (List<Integer> down : List.of(List.<Integer>of(), List.of(0), List.of(0, 1))) {
            Plan plan = router.plan(Configs.down(router.config(), down.toArray(Integer[]::new)));
            assertEquals(List.of(), foreign(plan, router.config()));
            assertEquals(List.of(), kernel.apply(plan));
            assertTrue(router.plan(Configs.down(router.config(), down.toArray(Integer[]::new)))
                    .isEmpty());
            assertEquals(theirs, kernel.foreign(router.protocol()));
        }
        kernel.apply(router.teardown());
        assertEquals(theirs, kernel.foreign(router.protocol()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"docker", "tailscale", "libvirt"})
    void thePlanHasNoWarningOfTheirRoutesAndRules(String tool) throws KernelException {
        Router router = router(Configs.BEFORE_MAIN);
        load(tool);
        assertEquals(List.of(), router.plan(Configs.down(router.config())).warnings());
    }

    @Test
    void aTunnelForEverythingIsWarnedOfByWhereItStands() throws KernelException {
        load("wg-quick");
        List<String> before =
                router(Configs.BEFORE_MAIN).plan(Configs.down(config())).warnings();
        assertEquals(1, before.size(), before::toString);
        assertTrue(before.getFirst().contains("'32765: not from all fwmark 0xca6c lookup 51820' stands behind ours"));
        Router behind = new Router(kernel, Configs.of(Configs.DEFAULTS, List.of(Configs.uplink(0))));
        List<String> after = behind.plan(Configs.down(behind.config())).warnings();
        assertEquals(1, after.size(), after::toString);
        assertTrue(after.getFirst().contains("is asked before ours"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"nft", "legacy"})
    void aPublishedPortNeedsItsBridgeAmongTheDownlinks(String flavour) throws KernelException {
        List<String> lints = lints("docker", flavour, Configs.BEFORE_MAIN, List.of(Configs.LAN));
        assertEquals(1, lints.size(), lints::toString);
        assertTrue(lints.getFirst().contains("--to-destination 172.17.0.2:9000' sends callers to docker0"));
        assertTrue(lints.getFirst().contains("downlinks: {lan: [lan0, docker0]}"));
        assertEquals(
                List.of(),
                lints("docker", flavour, Configs.BEFORE_MAIN, List.of(Configs.LAN, new InterfaceName("docker0"))));
    }

    @ParameterizedTest
    @ValueSource(strings = {"nft", "legacy"})
    void tailscaleIsInTheWayOnlyOfItsOwnBits(String flavour) throws KernelException {
        assertEquals(List.of(), lints("tailscale", flavour, Configs.BEFORE_MAIN, List.of(Configs.LAN)));
        Numbering theirs = new Numbering(1, 20000, 0x10000, 0xff0000, 157);
        List<String> lints = lints("tailscale", flavour, theirs, List.of(Configs.LAN));
        assertEquals(2, lints.size(), lints::toString);
        assertTrue(
                lints.stream().anyMatch(l -> l.contains("filter ts-forward: -i tailscale0 -j MARK")), lints::toString);
        assertTrue(lints.stream().allMatch(l -> l.contains("fwmark_mask: 0xff and base_fwmark: 0x1")), lints::toString);
    }

    @ParameterizedTest
    @ValueSource(strings = {"nft", "legacy"})
    void wgQuickKeepsTheMarkOfItsTunnelInTheConnection(String flavour) throws KernelException {
        List<String> lints = lints("wg-quick", flavour, Configs.BEFORE_MAIN, List.of(Configs.LAN));
        assertEquals(1, lints.size(), lints::toString);
        assertTrue(lints.getFirst().contains("--mark 0xca6c"), lints::toString);
        assertTrue(lints.getFirst().contains("fwmark_mask: 0xff0000 and base_fwmark: 0x10000"), lints::toString);
        Numbering others = new Numbering(1, 20000, 0x10000, 0xff0000, 157);
        assertEquals(List.of(), lints("wg-quick", flavour, others, List.of(Configs.LAN)));
    }

    @ParameterizedTest
    @ValueSource(strings = {"nft", "legacy"})
    void libvirtIsInNobodysWay(String flavour) throws KernelException {
        assertEquals(List.of(), lints("libvirt", flavour, Configs.BEFORE_MAIN, List.of(Configs.LAN)));
    }

    @Test
    void theFlavourIsRead() {
        assertTrue(ForeignListing.parse(Fixtures.text("living/docker/nft.save")).nft());
        assertTrue(!ForeignListing.parse(Fixtures.text("living/docker/legacy.save"))
                .nft());
    }

    @Test
    void ofAWayTooLongToBeFollowedNothingIsSaid() {
        String rule = "-A INPUT -s 192.0.2.1/32 -j ACCEPT\n";
        String listing = "*filter\n:INPUT DROP [0:0]\n" + rule.repeat(3000) + "COMMIT\n";
        ForeignFirewall read = ForeignListing.parse(listing);
        assertEquals(List.of(), read.rules());
        assertEquals(Map.of(), read.policies());
    }

    @Test
    void ofAChainThatNobodyJumpsToNothingIsSaid() {
        String listing = """
                *mangle
                :PREROUTING ACCEPT [0:0]
                :used - [0:0]
                :deep - [0:0]
                :idle - [0:0]
                :below - [0:0]
                -A PREROUTING -i eth0 -j used
                -A used -g deep
                -A deep -j MARK --set-xmark 0x1/0xff
                -A idle -j below
                -A below -j MARK --set-xmark 0x2/0xff
                COMMIT
                """;
        assertEquals(
                List.of("mangle deep: -j MARK --set-xmark 0x1/0xff"),
                ForeignListing.parse(listing).rules().stream()
                        .map(Object::toString)
                        .toList());
    }

    @Test
    void damagedListingsAreNoError() {
        for (String tool : TABLES.keySet())
            for (long seed = 0; seed < 300; seed++) {
                ForeignFirewall read =
                        ForeignListing.parse(Damage.text(Fixtures.text("living/" + tool + "/nft.save"), seed));
                Lints.of(MachineCheck.claims(config()), machine(Links.NONE, read));
            }
    }

    private static RouterConfig config() {
        return Configs.of(Configs.BEFORE_MAIN, List.of(Configs.uplink(0), Configs.uplink(1)));
    }

    private static List<String> lints(String tool, String flavour, Numbering numbering, List<InterfaceName> downlinks)
            throws KernelException {
        RouterConfig plain =
                Configs.of(numbering, List.of(Configs.uplink(numbering, 0, 0, false, OptionalInt.of(1), 1)));
        RouterConfig config = new RouterConfig(
                plain.uplinks(), downlinks, plain.traffic(), false, plain.log(), plain.email(), plain.numbering());
        ForeignFirewall firewall = ForeignListing.parse(Fixtures.text("living/%s/%s.save".formatted(tool, flavour)));
        return Lints.of(MachineCheck.claims(config), machine(Links.of(links(tool)), firewall));
    }

    private static Machine machine(Links links, ForeignFirewall firewall) {
        return new Machine(links, Set.of(), Map.of(), Map.of(), Map.of(), Set.of(), true, Optional.of(firewall));
    }

    private Router router(Numbering numbering) {
        return new Router(kernel, Configs.of(numbering, List.of(Configs.uplink(0), Configs.uplink(1))));
    }

    private static Map<InterfaceName, Link> links(String tool) throws KernelException {
        return LISTING.links(text(tool, "link"), text(tool, "address"));
    }

    private void load(String tool) throws KernelException {
        kernel.addLink(Configs.LAN, List.of(Configs.LAN_ADDRESS));
        for (int provider = 0; provider < 2; provider++)
            kernel.addLink(Configs.device(provider), List.of(Configs.onNetwork(provider)));
        links(tool).values().stream()
                .filter(link -> !link.name().value().equals("lo"))
                .forEach(link -> kernel.addLink(link.name(), link.addresses()));
        for (int table : TABLES.getOrDefault(tool, List.of()))
            for (Route route : LISTING.routes(text(tool, "route-" + table), new TableId(table), Optional.empty()))
                if (kernel.routes().stream().noneMatch(r -> r.key().equals(route.key()))) kernel.addRoute(route);
        for (PolicyRule rule : LISTING.rules(text(tool, "rule")))
            if (rule.priority().compareTo(RulePriority.MAIN) < 0
                    && rule.priority().value() > 0) kernel.addRule(rule);
        String table = "";
        for (String line : Fixtures.text("living/" + tool + "/nft.save").lines().toList()) {
            if (line.startsWith("*")) table = line.substring(1);
            Optional<FirewallTable> read = known(table);
            if (read.isEmpty()) continue;
            if (line.startsWith(":")) kernel.createChain(chain(read.get(), line.substring(1, line.indexOf(' '))));
            if (line.startsWith("-A ")) append(read.get(), line.split(" ", 3));
        }
    }

    private void append(FirewallTable table, String[] words) {
        ChainId chain = chain(table, words[1]);
        kernel.insertChainRule(chain, lengths.merge(chain, 1, Integer::sum), words[2]);
    }

    private static Optional<FirewallTable> known(String table) {
        return Stream.of(FirewallTable.values())
                .filter(t -> t.toString().equals(table) && !table.equals("filter"))
                .findFirst();
    }

    private static ChainId chain(FirewallTable table, String name) {
        return new ChainId(Family.IPV4, table, name);
    }

    private static String text(String tool, String what) {
        return Fixtures.text("living/%s/%s.json".formatted(tool, what));
    }

    /** What a plan would take away that is not ours. */
    private static List<Change> foreign(Plan plan, RouterConfig config) {
        String protocol = Integer.toString(config.numbering().routeProtocol());
        List<Change> foreign = new ArrayList<>();
        for (Plan.Step step : plan.steps()) {
            List<String> command = ChangeText.of(step.change()).command();
            boolean ours = step.change() instanceof Change.ForgetConnections(FwMark mark)
                    ? config.uplinks().stream().anyMatch(u -> u.mark().equals(mark))
                    : command.contains(protocol) || String.join(" ", command).contains(ChainId.PREFIX);
            if (step.change().action() != Change.Action.CREATE && !ours) foreign.add(step.change());
        }
        return foreign.stream()
                .filter(c -> !ChangeText.of(c).kind().equals("sysctl"))
                .toList();
    }
}
