package dev.ftr.daemon;

import dev.ftr.config.Choice;
import dev.ftr.config.RouterConfig;
import dev.ftr.config.Uplink;
import dev.ftr.daemon.Reconciler.Proposal;
import dev.ftr.desired.Attachment;
import dev.ftr.desired.Choices;
import dev.ftr.desired.Layout;
import dev.ftr.model.Family;
import dev.ftr.model.KernelState;
import dev.ftr.model.Nexthop;
import dev.ftr.model.RouteAction;
import dev.ftr.model.RouteKey;
import dev.ftr.model.UplinkId;
import dev.ftr.model.Weight;
import dev.ftr.notify.Event;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Which uplinks carry the connections of policies, by what the kernel says; and when that changes. */
final class PolicyNews {
    private Map<Choice, List<String>> carrying = Map.of();

    /** Tells of each choice that others carry than before; of those that are new, where it is not what they prefer. */
    void tell(RouterConfig config, Proposal last, List<Attachment> attachments, Instant now, Reports reports) {
        Layout layout = new Layout(config.numbering());
        Map<Choice, List<String>> after = new HashMap<>();
        Choices.of(config).slots().forEach((choice, slot) -> {
            if (choice instanceof Choice.WhileCarrying) return;
            RouteKey key = RouteKey.defaultRoute(Family.IPV4, layout.choiceTable(slot), 0);
            List<String> carriers = carrying(last.reading().state(), key, attachments);
            List<String> preferred = preferred(choice, config);
            after.put(choice, carriers);
            String reason = carriers.equals(preferred)
                    ? ""
                    : last.desired().routeReasons().getOrDefault(key, "");
            Event event =
                    new Event.PolicyMoved(now, names(uplinks(choice), config), carriers, choice.rejects(), reason);
            if (carriers.equals(carrying.getOrDefault(choice, preferred))) reports.stands(event);
            else reports.event(event);
        });
        carrying = after;
    }

    /** The names of the uplinks that a route leads over. */
    static List<String> carrying(KernelState state, RouteKey key, List<Attachment> attachments) {
        Set<Nexthop> nexthops = state.routes().stream()
                .filter(r -> r.key().equals(key))
                .flatMap(r -> r.action() instanceof RouteAction.Unicast unicast
                        ? unicast.nexthops().stream()
                        : Stream.empty())
                .map(n -> n.withWeight(Weight.ONE))
                .collect(Collectors.toSet());
        return attachments.stream()
                .filter(a -> nexthops.contains(a.way().withWeight(Weight.ONE)))
                .map(a -> a.uplink().name())
                .toList();
    }

    private static List<String> preferred(Choice choice, RouterConfig config) {
        List<UplinkId> uplinks = uplinks(choice);
        return switch (choice) {
            case Choice.First first -> names(uplinks.subList(0, 1), config);
            case Choice.Balance balance ->
                config.uplinks().stream()
                        .filter(u -> uplinks.contains(u.id()))
                        .map(Uplink::name)
                        .toList();
            case Choice.WhileCarrying one -> names(uplinks, config);
        };
    }

    private static List<UplinkId> uplinks(Choice choice) {
        return switch (choice) {
            case Choice.First first -> first.uplinks();
            case Choice.Balance balance -> balance.uplinks();
            case Choice.WhileCarrying one -> List.of(one.uplink());
        };
    }

    private static List<String> names(List<UplinkId> ids, RouterConfig config) {
        return ids.stream()
                .flatMap(id -> config.uplink(id).stream())
                .map(Uplink::name)
                .toList();
    }
}
