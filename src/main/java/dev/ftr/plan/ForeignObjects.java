package dev.ftr.plan;

import dev.ftr.model.FwMark;
import dev.ftr.model.KernelState;
import dev.ftr.model.PolicyRule;
import dev.ftr.model.Route;
import dev.ftr.model.RouteKey;
import dev.ftr.model.RuleAction;
import dev.ftr.model.RulePriority;
import dev.ftr.model.RuleSelector;
import dev.ftr.model.TableId;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** What is not ours, is never touched, and keeps ours from working as it should; each with the remedy. */
final class ForeignObjects {
    private static final Pattern MARK =
            Pattern.compile("\\bfwmark 0x(\\p{XDigit}{1,8})(?:/0x(\\p{XDigit}{1,8}))?(?=$| )");
    private static final Pattern ALL_BUT_ONE_MARK = Pattern.compile("not from all fwmark 0x(\\p{XDigit}{1,8})");

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
            else if (asksOurTables(rule, wanted))
                warnings.add(
                        ("the rule '%s' is not ours and asks a table of ours; if somebody else needs that table, give us "
                                        + "others with base_table; if it is to choose an uplink, use policies; if not: ip %s rule del pref %s %s %s")
                                .formatted(
                                        rule,
                                        rule.family().ipOption(),
                                        rule.priority(),
                                        rule.selector(),
                                        rule.action()));
            else if (takesAllButOneMark(rule))
                warnings.add(
                        rule.priority().compareTo(first) < 0
                                ? ("the rule '%s' is asked before ours: if its table has a default route, all but the tunnel "
                                                + "itself goes there, answers to callers too; for less, narrow AllowedIPs or "
                                                + "set Table = off (wg-quick)")
                                        .formatted(rule)
                                : ("the rule '%s' stands behind ours, which take all that goes to the internet; if its tunnel "
                                                + "is to carry that, begin it anew (wg-quick down, wg-quick up), so that it is "
                                                + "asked before ours")
                                        .formatted(rule));
            if (takesAllButOneMark(rule) && hasBitsOfOurs(exceptedMark(rule), wanted))
                warnings.add(
                        "the rule '%s' is for a tunnel whose own packets carry bits of marks that are ours, so that they may leave by a wrong uplink; %s"
                                .formatted(rule, MarkLints.remedy(exceptedMark(rule))));
        }
        for (Route route : actual.routes())
            if (route.protocol() != protocol && standsBesideOurs(route, wanted, actual))
                warnings.add(
                        ("%s is also held by a route that is not ours (protocol %d); remove it: ip route del %s table "
                                        + "%s proto %d%s")
                                .formatted(
                                        route.key(),
                                        route.protocol(),
                                        route.key().destination(),
                                        route.key().table(),
                                        route.protocol(),
                                        route.key().metric() == 0
                                                ? ""
                                                : " metric " + route.key().metric()));
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
        return mark(rule.selector())
                .filter(theirs -> ours.stream()
                        .anyMatch(o -> o.mask() != 0
                                && (o.mask() & theirs.mask()) != 0
                                && (o.value() & theirs.mask()) == (theirs.value() & o.mask())))
                .isPresent();
    }

    /** The mark that a packet needs to be selected, if it needs one, whatever else it needs. */
    private static Optional<FwMark> mark(RuleSelector selector) {
        return switch (selector) {
            case RuleSelector.Marked(FwMark mark) -> Optional.of(mark);
            case RuleSelector.Foreign(String text) -> {
                Matcher mark = MARK.matcher(text);
                if (text.startsWith("not ") || !mark.find()) yield Optional.empty();
                int mask = mark.group(2) == null ? -1 : Integer.parseUnsignedInt(mark.group(2), 16);
                yield Optional.of(new FwMark(Integer.parseUnsignedInt(mark.group(1), 16) & mask, mask));
            }
            case RuleSelector.All all -> Optional.empty();
            case RuleSelector.FromMarked(var source, FwMark mark) -> Optional.of(mark);
            case RuleSelector.From from -> Optional.empty();
            case RuleSelector.ToMarked(var destination, FwMark mark) -> Optional.of(mark);
            case RuleSelector.Renewal renewal -> Optional.empty();
            case RuleSelector.AnyRenewal any -> Optional.empty();
        };
    }

    private static boolean asksOurTables(PolicyRule rule, KernelState wanted) {
        return rule.action() instanceof RuleAction.Lookup(TableId table)
                && wanted.routes().stream().anyMatch(r -> r.key().table().equals(table));
    }

    /** As wg-quick makes it for a tunnel that takes everything. */
    private static boolean takesAllButOneMark(PolicyRule rule) {
        return rule.action() instanceof RuleAction.Lookup
                && rule.selector() instanceof RuleSelector.Foreign(String text)
                && ALL_BUT_ONE_MARK.matcher(text).matches();
    }

    private static int exceptedMark(PolicyRule rule) {
        Matcher mark = ALL_BUT_ONE_MARK.matcher(rule.selector().toString());
        return mark.matches() ? Integer.parseUnsignedInt(mark.group(1), 16) : 0;
    }

    /** Whether a packet of this mark goes another way than one that has none. */
    private static boolean hasBitsOfOurs(int mark, KernelState wanted) {
        return wanted.rules().stream().anyMatch(rule -> switch (rule.selector()) {
            case RuleSelector.Marked(FwMark ours) -> ours.matches(mark);
            case RuleSelector.FromMarked(var source, FwMark ours) -> !ours.matches(mark);
            case RuleSelector.All all -> false;
            case RuleSelector.From from -> false;
            case RuleSelector.ToMarked to -> false;
            case RuleSelector.Renewal renewal -> false;
            case RuleSelector.AnyRenewal renewal -> false;
            case RuleSelector.Foreign foreign -> false;
        });
    }

    private static boolean isKernelDefault(PolicyRule rule) {
        return rule.priority().equals(RulePriority.MAIN)
                && rule.selector() instanceof RuleSelector.All
                && rule.action() instanceof RuleAction.Lookup;
    }
}
