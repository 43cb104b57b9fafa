package dev.ftr.scenario;

import dev.ftr.config.RouterConfig;
import dev.ftr.config.RouterConfig.Numbering;
import dev.ftr.config.Uplink;
import dev.ftr.demo.SimulatedKernel;
import dev.ftr.desired.Layout;
import dev.ftr.model.ChainId;
import dev.ftr.model.ChainRule;
import dev.ftr.model.Cidr;
import dev.ftr.model.Family;
import dev.ftr.model.FirewallTable;
import dev.ftr.model.KernelState;
import dev.ftr.model.Link;
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
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** What other programs and people do to a kernel; each chosen by a code, so that a scenario is plain numbers. */
public final class Disturbances {
    private static final int STATIC = 4;
    private static final int DHCP = 16;
    private static final int KINDS = 16;

    private Disturbances() {}

    /** Adds something foreign, however near ours, that takes no traffic of ours. */
    public static void addForeign(SimulatedKernel kernel, RouterConfig config, int code) {
        Numbering numbering = config.numbering();
        int pick = code / KINDS;
        Uplink uplink = config.uplinks().get(pick % config.uplinks().size());
        TableId ownTable = new Layout(numbering).tableOf(uplink.id());
        switch (code % KINDS) {
            case 0 -> addRoute(kernel, unreachable(ownTable, "10.8.%d.0/24".formatted(pick), 0, STATIC));
            case 1 -> addRoute(kernel, unreachable(new Layout(numbering).multipathTable(), "10.8.0.0/16", 0, STATIC));
            case 2 -> addRoute(kernel, unreachable(ownTable, "default", 4_000_000_001L, STATIC));
            case 3 -> addRoute(kernel, lan(new TableId(5000), "default", DHCP));
            case 4 -> addRoute(kernel, lan(TableId.MAIN, "10.7.%d.0/24".formatted(pick), STATIC));
            case 5, 6 ->
                addRule(kernel, uplinkPriority(numbering, uplink), from("172.16.%d.0/24".formatted(pick)), 5000);
            case 7 ->
                addRule(kernel, uplinkPriority(numbering, uplink), new RuleSelector.Foreign("from all iif x"), 5000);
            case 8 -> addRule(kernel, new Layout(numbering).multipathPriority(), from("172.17.0.0/16"), 5000);
            case 9 -> twin(kernel, new Layout(numbering).markPriority(uplink.id()), uplink, ownTable);
            case 10 -> addRule(kernel, new RulePriority(5000), from("172.18.0.0/16"), ownTable.value());
            default -> addChainRule(kernel, table(code), pick);
        }
    }

    /** Whether this code adds a foreign rule that selects by a mark of ours, and so takes traffic of ours after all. */
    public static boolean usesOurMarks(int code) {
        return code % KINDS == 9;
    }

    /** Breaks, adds or moves something that is ours, or pretends to be. */
    public static void damage(SimulatedKernel kernel, Router router, int code) {
        KernelState state = router.read().state();
        int pick = code / KINDS;
        switch (code % KINDS) {
            case 0, 1 ->
                pick(owned(state.routes().stream().toList(), router), pick).ifPresent(kernel::deleteRoute);
            case 2, 3 -> pick(ownedRules(state, router), pick).ifPresent(kernel::deleteRule);
            case 4 -> pickChain(state, pick).ifPresent(c -> deleteChainRule(kernel, c, pick));
            case 5 ->
                pickChain(state, pick)
                        .ifPresent(c -> kernel.insertChainRule(
                                c.getKey(), 1 + pick % (c.getValue().size() + 1), "-s 10.1.2.0/24 -j ACCEPT"));
            case 6 ->
                pickChain(state, pick)
                        .filter(c -> !c.getValue().isEmpty())
                        .ifPresent(c -> kernel.moveChainRule(
                                c.getKey(), 1, 1 + pick % c.getValue().size()));
            case 7 ->
                pick(List.copyOf(state.jumps().keySet()), pick)
                        .ifPresent(j -> kernel.insertChainRule(j.builtIn(), 1, "-j " + j.target()));
            case 8 -> addOldChain(kernel, pick);
            case 9 ->
                addRoute(
                        kernel,
                        unreachable(
                                new Layout(router.config().numbering()).multipathTable(),
                                "10.5.0.0/16",
                                7,
                                router.protocol()));
            case 10 -> tryRule(kernel, rule(20_000 + pick, from("10.4.0.0/16"), new TableId(7), router.protocol()));
            case 11 -> kernel.setSysctl(Sysctl.IP_FORWARD, "0");
            case 12, 13 -> pick(kernel.links(), pick).ifPresent(l -> flap(kernel, l));
            case 14 ->
                pick(owned(state.routes().stream().toList(), router), pick).ifPresent(r -> takeOver(kernel, r));
            default -> pick(kernel.links(), pick).ifPresent(l -> replug(kernel, l));
        }
    }

    private static FirewallTable table(int code) {
        return code % 2 == 0 ? FirewallTable.MANGLE : FirewallTable.NAT;
    }

