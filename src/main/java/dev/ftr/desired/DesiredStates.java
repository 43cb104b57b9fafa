package dev.ftr.desired;

import dev.ftr.config.RouterConfig;
import dev.ftr.config.Uplink;
import dev.ftr.health.Health;
import dev.ftr.model.Cidr;
import dev.ftr.model.DesiredState;
import dev.ftr.model.DesiredState.Obstacle;
import dev.ftr.model.Family;
import dev.ftr.model.FwMark;
import dev.ftr.model.IpAddress;
import dev.ftr.model.KernelState;
import dev.ftr.model.Links;
import dev.ftr.model.PolicyRule;
import dev.ftr.model.Route;
import dev.ftr.model.RouteAction;
import dev.ftr.model.RouteKey;
import dev.ftr.model.RuleAction;
import dev.ftr.model.RulePriority;
import dev.ftr.model.RuleSelector;
import dev.ftr.model.Sysctl;
import dev.ftr.model.TableId;
import dev.ftr.model.UplinkId;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;

/** What the kernel should hold for a config, a health and the interfaces as they are: the heart of the program. */
public final class DesiredStates {
    /** Metric of the guard: behind every other route that anybody may put into the table. */
    public static final long GUARD_METRIC = 4_000_000_000L;

    private final RouterConfig config;
    private final Layout layout;
    private final List<Attachment> attachments;
    private final Choices choices;
    private final List<String> omissions;

    private DesiredStates(RouterConfig config, List<Attachment> attachments, Set<String> missingSets) {
        MissingSets missing = new MissingSets(config, missingSets);
        this.config = missing.possible();
        this.omissions = missing.omissions();
        this.layout = new Layout(config.numbering());
        this.attachments = attachments;
        this.choices = Choices.of(config);
    }

    /**
     * Computes the desired state.
     *
     * @param refused uplinks whose way out the kernel has just refused, with its words; they are left out until the next try
     */
    public static DesiredState of(RouterConfig config, Health health, Links links, Map<UplinkId, String> refused) {
        return of(config, health, links, refused, Set.of());
    }

    /**
     * The same where ipsets do not exist.
     *
     * @param missingSets policies that name one of these are left out
     */
    public static DesiredState of(
            RouterConfig config, Health health, Links links, Map<UplinkId, String> refused, Set<String> missingSets) {
        List<Attachment> attachments = config.uplinks().stream()
                .map(u -> refuse(Attachment.of(u, links), refused))
                .toList();
        return new DesiredStates(config, attachments, missingSets).compute(health, links);
    }

    private static Attachment refuse(Attachment attachment, Map<UplinkId, String> refused) {
        String cause = refused.get(attachment.uplink().id());
        if (cause == null || !attachment.usable()) return attachment;
        Obstacle obstacle = new Obstacle(
                "uplink %s cannot be used: %s".formatted(attachment.uplink().name(), cause), false);
        return new Attachment(attachment.uplink(), attachment.address(), attachment.gateway(), Optional.of(obstacle));
    }

    private DesiredState compute(Health health, Links links) {
        Selection selection = Selection.among(attachments, health);
        Spreading spreading = new Spreading(attachments, selection, health, layout, config.numbering());
        choices.slots().forEach(spreading::choose);
        SortedMap<RouteKey, String> reasons = new TreeMap<>(spreading.reasons());
        SortedSet<Route> routes = new TreeSet<>(spreading.routes());
        for (Attachment attachment : attachments) addUplinkTable(attachment, routes, reasons);
        return new DesiredState(
                new KernelState(
                        sysctls(links),
                        routes,
                        rules(links),
                        FirewallChains.of(config, attachments, choices, links),
                        FirewallChains.jumps(config)),
                spreading.keepIfWithin(),
                reasons,
                selection.members().stream().map(a -> a.uplink().id()).toList(),
                spreading.farewells(),
                obstacles(),
                omissions);
    }

    private void addUplinkTable(Attachment attachment, Set<Route> routes, Map<RouteKey, String> reasons) {
        Uplink uplink = attachment.uplink();
        TableId table = layout.tableOf(uplink.id());
        RouteKey guard = RouteKey.defaultRoute(Family.IPV4, table, GUARD_METRIC);
        routes.add(route(guard, new RouteAction.Unreachable()));
        reasons.put(guard, "guard of uplink %s: what is meant for it leaves by no other".formatted(uplink.name()));
        RouteKey way = RouteKey.defaultRoute(Family.IPV4, table, 0);
        reasons.put(
                way, attachment.obstacle().map(Obstacle::text).orElse("way out of uplink %s".formatted(uplink.name())));
        if (attachment.usable())
            routes.add(route(way, new RouteAction.Unicast(List.of(attachment.way()), attachment.address())));
    }

