package dev.ftr.demo;

import dev.ftr.model.Cidr;
import dev.ftr.model.InterfaceName;
import dev.ftr.model.IpAddress;
import dev.ftr.model.Link;
import dev.ftr.model.Nexthop;
import dev.ftr.model.PolicyRule;
import dev.ftr.model.Route;
import dev.ftr.model.RouteAction;
import dev.ftr.model.RouteAction.Unicast;
import dev.ftr.model.RuleAction;
import dev.ftr.model.RulePriority;
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
        List<PolicyRule> rules = state.rules().stream()
                .filter(r -> r.family() == question.destination().family())
                .toList();
        RulePriority from = new RulePriority(0);
        for (PolicyRule rule : rules) {
            if (rule.priority().compareTo(from) < 0 || !selects(rule.selector(), question)) continue;
            // A rule that goes nowhere is passed over (fib_rules_lookup in net/core/fib_rules.c).
            if (rule.action() instanceof RuleAction.GoTo(RulePriority to)
                    && rules.stream().anyMatch(r -> r.priority().equals(to))) from = to;
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
            case RuleAction.GoTo to -> Optional.empty();
            case RuleAction.Nothing nothing -> Optional.empty();
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
            case RuleSelector.From from -> isFrom(from.source(), question);
            case RuleSelector.FromMarked both ->
                isFrom(both.source(), question) && both.mark().matches(question.mark());
            case RuleSelector.ToMarked both ->
                both.destination().contains(question.destination())
                        && both.mark().matches(question.mark());
            case RuleSelector.Marked marked -> marked.mark().matches(question.mark());
            // Nobody asks for the way of a renewal here.
            case RuleSelector.Renewal renewal -> false;
            case RuleSelector.AnyRenewal any -> false;
            case RuleSelector.Foreign foreign -> false;
        };
    }

    private static boolean isFrom(Cidr block, Question question) {
        return block.length() == 0 || question.source().filter(block::contains).isPresent();
    }

    private boolean isUsable(Nexthop nexthop, Question question) {
        InterfaceName device = nexthop.device();
        boolean linkdown = state.links().find(device).filter(Link::carrier).isEmpty();
        return state.links().alive(device)
                && !(linkdown && state.isOn(Sysctl.ignoreRoutesWithLinkdown(device)))
                && question.device().filter(d -> !d.equals(device)).isEmpty();
    }
}