    private static void flap(SimulatedKernel kernel, Link link) {
        kernel.setAdmin(link.name(), !link.adminUp());
        kernel.setAdmin(link.name(), link.adminUp());
    }

    private static void replug(SimulatedKernel kernel, Link link) {
        kernel.removeLink(link.name());
        kernel.addLink(link.name(), link.addresses());
        kernel.setAdmin(link.name(), link.adminUp());
        kernel.setCarrier(link.name(), link.carrier());
    }

    /** Somebody else puts a route where ours was. */
    private static void takeOver(SimulatedKernel kernel, Route ours) {
        kernel.deleteRoute(ours);
        addRoute(kernel, new Route(ours.key(), new RouteAction.Unreachable(), STATIC));
    }

    private static void addOldChain(SimulatedKernel kernel, int pick) {
        FirewallTable table = table(pick);
        ChainId chain = new ChainId(Family.IPV4, table, "FTR-OLD" + pick % 3);
        kernel.createChain(chain);
        kernel.insertChainRule(chain, 1, "-s 10.1.2.0/24 -j ACCEPT");
        kernel.insertChainRule(new ChainId(Family.IPV4, table, "OUTPUT"), 1, "-j " + chain.name());
    }

    private static void addChainRule(SimulatedKernel kernel, FirewallTable table, int pick) {
        ChainId builtIn = new ChainId(Family.IPV4, table, pick % 2 == 0 ? "PREROUTING" : "POSTROUTING");
        if (pick % 3 == 0) {
            kernel.insertChainRule(builtIn, 1, "-s 10.1.%d.0/24 -j ACCEPT".formatted(pick));
            return;
        }
        ChainId docker = new ChainId(Family.IPV4, table, "DOCKER-" + pick);
        kernel.createChain(docker);
        kernel.insertChainRule(docker, 1, "-s 10.1.2.0/24 -j RETURN");
        kernel.insertChainRule(builtIn, 1, "-j " + docker.name());
    }

    private static void deleteChainRule(SimulatedKernel kernel, Map.Entry<ChainId, List<ChainRule>> chain, int pick) {
        int size = chain.getValue().size();
        if (size > 0) kernel.deleteChainRule(chain.getKey(), 1 + pick % size);
    }

    private static Optional<Map.Entry<ChainId, List<ChainRule>>> pickChain(KernelState state, int pick) {
        return pick(List.copyOf(state.chains().entrySet()), pick);
    }

    private static List<Route> owned(List<Route> routes, Router router) {
        return routes.stream().filter(r -> r.protocol() == router.protocol()).toList();
    }

    private static List<PolicyRule> ownedRules(KernelState state, Router router) {
        return state.rules().stream()
                .filter(r -> r.protocol() == router.protocol())
                .toList();
    }

    private static <T> Optional<T> pick(List<T> list, int pick) {
        return list.isEmpty() ? Optional.empty() : Optional.of(list.get(pick % list.size()));
    }

    private static RulePriority uplinkPriority(Numbering numbering, Uplink uplink) {
        return new Layout(numbering).fromPriority(uplink.id());
    }

    private static void twin(SimulatedKernel kernel, RulePriority priority, Uplink uplink, TableId table) {
        tryRule(
                kernel,
                new PolicyRule(
                        Family.IPV4,
                        priority,
                        new RuleSelector.Marked(uplink.mark()),
                        new RuleAction.Lookup(table),
                        STATIC));
    }

    private static void addRule(SimulatedKernel kernel, RulePriority priority, RuleSelector selector, long table) {
        tryRule(kernel, rule(priority.value(), selector, new TableId(table), STATIC));
    }

    private static void tryRule(SimulatedKernel kernel, PolicyRule rule) {
        try {
            kernel.addRule(rule);
        } catch (IllegalArgumentException e) {
            // Two codes may ask for the same rule; one is enough.
        }
    }

    /** As a program does that looks first: never beside a route with the same key. */
    private static void addRoute(SimulatedKernel kernel, Route route) {
        if (kernel.routes().stream().noneMatch(r -> r.key().equals(route.key()))) kernel.addRoute(route);
    }

    private static PolicyRule rule(long priority, RuleSelector selector, TableId table, int protocol) {
        return new PolicyRule(
                Family.IPV4, new RulePriority(priority), selector, new RuleAction.Lookup(table), protocol);
    }

    private static RuleSelector from(String block) {
        return new RuleSelector.From(Cidr.parse(block, Family.IPV4));
    }

    private static Route unreachable(TableId table, String destination, long metric, int protocol) {
        return new Route(
                new RouteKey(Family.IPV4, table, Cidr.parse(destination, Family.IPV4), metric),
                new RouteAction.Unreachable(),
                protocol);
    }

    private static Route lan(TableId table, String destination, int protocol) {
        Nexthop nexthop = Nexthop.via(Configs.CLIENT, Configs.LAN, Weight.ONE);
        return new Route(
                new RouteKey(Family.IPV4, table, Cidr.parse(destination, Family.IPV4), 0),
                new RouteAction.Unicast(List.of(nexthop), Optional.empty()),
                protocol);
    }
}
