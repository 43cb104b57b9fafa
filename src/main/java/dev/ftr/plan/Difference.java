package dev.ftr.plan;

import dev.ftr.model.ChainId;
import dev.ftr.model.ChainRule;
import dev.ftr.model.DesiredState;
import dev.ftr.model.FirewallTarget;
import dev.ftr.model.FwMark;
import dev.ftr.model.InterfaceName;
import dev.ftr.model.IpAddress;
import dev.ftr.model.Jump;
import dev.ftr.model.KernelState;
import dev.ftr.model.Match;
import dev.ftr.model.Nexthop;
import dev.ftr.model.Order;
import dev.ftr.model.PolicyRule;
import dev.ftr.model.Route;
import dev.ftr.model.RouteAction;
import dev.ftr.model.RouteKey;
import dev.ftr.model.RuleAction;
import dev.ftr.model.RuleSelector;
import dev.ftr.model.TableId;
import dev.ftr.model.Weight;
import dev.ftr.plan.Plan.Step;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** One comparison of desired and actual state. */
final class Difference {
    private static final String NOT_WANTED = "not in the configuration any more";
    private static final String OTHER_POLICIES = "other policies get this table";

    private final DesiredState desired;
    private final KernelState wanted;
    private final KernelState actual;
    private final int protocol;
    private final List<Step> steps = new ArrayList<>();
    private final List<String> warnings = new ArrayList<>();

    Difference(DesiredState desired, KernelState actual, int protocol) {
        this.desired = desired;
        this.wanted = desired.kernel();
        this.actual = actual;
        this.protocol = protocol;
    }

    Plan plan() {
        sysctls();
        routes();
        rules();
        chains();
        jumps();
        farewells();
        steps.sort(Order.by(Step::phase));
        warnings.addAll(ForeignObjects.inTheWay(wanted, actual, protocol));
        return new Plan(steps, warnings);
    }

    private void sysctls() {
        wanted.sysctls().forEach((sysctl, value) -> {
            String before = actual.sysctls().get(sysctl);
            if (!value.equals(before))
                add(new Change.SetSysctl(sysctl, Optional.ofNullable(before), value), "needed for multipath routing");
        });
    }

    private void routes() {
        Set<Route> replaced = new HashSet<>();
        for (Route route : wanted.routes()) {
            if (actual.routes().contains(route) || stays(route.key())) continue;
            Optional<Route> before = firstUnder(route.key());
            String reason = desired.routeReasons().getOrDefault(route.key(), "");
            before.ifPresent(replaced::add);
            before.ifPresent(b -> warnOfReplacing(b, route));
            Change put =
                    new Change.PutRoute(before, before.flatMap(this::trimmed).orElse(route));
            if (route.action() instanceof RouteAction.Unicast
                    && isForOthers(route.key().table())) {
                before.ifPresent(b -> add(new Change.DeleteRoute(b), OTHER_POLICIES, Phase.GIVEN_UP));
                add(put, reason, Phase.OLD_ROUTES);
            } else if (before.filter(b -> changesHands(b, route) && wasAnothers(b))
                    .isPresent()) {
                add(new Change.DeleteRoute(before.get()), "another uplink gets this table", Phase.GIVEN_UP);
                marksOf(route.key().table()).forEach(mark -> forget(mark, "another uplink gets this mark"));
                add(put, reason, Phase.TAKEN_OVER);
            } else add(put, reason);
        }
        for (Route route : actual.routes()) {
            if (route.protocol() != protocol
                    || wanted.routes().contains(route)
                    || replaced.contains(route)
                    || stays(route.key())) continue;
            String reason = desired.routeReasons().getOrDefault(route.key(), NOT_WANTED);
            if (route.action() instanceof RouteAction.Unicast
                    && isForOthers(route.key().table()))
                add(new Change.DeleteRoute(route), OTHER_POLICIES, Phase.GIVEN_UP);
            else add(new Change.DeleteRoute(route), reason);
        }
    }

    /**
     * Whether the mark that leads new connections to a table is to lead others there: those of other policies. Until all
     * chains say so, what has the mark must not take the new way, nor afterwards the old one.
     */
    private boolean isForOthers(TableId table) {
        return marksOf(table)
                .anyMatch(mark -> marked(wanted, mark).findAny().isPresent()
                        && !marked(wanted, mark)
                                .collect(Collectors.toSet())
                                .containsAll(marked(actual, mark).toList()));
    }

    /** The rules that give packets a mark. */
    private static Stream<ChainRule> marked(KernelState state, FwMark mark) {
        return state.chains().values().stream()
                .flatMap(List::stream)
                .filter(rule -> rule instanceof ChainRule.Known(var matches, var target)
                        && target instanceof FirewallTarget.SetMark(FwMark set)
                        && set.equals(mark));
    }

    /** What the kernel replaces when a route with this key is put. */
    private Optional<Route> firstUnder(RouteKey key) {
        return actual.routes().stream().filter(r -> r.key().equals(key)).findFirst();
    }

