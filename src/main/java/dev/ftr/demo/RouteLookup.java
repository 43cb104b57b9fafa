package dev.ftr.demo;

import dev.ftr.model.InterfaceName;
import dev.ftr.model.IpAddress;
import dev.ftr.model.Link;
import dev.ftr.model.Nexthop;
import dev.ftr.model.PolicyRule;
import dev.ftr.model.Route;
import dev.ftr.model.RouteAction;
import dev.ftr.model.RouteAction.Unicast;
import dev.ftr.model.RuleAction;
import dev.ftr.model.RuleSelector;
import dev.ftr.model.Sysctl;
import dev.ftr.model.TableId;
import java.util.List;
import java.util.Optional;

/**
 * Routing as the kernel does it: rules in their order, in each table the best route with a nexthop that can be used
 * (fib_table_lookup in net/ipv4/fib_trie.c). Selectors and actions that are not in our vocabulary are passed over.
 */
record RouteLookup(SimulatedState state) {

    /**
     * A packet to be routed.
     *
     * @param source empty: not chosen yet
     * @param device the only one that it may leave by, as with {@code SO_BINDTODEVICE}
     */
    record Question(Optional<IpAddress> source, IpAddress destination, int mark, Optional<InterfaceName> device) {
        Question(IpAddress destination) {
            this(Optional.empty(), destination, 0, Optional.empty());
        }
    }

    /** The route that the packet takes; empty: none. */
    Optional<Route> route(Question question) {
        for (PolicyRule rule : state.rules())
            if (rule.family() == question.destination().family() && selects(rule.selector(), question)) {
                Optional<Route> route = ask(rule.action(), question);
                if (route.isPresent()) return route;
            }
        return Optional.empty();
    }

    /** The nexthops of a route among which the kernel chooses, by weight; each may be it. */
    List<Nexthop> usable(Unicast route, Question question) {
        return route.nexthops().stream().filter(n -> isUsable(n, question)).toList();
    }

    private Optional<Route> ask(RuleAction action, Question question) {
        return switch (action) {
            case RuleAction.Lookup(TableId table) -> search(table, question);
            case RuleAction.LookupWithoutDefault(TableId table) ->
                search(table, question).filter(r -> r.key().destination().length() > 0);
            case RuleAction.Foreign foreign -> Optional.empty();
        };
    }

    private Optional<Route> search(TableId table, Question question) {
        return state.routes()
                .candidates(table, question.destination())
                .filter(r -> switch (r.action()) {
                    case Unicast unicast -> !usable(unicast, question).isEmpty();
                    case RouteAction.Unreachable unreachable -> true;
                    case RouteAction.Foreign foreign -> false;
                })
                .findFirst();
    }

    private static boolean selects(RuleSelector selector, Question question) {
        return switch (selector) {
            case RuleSelector.All() -> true;
            case RuleSelector.From from ->
                from.source().length() == 0
                        || question.source().filter(from.source()::contains).isPresent();
            case RuleSelector.Marked marked -> marked.mark().matches(question.mark());
            // Nobody asks for the way of a renewal here.
            case RuleSelector.Renewal renewal -> false;
            case RuleSelector.Foreign foreign -> false;
        };
    }

    private boolean isUsable(Nexthop nexthop, Question question) {
        InterfaceName device = nexthop.device();
        boolean linkdown = state.links().find(device).filter(Link::carrier).isEmpty();
        return state.links().alive(device)
                && !(linkdown && state.isOn(Sysctl.ignoreRoutesWithLinkdown(device)))
                && question.device().filter(d -> !d.equals(device)).isEmpty();
    }
}
