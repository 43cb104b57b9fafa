package dev.ftr.explain;

import dev.ftr.model.Cidr;
import dev.ftr.model.Family;
import dev.ftr.model.IpAddress;
import dev.ftr.model.IpProtocol;
import dev.ftr.model.Link;
import dev.ftr.model.Nexthop;
import dev.ftr.model.PolicyRule;
import dev.ftr.model.Route;
import dev.ftr.model.RouteAction;
import dev.ftr.model.RuleAction;
import dev.ftr.model.RulePriority;
import dev.ftr.model.RuleSelector;
import dev.ftr.model.Sysctl;
import dev.ftr.model.TableId;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * One look into the routing of the kernel (fib_rules_lookup in net/core/fib_rules.c, fib_table_lookup in
 * net/ipv4/fib_trie.c).
 */
record Routing(World world, Question question, Trail trail) {
    private static final Pattern LOOKUP =
            Pattern.compile("lookup (\\d+|main|default)(?: suppress_prefixlength (\\d+))?");
    private static final Set<String> REFUSALS = Set.of("blackhole", "unreachable", "prohibit");

    /** Types of routes as {@code ip -j} lists them, with and without -N. */
    private static final Pattern TYPE = Pattern.compile("\"type\":\"(\\w+)\"");

    private static final Set<String> REFUSING_TYPES = Set.of("blackhole", "6", "unreachable", "7", "prohibit", "8");
    private static final Set<String> NEXT_RULE = Set.of("throw", "9");

    /** What routing says. */
    sealed interface Answer {
        /** One of these, by weight. */
        record Over(RouteAction.Unicast route, List<Nexthop> usable) implements Answer {}

        record Refused() implements Answer {}

        record Nothing() implements Answer {}

        record OutOfSight() implements Answer {}
    }

    Answer answer() {
        List<PolicyRule> rules = world.state().rules().stream()
                .filter(r -> r.family() == Family.IPV4)
                .toList();
        RulePriority from = new RulePriority(0);
        for (PolicyRule rule : rules) {
            if (rule.priority().compareTo(from) < 0) continue;
            Truth selects = selects(rule.selector());
            if (selects == Truth.NO) continue;
            if (rule.action() instanceof RuleAction.GoTo(RulePriority to)) {
                if (rules.stream().noneMatch(r -> r.priority().equals(to))) continue;
                if (selects == Truth.YES) {
                    trail.add(new Step.Ruled(rule));
                    from = to;
                } else trail.add(new Doubt.MayCatch(rule));
                continue;
            }
            Trail further = trail.fork();
            Answer answer = new Routing(world, question, further).ask(rule);
            if (answer instanceof Answer.Nothing) {
                further.doubts().forEach(trail::add);
                continue;
            }
            if (selects == Truth.MAYBE) {
                trail.add(new Doubt.MayCatch(rule));
                continue;
            }
            trail.steps().clear();
            further.steps().forEach(trail::add);
            further.doubts().forEach(trail::add);
            return answer;
        }
        return new Answer.Nothing();
    }

    private Answer ask(PolicyRule rule) {
        trail.add(new Step.Ruled(rule));
        return switch (rule.action()) {
            case RuleAction.Lookup(TableId table) -> search(table, -1);
            case RuleAction.LookupWithoutDefault(TableId table) -> search(table, 0);
            case RuleAction.GoTo to -> new Answer.Nothing();
            case RuleAction.Nothing nothing -> new Answer.Nothing();
            case RuleAction.Foreign(String text) -> foreign(text);
        };
    }

    private Answer foreign(String action) {
        if (REFUSALS.contains(action)) return new Answer.Refused();
        Matcher lookup = LOOKUP.matcher(action);
        if (!lookup.matches()) return new Answer.OutOfSight();
        TableId table =
                switch (lookup.group(1)) {
                    case "main" -> TableId.MAIN;
                    case "default" -> new TableId(253);
                    default -> new TableId(Long.parseLong(lookup.group(1)));
                };
        return search(table, lookup.group(2) == null ? -1 : Integer.parseInt(lookup.group(2)));
    }

    /**
     * Searches a table.
     *
     * @param suppressed an answer with a prefix as long as this, bits, or shorter is none
     */
    private Answer search(TableId table, int suppressed) {
        if (!world.knows(table)) trail.add(new Doubt.TableUnread(table));
        if (world.knowsInPart(table)) trail.add(new Doubt.PartOfTable(table));
        for (Route route : world.routes(table, question.destination()).toList()) {
            if (isThrow(route)) return new Answer.Nothing();
            Answer answer = answer(route);
            if (answer instanceof Answer.Nothing) continue;
            if (route.key().destination().length() <= suppressed) return new Answer.Nothing();
            trail.add(new Step.Routed(route));
            return answer;
        }
        return new Answer.Nothing();
    }

    private Answer answer(Route route) {
        return switch (route.action()) {
            case RouteAction.Unicast unicast -> {
                List<Nexthop> usable =
                        unicast.nexthops().stream().filter(this::isUsable).toList();
                yield usable.isEmpty() ? new Answer.Nothing() : new Answer.Over(unicast, usable);
            }
            case RouteAction.Unreachable() -> new Answer.Refused();
            case RouteAction.Foreign(String text) -> {
                if (text.contains("\"tos\"")) {
                    trail.add(new Doubt.MayTake(route));
                    yield new Answer.Nothing();
                }
                yield REFUSING_TYPES.contains(type(text)) ? new Answer.Refused() : new Answer.OutOfSight();
            }
        };
    }

    /** A route that says: ask the next rule. */
    private static boolean isThrow(Route route) {
        return route.action() instanceof RouteAction.Foreign(String text) && NEXT_RULE.contains(type(text));
    }

    private static String type(String text) {
        Matcher type = TYPE.matcher(text);
        return type.find() ? type.group(1) : "";
    }

    private Truth selects(RuleSelector selector) {
        return switch (selector) {
            case RuleSelector.All() -> Truth.YES;
            case RuleSelector.From(Cidr source) -> Truth.of(isFrom(source));
            case RuleSelector.FromMarked(Cidr source, var mark) ->
                Truth.of(isFrom(source) && mark.matches(question.mark()));
            case RuleSelector.ToMarked(Cidr destination, var mark) ->
                Truth.of(destination.contains(question.destination()) && mark.matches(question.mark()));
            case RuleSelector.Marked(var mark) -> Truth.of(mark.matches(question.mark()));
            case RuleSelector.Renewal(IpAddress server) ->
                Truth.of(question.in().isEmpty()
                        && question.protocol() == IpProtocol.UDP
                        && question.destination().equals(server));
            case RuleSelector.AnyRenewal() -> RuleWords.selects(new RuleSelector.AnyRenewal().toString(), question);
            case RuleSelector.Foreign(String text) -> RuleWords.selects(text, question);
        };
    }

    /** A source that is yet to be chosen is none. */
    private boolean isFrom(Cidr block) {
        return block.length() == 0 || question.source().filter(block::contains).isPresent();
    }

    private boolean isUsable(Nexthop nexthop) {
        Optional<Link> link = world.links().find(nexthop.device());
        boolean ignoresLinkdown = world.isOn(Sysctl.ignoreRoutesWithLinkdown(nexthop.device()));
        return link.filter(l -> l.adminUp() && (l.carrier() || !ignoresLinkdown))
                .isPresent();
    }
}
