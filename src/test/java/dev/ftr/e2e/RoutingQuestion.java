package dev.ftr.e2e;

import dev.ftr.explain.Doubt;
import dev.ftr.explain.Fate;
import dev.ftr.explain.Flow;
import dev.ftr.explain.Journey;
import dev.ftr.explain.Step;
import dev.ftr.model.ChainRule;
import dev.ftr.model.FirewallTarget;
import dev.ftr.model.InterfaceName;
import dev.ftr.model.IpAddress;
import dev.ftr.model.Nexthop;
import dev.ftr.model.RouteAction;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * What the kernel asks itself about the first packet of a connection, in the words of {@code ip route get}: after DNAT, with
 * the mark that the chains have set.
 */
record RoutingQuestion(Flow flow, List<Journey> journeys) {
    private static final Pattern MARK = Pattern.compile("-j MARK --set-xmark (0x\\p{XDigit}+)/(0x\\p{XDigit}+)");

    String text() {
        int mark = mark();
        String source = flow.from().map(a -> " from " + a).orElse("");
        // Of the router's own packets only those without an address are routed before they have a mark.
        if (mark != 0 && flow.from().isEmpty()) source = " from " + Lab.source(1);
        String ports = flow.protocol().hasPorts()
                ? " sport %d dport %d"
                        .formatted(flow.sourcePort().orElseThrow(), flow.port().orElseThrow())
                : "";
        return "route get %s%s%s mark %#x ipproto %s%s"
                .formatted(
                        destination(),
                        source,
                        flow.in().map(d -> " iif " + d).orElse(""),
                        mark,
                        flow.protocol(),
                        ports);
    }

    /** Whether the kernel says the same; an empty answer is a refusal. */
    boolean agrees(String answer) {
        Journey first = journeys.getFirst();
        if (first.doubts().stream().anyMatch(Doubt.MayLackWayBack.class::isInstance) && answer.isEmpty()) return true;
        if (first.fate() instanceof Fate.Arrives) return answer.startsWith("local ");
        if (first.steps().stream().anyMatch(Step.NoWayBack.class::isInstance)) return answer.isEmpty();
        if (journeys.stream().allMatch(j -> j.fate() instanceof Fate.Leaves))
            return journeys.stream()
                    .map(j -> (Fate.Leaves) j.fate())
                    .anyMatch(l -> names(answer, l.device(), l.gateway()));
        // Refused by a chain afterwards, or by the route.
        return first.steps().stream()
                .filter(Step.Routed.class::isInstance)
                .map(s -> ((Step.Routed) s).route().action())
                .findFirst()
                .map(action -> action instanceof RouteAction.Unicast unicast
                        ? unicast.nexthops().stream().anyMatch(n -> names(answer, n))
                        : answer.isEmpty())
                .orElse(answer.isEmpty());
    }

    private static boolean names(String answer, Nexthop nexthop) {
        return names(answer, nexthop.device(), nexthop.gateway());
    }

    private static boolean names(String answer, InterfaceName device, Optional<IpAddress> gateway) {
        return answer.contains(" dev " + device + " ")
                && gateway.map(g -> answer.contains(" via " + g + " ")).orElse(!answer.contains(" via "));
    }

    private IpAddress destination() {
        return rules().flatMap(
                        r -> r instanceof ChainRule.Known(var matches, FirewallTarget.DestinationNat(var to, var ports))
                                ? Stream.of(to)
                                : Stream.empty())
                .findFirst()
                .orElse(flow.to());
    }

    private int mark() {
        int mark = flow.mark();
        for (ChainRule rule : rules().toList())
            switch (rule) {
                case ChainRule.Known(var matches, FirewallTarget.SetMark(var wanted)) ->
                    mark = (mark & ~wanted.mask()) ^ wanted.value();
                case ChainRule.Unreadable(String text) -> {
                    Matcher found = MARK.matcher(text);
                    if (found.find()) mark = (mark & ~number(found.group(2))) ^ number(found.group(1));
                }
                case ChainRule.Known other -> {}
            }
        return mark;
    }

    private static int number(String hex) {
        return Long.decode(hex).intValue();
    }

    private Stream<ChainRule> rules() {
        return journeys.getFirst().steps().stream()
                .flatMap(s -> s instanceof Step.Chained chained ? Stream.of(chained.rule()) : Stream.empty());
    }
}