    private SortedSet<PolicyRule> rules(Links links) {
        SortedSet<PolicyRule> rules = new TreeSet<>();
        if (layout.beforeMain())
            rules.add(rule(
                    layout.mainPriority(), new RuleSelector.All(), new RuleAction.LookupWithoutDefault(TableId.MAIN)));
        for (Attachment attachment : attachments) {
            Uplink uplink = attachment.uplink();
            RuleAction ownTable = new RuleAction.Lookup(layout.tableOf(uplink.id()));
            for (IpAddress address : attachment.addresses())
                rules.add(rule(layout.fromPriority(uplink.id()), from(Cidr.host(address)), ownTable));
            rules.add(rule(layout.markPriority(uplink.id()), new RuleSelector.Marked(uplink.mark()), ownTable));
        }
        rules.addAll(renewals(links));
        choices.slots()
                .values()
                .forEach(slot -> rules.add(rule(
                        layout.choicePriority(),
                        new RuleSelector.Marked(config.numbering().choiceMark(slot)),
                        new RuleAction.Lookup(layout.choiceTable(slot)))));
        if (!Bypass.of(config).isEmpty()) rules.addAll(bypass());
        rules.add(rule(
                layout.multipathPriority(), new RuleSelector.All(), new RuleAction.Lookup(layout.multipathTable())));
        return rules;
    }

    /** A client that does not bind its socket would renew over any uplink. */
    private List<PolicyRule> renewals(Links links) {
        List<PolicyRule> rules = new ArrayList<>();
        Leases leases = Leases.of(config, links);
        leases.servers()
                .forEach((uplink, server) -> rules.add(rule(
                        layout.markPriority(uplink.id()),
                        new RuleSelector.Renewal(server),
                        new RuleAction.Lookup(layout.tableOf(uplink.id())))));
        // Behind those by server. Of several nobody knows whose it is.
        if (leases.unknown().size() == 1)
            rules.add(rule(
                    layout.choicePriority(),
                    new RuleSelector.AnyRenewal(),
                    new RuleAction.Lookup(
                            layout.tableOf(leases.unknown().getFirst().id()))));
        return rules;
    }

    /** A mark says more than a source address where it may lead the router's own packets elsewhere. */
    private RuleSelector from(Cidr source) {
        return config.traffic().steersOwn()
                ? new RuleSelector.FromMarked(source, unmarked())
                : new RuleSelector.From(source);
    }

    private FwMark unmarked() {
        return new FwMark(0, config.numbering().fwmarkMask());
    }

    /** Not for marked packets: probes go by their uplink, wherever they go. */
    private List<PolicyRule> bypass() {
        List<PolicyRule> rules = new ArrayList<>();
        for (Cidr destination : Bypass.of(config))
            rules.add(rule(
                    layout.bypassPriority(),
                    new RuleSelector.ToMarked(destination, unmarked()),
                    new RuleAction.GoTo(layout.endPriority())));
        rules.add(rule(layout.endPriority(), new RuleSelector.All(), new RuleAction.Nothing()));
        return rules;
    }

    private SortedMap<Sysctl, String> sysctls(Links links) {
        SortedMap<Sysctl, String> sysctls = new TreeMap<>();
        sysctls.put(Sysctl.IP_FORWARD, "1");
        boolean byClient = config.traffic().clientTime().isPresent();
        sysctls.put(Sysctl.MULTIPATH_HASH_POLICY, byClient ? "3" : "1");
        if (byClient) sysctls.put(Sysctl.MULTIPATH_HASH_FIELDS, "1");
        for (Uplink uplink : config.uplinks()) {
            if (links.find(uplink.device()).isEmpty()) continue;
            sysctls.put(Sysctl.rpFilter(uplink.device()), "2");
            sysctls.put(Sysctl.ignoreRoutesWithLinkdown(uplink.device()), "1");
        }
        return sysctls;
    }

    private SortedMap<UplinkId, Obstacle> obstacles() {
        SortedMap<UplinkId, Obstacle> obstacles = new TreeMap<>();
        for (Attachment attachment : attachments)
            attachment
                    .obstacle()
                    .ifPresent(o -> obstacles.put(attachment.uplink().id(), o));
        return obstacles;
    }

    private Route route(RouteKey key, RouteAction action) {
        return new Route(key, action, config.numbering().routeProtocol());
    }

    private PolicyRule rule(RulePriority priority, RuleSelector selector, RuleAction action) {
        return new PolicyRule(
                Family.IPV4, priority, selector, action, config.numbering().routeProtocol());
    }
}