    private boolean stays(RouteKey key) {
        Set<Nexthop> allowed = desired.keepIfWithin().get(key);
        return allowed != null
                && actual.routes().stream()
                        .filter(r -> r.key().equals(key) && r.protocol() == protocol)
                        .anyMatch(r -> leadsWithin(r, allowed));
    }

    /** What is left of a route that may stay as it is, without the ways out that are gone; empty: nothing is left. */
    private Optional<Route> trimmed(Route route) {
        Set<Nexthop> allowed = desired.keepIfWithin().getOrDefault(route.key(), Set.of());
        if (route.protocol() != protocol || !(route.action() instanceof RouteAction.Unicast unicast))
            return Optional.empty();
        List<Nexthop> left =
                unicast.nexthops().stream().filter(n -> isAmong(n, allowed)).toList();
        return left.isEmpty()
                ? Optional.empty()
                : Optional.of(new Route(route.key(), new RouteAction.Unicast(left, unicast.source()), protocol));
    }

    private void warnOfReplacing(Route before, Route after) {
        if (before.protocol() != protocol)
            warnings.add("%s is held by a route that is not ours (protocol %d); it is taken over"
                    .formatted(before.key(), before.protocol()));
        else if (changesHands(before, after) && wasAnothers(before))
            warnings.add(
                    ("%s goes over from %s to %s, and living connections of the former have to begin anew; if uplinks "
                                    + "were removed or reordered, give them the numbers they had with 'id:'")
                            .formatted(before.key(), ways(before.action()), ways(after.action())));
    }

    /** Whether an uplink's way out becomes that of another uplink: packets of the former's connections must not take it. */
    private boolean changesHands(Route before, Route after) {
        return before.protocol() == protocol
                && before.action() instanceof RouteAction.Unicast was
                && after.action() instanceof RouteAction.Unicast is
                && is.source().isPresent()
                && (!devices(was).equals(devices(is)) || (isOnSharedDevice(was, is) && isAnotherEnd(was, is)));
    }

    /** Whether connections by this way have the mark of its table. If not, somebody has put a wrong way there. */
    private boolean wasAnothers(Route before) {
        Set<FwMark> marks = marksOf(before.key().table()).collect(Collectors.toSet());
        return before.action() instanceof RouteAction.Unicast unicast
                && actual.chains().values().stream()
                        .flatMap(List::stream)
                        .anyMatch(rule -> rule instanceof ChainRule.Known(var matches, var target)
                                && target instanceof FirewallTarget.SetConnectionMark(FwMark mark)
                                && marks.contains(mark)
                                && unicast.nexthops().stream().anyMatch(n -> isOfPacketsBy(n, matches)));
    }

    private static boolean isOfPacketsBy(Nexthop nexthop, List<Match> matches) {
        return matches.contains(new Match.OutInterface(nexthop.device()))
                && matches.stream().allMatch(m -> !(m instanceof Match.Realm(int realm)) || realm == nexthop.realm());
    }

    private Stream<FwMark> marksOf(TableId table) {
        return actual.rules().stream()
                .filter(r -> r.protocol() == protocol
                        && r.action() instanceof RuleAction.Lookup(TableId to)
                        && to.equals(table))
                .flatMap(r -> marks(r).stream());
    }

    private static Optional<FwMark> marks(PolicyRule rule) {
        return rule.selector() instanceof RuleSelector.Marked(FwMark mark) ? Optional.of(mark) : Optional.empty();
    }

    private void forget(FwMark mark, String reason) {
        add(new Change.ForgetConnections(mark), reason, Phase.STALE_CONNECTIONS);
    }

    private static Set<InterfaceName> devices(RouteAction.Unicast route) {
        return route.nexthops().stream().map(Nexthop::device).collect(Collectors.toSet());
    }

    private static boolean isOnSharedDevice(RouteAction.Unicast was, RouteAction.Unicast is) {
        return Stream.concat(was.nexthops().stream(), is.nexthops().stream()).anyMatch(n -> n.realm() != 0);
    }

    /** On a shared device a provider may get another gateway or give another address, but not both at once. */
    private static boolean isAnotherEnd(RouteAction.Unicast was, RouteAction.Unicast is) {
        return !was.source().equals(is.source()) && !gateways(was).equals(gateways(is));
    }

    private static Set<Optional<IpAddress>> gateways(RouteAction.Unicast route) {
        return route.nexthops().stream().map(Nexthop::gateway).collect(Collectors.toSet());
    }

    private static String ways(RouteAction action) {
        return action instanceof RouteAction.Unicast unicast
                ? unicast.nexthops().stream().map(Difference::way).collect(Collectors.joining(", "))
                : "";
    }

    private static String way(Nexthop nexthop) {
        String gateway = nexthop.gateway()
                .filter(g -> nexthop.realm() != 0)
                .map(g -> " via " + g)
                .orElse("");
        return nexthop.device() + gateway;
    }

    /** What rules without a realm are about may have one, from when its device was a shared one. */
    private static boolean isAmong(Nexthop nexthop, Set<Nexthop> allowed) {
        Nexthop one = nexthop.withWeight(Weight.ONE);
        return allowed.contains(one) || allowed.contains(new Nexthop(one.gateway(), one.device(), one.weight()));
    }

