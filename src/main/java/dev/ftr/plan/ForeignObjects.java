package dev.ftr.plan;

import dev.ftr.model.FwMark;
import dev.ftr.model.KernelState;
import dev.ftr.model.PolicyRule;
import dev.ftr.model.Route;
import dev.ftr.model.RouteKey;
import dev.ftr.model.RuleAction;
import dev.ftr.model.RulePriority;
import dev.ftr.model.RuleSelector;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What is not ours, is never touched, and keeps ours from working as it should; each with the remedy. */
final class ForeignObjects {
    private ForeignObjects() {}

    static List<String> inTheWay(KernelState wanted, KernelState actual, int protocol) {
        List<String> warnings = new ArrayList<>();
        if (wanted.rules().isEmpty()) return warnings;
        RulePriority first = wanted.rules().first().priority();
        RulePriority last = wanted.rules().last().priority();
        Set<FwMark> marks = wanted.rules().stream()
                .flatMap(r ->
                        r.selector() instanceof RuleSelector.Marked(FwMark mark) ? Stream.of(mark) : Stream.empty())
                .collect(Collectors.toUnmodifiableSet());
        for (PolicyRule rule : actual.rules()) {
            if (rule.protocol() == protocol || isKernelDefault(rule)) continue;
            boolean amongOurs =
                    rule.priority().compareTo(first) >= 0 && rule.priority().compareTo(last) < 0;
            if (amongOurs)
                warnings.add("the rule '%s' is not ours and %s; if nobody needs it: ip %s rule del pref %s %s %s"
                        .formatted(
                                rule,
                                rule.selector() instanceof RuleSelector.All
                                        ? "takes new connections before our multipath route is asked"
                                        : "stands among ours",
                                rule.family().ipOption(),
                                rule.priority(),
                                rule.selector(),
                                rule.action()));
            else if (usesOurMarks(rule, marks))
                warnings.add(("the rule '%s' is not ours and selects by one of our marks; "
                                + "give ours other bits with fwmark_mask and base_fwmark")
                        .formatted(rule));
        }
        for (Route route : actual.routes())
            if (route.protocol() != protocol && standsBesideOurs(route, wanted, actual))
                warnings.add("%s is also held by a route that is not ours (protocol %d)"
                        .formatted(route.key(), route.protocol()));
        return warnings;
    }

    private static boolean standsBesideOurs(Route foreign, KernelState wanted, KernelState actual) {
        RouteKey key = foreign.key();
        return key.destination().length() == 0
                && wanted.routes().stream().anyMatch(r -> r.key().table().equals(key.table()))
                && wanted.routes().stream()
                        .noneMatch(r -> r.key().equals(key) && !actual.routes().contains(r));
    }

    private static boolean usesOurMarks(PolicyRule rule, Set<FwMark> ours) {
        return rule.selector() instanceof RuleSelector.Marked(FwMark theirs)
                && ours.stream()
                        .anyMatch(o -> o.mask() != 0
                                && (o.mask() & theirs.mask()) != 0
                                && (o.value() & theirs.mask()) == (theirs.value() & o.mask()));
    }

    private static boolean isKernelDefault(PolicyRule rule) {
        return rule.priority().equals(RulePriority.MAIN)
                && rule.selector() instanceof RuleSelector.All
                && rule.action() instanceof RuleAction.Lookup;
    }
}
