package dev.ftr.daemon;

import dev.ftr.desired.Layout;
import dev.ftr.model.ChainId;
import dev.ftr.model.ChainRule;
import dev.ftr.model.ChainRule.Known;
import dev.ftr.model.FirewallTable;
import dev.ftr.model.InterfaceName;
import dev.ftr.model.KernelState;
import dev.ftr.model.Match;
import dev.ftr.model.Nexthop;
import dev.ftr.model.Route;
import dev.ftr.model.RouteAction;
import dev.ftr.model.RouteAction.Unicast;
import dev.ftr.plan.Change.PutRoute;
import dev.ftr.plan.Plan;
import dev.ftr.plan.Plan.Step;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Keeps new connections off an uplink that carries none yet as long as its iptables rules are not in force: its packets would
 * leave with an inner source address. Where there is no other way, it is taken all the same.
 */
final class FirewallFirst {
    private final KernelState wanted;
    private final KernelState actual;
    private final Layout layout;

    private FirewallFirst(KernelState wanted, KernelState actual, Layout layout) {
        this.wanted = wanted;
        this.actual = actual;
        this.layout = layout;
    }

    /** What of the plan can be done now; the rest follows when this is in force. */
    static Plan of(Plan plan, KernelState wanted, KernelState actual, Layout layout) {
        FirewallFirst order = new FirewallFirst(wanted, actual, layout);
        return new Plan(
                plan.steps().stream()
                        .flatMap(s -> s.change() instanceof PutRoute put
                                        && layout.uplinkOf(put.after().key().table())
                                                .isEmpty()
                                ? order.possible(put).map(p -> new Step(p, s.reason(), s.phase())).stream()
                                : Stream.of(s))
                        .toList(),
                plan.warnings());
    }

    private Optional<PutRoute> possible(PutRoute put) {
        Route after = put.after();
        if (!(after.action() instanceof Unicast next)) return Optional.of(put);
        boolean forAll = after.key().table().equals(layout.multipathTable());
        boolean beginning = put.before().isEmpty() && (forAll || !leadsAny());
        if (beginning
                || put.before().filter(b -> !(b.action() instanceof Unicast)).isPresent()) return Optional.of(put);
        Set<Line> carrying = put.before().stream()
                .flatMap(b -> ways(b.action()))
                .map(Line::of)
                .collect(Collectors.toUnmodifiableSet());
        List<Nexthop> left = next.nexthops().stream()
                .flatMap(n -> isReady(n, after.protocol()) || carrying.contains(Line.of(n))
                        ? Stream.of(n)
                        : meanwhile(n, after.protocol()).stream())
                .toList();
        if (left.equals(next.nexthops())) return Optional.of(put);
        // What a policy leads nowhere meanwhile is refused or goes with all the rest, as the policy says.
        if (left.isEmpty()) return forAll ? Optional.of(put) : Optional.empty();
        Route part = new Route(after.key(), new Unicast(left, next.source()), after.protocol());
        return put.before().filter(part::equals).isPresent()
                ? Optional.empty()
                : Optional.of(new PutRoute(put.before(), part));
    }

    /** Whether new connections have any way yet. */
    private boolean leadsAny() {
        return actual.routes().stream()
                .anyMatch(r -> r.key().table().equals(layout.multipathTable()) && r.action() instanceof Unicast);
    }

    /**
     * How an uplink is used while its rules are not yet what they are to be. When its device becomes a shared one, or is
     * shared no longer, it has a realm: the rules without one match it as well, be they those of now or those to come.
     */
    private Optional<Nexthop> meanwhile(Nexthop next, int protocol) {
        return waysNow(next, protocol)
                .map(Nexthop::realm)
                .filter(realm -> realm != next.realm() && (realm == 0 || next.realm() == 0))
                .map(realm -> new Nexthop(next.gateway(), next.device(), next.weight(), Math.max(realm, next.realm())))
                .findFirst();
    }

    /** Where a realm changes, all rules have to be known. */
    private boolean isReady(Nexthop next, int protocol) {
        Set<FirewallTable> read =
                wanted.chains().keySet().stream().map(ChainId::table).collect(Collectors.toUnmodifiableSet());
        boolean known = read.containsAll(ReadScopes.USUAL);
        return (known || waysNow(next, protocol).allMatch(n -> n.realm() == next.realm())) && isReady(Line.of(next));
    }

    /** The ways of ours that lead where this one does. */
    private Stream<Nexthop> waysNow(Nexthop next, int protocol) {
        return actual.routes().stream()
                .filter(r -> r.protocol() == protocol)
                .flatMap(r -> ways(r.action()))
                .filter(n -> n.device().equals(next.device()) && n.gateway().equals(next.gateway()));
    }

    private static Stream<Nexthop> ways(RouteAction action) {
        return action instanceof Unicast unicast ? unicast.nexthops().stream() : Stream.empty();
    }

    private boolean isReady(Line line) {
        return wanted.chains().entrySet().stream()
                .allMatch(chain -> actual.chains()
                        .getOrDefault(chain.getKey(), List.of())
                        .containsAll(chain.getValue().stream()
                                .filter(rule -> isOfPacketsTo(rule, line))
                                .toList()));
    }

    private static boolean isOfPacketsTo(ChainRule rule, Line line) {
        return rule instanceof Known known
                && known.matches().contains(new Match.OutInterface(line.device()))
                && (line.realm() == 0 || known.matches().contains(new Match.Realm(line.realm())));
    }

    /** What rules can tell an uplink by when a packet leaves. */
    private record Line(InterfaceName device, int realm) {
        static Line of(Nexthop nexthop) {
            return new Line(nexthop.device(), nexthop.realm());
        }
    }
}
