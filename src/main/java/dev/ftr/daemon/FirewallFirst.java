package dev.ftr.daemon;

import dev.ftr.model.ChainRule;
import dev.ftr.model.ChainRule.Known;
import dev.ftr.model.InterfaceName;
import dev.ftr.model.KernelState;
import dev.ftr.model.Match;
import dev.ftr.model.Nexthop;
import dev.ftr.model.Route;
import dev.ftr.model.RouteAction.Unicast;
import dev.ftr.model.TableId;
import dev.ftr.plan.Change.PutRoute;
import dev.ftr.plan.Plan;
import dev.ftr.plan.Plan.Step;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Keeps new connections off an uplink that carries none yet as long as its iptables rules are not in force: its packets would
 * leave with an inner source address. Where there is no other way, it is taken all the same.
 */
final class FirewallFirst {
    private final KernelState wanted;
    private final KernelState actual;

    private FirewallFirst(KernelState wanted, KernelState actual) {
        this.wanted = wanted;
        this.actual = actual;
    }

    /**
     * What of the plan can be done now; the rest follows when this is in force.
     *
     * @param leads whether a table leads new connections
     */
    static Plan of(Plan plan, KernelState wanted, KernelState actual, Predicate<TableId> leads) {
        FirewallFirst order = new FirewallFirst(wanted, actual);
        return new Plan(
                plan.steps().stream()
                        .flatMap(s -> s.change() instanceof PutRoute put
                                        && leads.test(put.after().key().table())
                                ? order.possible(put).map(p -> new Step(p, s.reason())).stream()
                                : Stream.of(s))
                        .toList(),
                plan.warnings());
    }

    private Optional<PutRoute> possible(PutRoute put) {
        Route after = put.after();
        if (put.before().isEmpty()
                || !(put.before().get().action() instanceof Unicast now)
                || !(after.action() instanceof Unicast next)) return Optional.of(put);
        Set<Line> carrying = now.nexthops().stream().map(Line::of).collect(Collectors.toSet());
        List<Nexthop> left = next.nexthops().stream()
                .filter(n -> carrying.contains(Line.of(n)) || isReady(Line.of(n)))
                .toList();
        if (left.isEmpty() || left.equals(next.nexthops())) return Optional.of(put);
        Route part = new Route(after.key(), new Unicast(left, next.source()), after.protocol());
        return put.before().get().equals(part) ? Optional.empty() : Optional.of(new PutRoute(put.before(), part));
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