    private static boolean leadsWithin(Route route, Set<Nexthop> allowed) {
        return route.action() instanceof RouteAction.Unicast unicast
                && unicast.nexthops().stream().allMatch(n -> isAmong(n, allowed));
    }

    private void rules() {
        boolean late = wanted.rules().stream().anyMatch(r -> leadsNewConnections(r) && wouldHideChoices(r));
        for (PolicyRule rule : wanted.rules())
            if (!actual.rules().contains(rule))
                add(
                        new Change.AddRule(rule),
                        "missing",
                        late && leadsNewConnections(rule) ? Phase.OLD_RULES : Phase.RULES);
        for (PolicyRule rule : actual.rules().reversed())
            if (rule.protocol() == protocol && !wanted.rules().contains(rule)) {
                add(
                        new Change.DeleteRule(rule),
                        NOT_WANTED,
                        leadsNewConnections(rule) && !late ? Phase.OLD_CHOICE : Phase.OLD_RULES);
                marks(rule).filter(this::isStale).ifPresent(mark -> forget(mark, "no uplink has this mark any more"));
            }
    }

    /** Whether a rule would stand before those of policies that are in force until the chains say otherwise. */
    private boolean wouldHideChoices(PolicyRule rule) {
        return !actual.rules().contains(rule)
                && actual.rules().stream()
                        .filter(r -> r.protocol() == protocol && r.priority().compareTo(rule.priority()) > 0)
                        .flatMap(r -> marks(r).stream())
                        .anyMatch(mark -> marked(actual, mark).findAny().isPresent());
    }

    private static boolean leadsNewConnections(PolicyRule rule) {
        return rule.selector() instanceof RuleSelector.All && rule.action() instanceof RuleAction.Lookup;
    }

    /** Where nothing at all is wanted, connections are left to whoever takes over. A mark of policies is not on connections. */
    private boolean isStale(FwMark mark) {
        return !wanted.rules().isEmpty()
                && marked(actual, mark).findAny().isEmpty()
                && wanted.rules().stream().flatMap(r -> marks(r).stream()).noneMatch(m -> m.value() == mark.value());
    }

    private void chains() {
        // First all that are new, since rules of others jump to them.
        for (ChainId chain : wanted.chains().keySet())
            if (!actual.chains().containsKey(chain)) add(new Change.CreateChain(chain), "missing");
        wanted.chains().forEach((chain, rules) -> {
            List<ChainRule> before = actual.chains().get(chain);
            for (Change.ChainEdit edit : ChainEdits.between(chain, before == null ? List.of() : before, rules))
                add(edit, reason(edit));
        });
        // First those that jump: the kernel keeps a chain that somebody jumps to.
        List<Change.DeleteChain> deletions = new ArrayList<>();
        actual.chains().forEach((chain, rules) -> {
            if (chain.owned() && !wanted.chains().containsKey(chain))
                deletions.add(new Change.DeleteChain(chain, rules));
        });
        deletions.sort(Order.by(deletion -> deletion.rules().stream().noneMatch(Difference::jumps)));
        deletions.forEach(deletion -> add(deletion, NOT_WANTED));
    }

    private static boolean jumps(ChainRule rule) {
        return rule instanceof ChainRule.Known(var matches, FirewallTarget.JumpTo to);
    }

    private static String reason(Change.ChainEdit edit) {
        return switch (edit) {
            case Change.InsertChainRule insert -> "missing";
            case Change.ReplaceChainRule replace -> "not as configured";
            case Change.DeleteChainRule delete -> "not one of ours";
        };
    }

    private void jumps() {
        wanted.jumps().forEach((jump, times) -> {
            int found = actual.jumps().getOrDefault(jump, 0);
            for (int i = found; i < times; i++) add(new Change.AddJump(jump), "missing");
            for (int i = times; i < found; i++) add(new Change.DeleteJump(jump), "there more than once");
        });
        actual.jumps().forEach((jump, found) -> {
            if (owned(jump) && !wanted.jumps().containsKey(jump))
                for (int i = 0; i < found; i++) add(new Change.DeleteJump(jump), NOT_WANTED);
        });
    }

    /** Of the uplinks that still carry new connections, and will not when this plan has been made. */
    private void farewells() {
        for (DesiredState.Farewell farewell : desired.farewells())
            if (carries(farewell)) add(new Change.ForgetConnections(farewell.mark()), farewell.reason());
    }

    private boolean carries(DesiredState.Farewell farewell) {
        return actual.routes().stream()
                .filter(r -> farewell.routes().contains(r.key()) && r.protocol() == protocol)
                .anyMatch(r -> r.action() instanceof RouteAction.Unicast unicast
                        && unicast.nexthops().stream()
                                .anyMatch(n -> n.withWeight(Weight.ONE).equals(farewell.way())));
    }

    private static boolean owned(Jump jump) {
        return jump.target().startsWith(ChainId.PREFIX);
    }

    private void add(Change change, String reason) {
        steps.add(new Step(change, reason));
    }

    private void add(Change change, String reason, Phase phase) {
        steps.add(new Step(change, reason, phase));
    }
}
