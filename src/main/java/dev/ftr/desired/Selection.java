package dev.ftr.desired;

import dev.ftr.config.Uplink;
import dev.ftr.config.Uplink.LivingConnections;
import dev.ftr.health.Health;
import dev.ftr.model.Order;
import dev.ftr.model.ProbePolicy.WhenDegraded;
import dev.ftr.model.UplinkState;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.stream.Collectors;

/**
 * Which uplinks carry new connections.
 *
 * @param members at most all members of one priority group
 * @param healthy whether the members are known to work; if not, they only stand in for a route that is missing
 */
record Selection(List<Attachment> members, boolean healthy, String reason) {

    static Selection among(List<Attachment> attachments, Health health) {
        List<Attachment> usable = attachments.stream()
                .filter(a -> a.usable() && a.uplink().priorityGroup().isPresent())
                .toList();
        List<Attachment> candidates =
                usable.stream().filter(a -> isGood(a, health)).toList();
        if (candidates.isEmpty())
            candidates = usable.stream()
                    .filter(a -> health.state(a.uplink().id()) == UplinkState.DEGRADED)
                    .toList();
        if (!candidates.isEmpty()) {
            List<Attachment> best = bestGroup(candidates);
            return new Selection(best, true, reason(attachments, best, health));
        }
        boolean probed = usable.stream().allMatch(a -> health.state(a.uplink().id()) != UplinkState.UNKNOWN);
        return new Selection(
                bestGroup(usable),
                false,
                probed ? "no uplink works; better a doubtful way than none" : "not all uplinks have been probed yet");
    }

    /** Why the living connections of an uplink that is no member are not to stay on it; empty: they may. */
    Optional<String> partingReason(Attachment attachment, Health health) {
        Uplink uplink = attachment.uplink();
        boolean down = !attachment.usable() || health.state(uplink.id()) == UplinkState.DOWN;
        if (down)
            return uplink.onDown() == LivingConnections.FLUSH
                    ? Optional.of("uplink %s is %s".formatted(uplink.name(), condition(attachment, health)))
                    : Optional.empty();
        if (uplink.onRecover() == LivingConnections.KEEP) return Optional.empty();
        if (uplink.priorityGroup().isEmpty())
            return Optional.of("what policies prefer to uplink %s works again".formatted(uplink.name()));
        return uplink.priorityGroup().getAsInt() > group(members.getFirst())
                ? Optional.of("a better group than that of uplink %s works again".formatted(uplink.name()))
                : Optional.empty();
    }

    static boolean isGood(Attachment attachment, Health health) {
        UplinkState state = health.state(attachment.uplink().id());
        boolean tolerated = attachment.uplink().tests().quality().whenDegraded() == WhenDegraded.IGNORE;
        return state == UplinkState.UP || (state == UplinkState.DEGRADED && tolerated);
    }

    private static List<Attachment> bestGroup(List<Attachment> attachments) {
        OptionalInt best = attachments.stream().mapToInt(Selection::group).min();
        return attachments.stream().filter(a -> group(a) == best.orElse(-1)).toList();
    }

    private static int group(Attachment attachment) {
        return attachment.uplink().priorityGroup().orElseThrow();
    }

    private static String reason(List<Attachment> all, List<Attachment> chosen, Health health) {
        int group = group(chosen.getFirst());
        String out = all.stream()
                .filter(a -> a.uplink().priorityGroup().orElse(Integer.MAX_VALUE) <= group && !chosen.contains(a))
                .sorted(Order.by(a -> a.uplink().id()))
                .map(a -> "uplink %s is %s".formatted(a.uplink().name(), condition(a, health)))
                .collect(Collectors.joining(", "));
        if (!out.isEmpty()) return out;
        List<Uplink> up = chosen.stream().map(Attachment::uplink).toList();
        String names = up.stream().map(Uplink::name).collect(Collectors.joining(", "));
        boolean good = chosen.stream().allMatch(a -> isGood(a, health));
        return "%s %s %s".formatted(up.size() == 1 ? "uplink" : "uplinks", names, condition(up.size() == 1, good));
    }

    private static String condition(boolean single, boolean good) {
        return (single ? "is " : "are ") + (good ? "up" : "degraded, and nothing better is left");
    }

    static String condition(Attachment attachment, Health health) {
        return attachment.usable() ? health.state(attachment.uplink().id()).toString() : "not usable";
    }
}
